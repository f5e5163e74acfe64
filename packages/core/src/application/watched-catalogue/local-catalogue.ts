import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type CatalogueFault, type CatalogueText, DomainError, readCatalogue } from '@assay/schemas'
import { type GivenFile, streamedFile } from '../catalogue/given-file.ts'
import type { Catalogue } from '../catalogue/plan.ts'
import { stateOf } from './file-state.ts'

/** A catalogue file of this machine, with the files beside it. */
export interface LocalCatalogue extends Catalogue {
  /** Why it cannot be applied; there are no entries then. */
  readonly faults: readonly CatalogueFault[]
  readonly placeOf: CatalogueText['placeOf']
  /** Where it lies itself, and the files that it names. */
  readonly paths: readonly [string, ...string[]]
  /** How all of them were before they were read. */
  readonly state: string
}

export async function readLocalCatalogue(path: string): Promise<LocalCatalogue> {
  const own_state = await stateOf([path])
  const read = readCatalogue(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)))
  const { placeOf } = read
  const top = await realpath(dirname(path))
  const named = new Map(
    read.entries.flatMap((entry, index) => entry.files.map((file, at) => [file, `entries.${index}.files.${at}`])),
  )
  const beside = [...named.keys()].map((name) => resolve(top, name))
  const state = [own_state, await stateOf(beside)].join('\n')
  const files: GivenFile[] = []
  const faults = [...read.faults]
  for (const [name, where] of named) {
    const found = await findBeside(top, name)
    if (found !== undefined) files.push(await hashedFile(name, found))
    else faults.push({ path: where, message: `"${name}" is no file beside the catalogue`, ...placeOf(where) })
  }
  return { entries: faults.length > 0 ? [] : read.entries, files, faults, placeOf, paths: [path, ...beside], state }
}

/** Undefined: it is no file, or lies elsewhere. */
async function findBeside(top: string, name: string): Promise<string | undefined> {
  const found = await realpath(resolve(top, name)).catch(() => undefined)
  if (found === undefined || !found.startsWith(top.endsWith(sep) ? top : top + sep)) return undefined
  return (await stat(found)).isFile() ? found : undefined
}

async function hashedFile(path: string, found: string): Promise<GivenFile> {
  const hash = createHash('sha256')
  const { size: size_bytes } = await stat(found)
  await pipeline(createReadStream(found), hash)
  return streamedFile({ path, size_bytes, sha256: hash.digest('hex') }, () => createReadStream(found))
}

/** What is wrong with a catalogue, as an error of it tells; undefined: the error is no fault of the catalogue. */
export function faultsOf(
  { placeOf }: Pick<LocalCatalogue, 'placeOf'>,
  error: unknown,
): readonly CatalogueFault[] | undefined {
  if (DomainError.is(error, 'INPUT_INVALID')) {
    return error.data.issues.map((issue) => ({ ...issue, ...placeOf(issue.path) }))
  }
  return DomainError.is(error) && !error.retryable ? [{ message: error.message }] : undefined
}
