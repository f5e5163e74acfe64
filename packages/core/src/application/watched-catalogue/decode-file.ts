import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { audited } from '@assay/access'
import { findEntrypointsWithMetadata, lockCatalogue, removeEntrypoints } from '@assay/db'
import { transactAround } from '@assay/engine'
import { type CheckedApplicationEntry, readDecodeCatalogue } from '@assay/schemas'
import { openStorage } from '@assay/storage'
import { applyLocal, callOfServer } from './apply-local.ts'
import type { CatalogueOrigin } from './catalogue-origin.ts'

/** Marks what came from the file that the server watches. */
const mark = 'decode_file'

/**
 * DECODE's `application_config.yaml`, on this machine or, as `s3://bucket/path`, in a bucket. It is all that there is
 * of DECODE's applications: what it no longer names is removed.
 */
export const decodeFile: CatalogueOrigin = {
  async stateOf([path = '']) {
    try {
      return createHash('sha256')
        .update(await readBytes(path))
        .digest('hex')
    } catch (error) {
      return error instanceof Error ? error.message : 'unknown'
    }
  },
  async read(path) {
    const bytes = await readBytes(path)
    const state = createHash('sha256').update(bytes).digest('hex')
    const { entries, ...read } = readDecodeCatalogue(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return { ...read, entries: entries.map(marked), files: [], paths: [path], state }
  },
  async apply(deps, path, catalogue) {
    return transactAround(deps, async (held, trx) => {
      await lockCatalogue(trx)
      const items = await applyLocal(held, path, catalogue)
      const named = new Set(catalogue.entries.map(nameOf))
      const left = (await findEntrypointsWithMetadata(trx, mark)).filter((row) => !named.has(nameOf(row)))
      if (left.length === 0) return items
      await audited(held, await callOfServer(held, 'applications.remove', path), async () => {
        for (const row of left) await removeEntrypoints(trx, row)
      })
      return items
    })
  },
}

function marked(entry: CheckedApplicationEntry): CheckedApplicationEntry {
  return { ...entry, metadata: { ...entry.metadata, [mark]: true } }
}

function nameOf({ application, version, entrypoint }: Named): string {
  return `${application}/${version}/${entrypoint}`
}

type Named = Pick<CheckedApplicationEntry, 'application' | 'version' | 'entrypoint'>

async function readBytes(path: string): Promise<Buffer> {
  if (!path.startsWith('s3://')) return readFile(path)
  const url = new URL(path)
  const key = decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf('/') + 1))
  url.pathname = url.pathname.slice(0, -key.length)
  await using bucket = await openStorage(url.href.replace(/\/(?=\?|$)/, ''))
  return buffer(await bucket.read(key))
}
