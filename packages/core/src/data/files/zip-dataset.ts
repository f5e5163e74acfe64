import { type Actor, viewerOf } from '@assay/access'
import { getReadableDataset, listDatasetFiles } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { nameOfSetFile } from '../../file/whole-object.ts'
import { storedEntry } from '../../file/zip/stored-entry.ts'
import type { ZipEntry } from '../../file/zip/zip-entry.ts'
import type { FilesZip } from '../../file/zip/zip-files.ts'
import { zipStream } from '../../file/zip/zip-stream.ts'
import type { DataDeps } from '../deps.ts'

/** Read before their turn, so that few are kept. */
const pageRows = 200

interface Named {
  readonly dataset_id: string
}

/**
 * A set of files as a zip, each under its path in the dataset. It breaks off when the dataset goes, or is no longer
 * shared, while it is sent. Throws DATASET_NOT_FOUND; INPUT_INVALID for a table.
 */
export async function zipDataset(deps: DataDeps, actor: Actor, { dataset_id }: Named): Promise<FilesZip> {
  const { id, name, kind } = await getReadableDataset(deps.db, { id: dataset_id, viewer: viewerOf(actor) })
  if (kind !== 'files') {
    const message = 'must be a set of files: this one is a table, which is one file'
    throw new DomainError('INPUT_INVALID', { issues: [{ path: 'dataset_id', message }] })
  }
  return { filename: `${name}.zip`, stream: zipStream(entriesOf(deps, actor, id)) }
}

async function* entriesOf({ db, storage }: DataDeps, actor: Actor, id: string): AsyncGenerator<ZipEntry> {
  let after: string | undefined
  for (;;) {
    // again for each page: what is no longer shared goes no further
    const dataset = await getReadableDataset(db, { id, viewer: viewerOf(actor) })
    const page = await listDatasetFiles(db, id, { after, limit: pageRows })
    for (const object of page) {
      const of = nameOfSetFile({ ...dataset, path: object.path })
      yield storedEntry(storage, {
        path: object.path,
        modified_at: dataset.created_at,
        object,
        of,
        dataset_id: id,
      })
    }
    if (page.length < pageRows) return
    after = page.at(-1)?.path
  }
}
