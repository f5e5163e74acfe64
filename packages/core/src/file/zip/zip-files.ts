import type { Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import { countBelow, type FileBytesRow, findFileBytes, listFileBytes } from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { FileDeps } from '../deps.ts'
import { lastNameOf } from '../file-download.ts'
import { findPlace } from '../place.ts'
import { isRoot } from '../tree.ts'
import { storedEntry } from './stored-entry.ts'
import type { ZipEntry } from './zip-entry.ts'
import { zipStream } from './zip-stream.ts'

/** Their names are kept until the end. */
const mostEntries = 100_000
/** Read before their turn, so that few have gone by then. */
const pageRows = 200

interface Chosen {
  readonly paths: readonly string[]
  readonly owner?: string | undefined
  /** Whether what lies in a folder stands at the top of the zip, and empty folders nowhere. */
  readonly is_bare?: boolean
}

/** What becomes an entry of its own at the top of the zip. */
interface Top {
  readonly path: string
  readonly name: string
  readonly row: FileBytesRow
}

/** A zip, made while it is read. */
export interface FilesZip {
  readonly filename: string
  readonly stream: Readable
}

/**
 * Files and folders of one tree as a zip, each under its own name, folders with all that is in them, empty ones too. It
 * is read in pages while it is sent: what is deleted before its page is not in it, and what is replaced has the bytes
 * that it had when its page was read. Throws FILE_NOT_FOUND; INPUT_INVALID for more than a zip takes.
 */
export async function zipFiles(
  deps: FileDeps,
  actor: Actor,
  { paths, owner, is_bare = false }: Chosen,
): Promise<FilesZip> {
  const chosen = [...new Set(paths)]
  const rows = await Promise.all(chosen.map((path) => findTop(deps, actor, { path, owner })))
  await requireFew(deps, actor, { paths: chosen, owner })
  const names = uniqueNames(chosen.map(lastNameOf))
  const tops = rows.map((row, index) => ({ path: chosen[index] ?? '', name: names[index] ?? '', row }))
  const entries = entriesOf(deps, actor, { tops, owner })
  const filename = `${names.length === 1 ? names[0] : 'files'}.zip`
  return { filename, stream: zipStream(is_bare ? bare(entries, names) : entries) }
}

interface Named {
  readonly path: string
  readonly owner: string | undefined
}

async function findTop(deps: FileDeps, actor: Actor, { path, owner }: Named): Promise<Top['row']> {
  const place = await findPlace(deps, actor, { path, owner, access: 'read' })
  const row = await findFileBytes(deps.db, place)
  if (row) return row
  if (isRoot(path)) return { path, kind: 'folder', updated_at: new Date().toISOString(), blob: undefined }
  throw new DomainError('FILE_NOT_FOUND', { path })
}

async function requireFew(deps: FileDeps, actor: Actor, { paths, owner }: Chosen): Promise<void> {
  let entries = paths.length
  for (const path of paths) {
    const place = await findPlace(deps, actor, { path, owner, access: 'read' })
    entries += await countBelow(deps.db, place, mostEntries + 1)
  }
  if (entries <= mostEntries) return
  const message = `must be at most ${mostEntries} files and folders in all: ask for the folders in them one by one`
  throw new DomainError('INPUT_INVALID', { issues: [{ path: 'path', message }] })
}

async function* entriesOf(
  deps: FileDeps,
  actor: Actor,
  { tops, owner }: { readonly tops: readonly Top[]; readonly owner: string | undefined },
): AsyncGenerator<ZipEntry> {
  for (const { path: top, name, row } of tops) {
    yield toEntry(deps, name, row)
    let after: string | undefined
    while (row.kind === 'folder') {
      // again for each page: what is no longer shared goes no further
      const place = await findPlace(deps, actor, { path: top, owner, access: 'read' })
      const page = await listFileBytes(deps.db, { ...place, after }, pageRows)
      for (const one of page) yield toEntry(deps, name + one.path.slice(top.length), one)
      if (page.length < pageRows) break
      after = page.at(-1)?.path
    }
  }
}

/** What lies in folders, without their names. */
async function* bare(entries: AsyncIterable<ZipEntry>, names: readonly string[]): AsyncGenerator<ZipEntry> {
  for await (const entry of entries) {
    if (entry.path.endsWith('/')) continue
    const top = names.find((name) => entry.path.startsWith(`${name}/`))
    yield { ...entry, path: top === undefined ? entry.path : entry.path.slice(top.length + 1) }
  }
}

function toEntry(
  { storage }: FileDeps,
  path: string,
  { path: own, updated_at: modified_at, blob }: FileBytesRow,
): ZipEntry {
  if (!blob) return { path: `${path}/`, modified_at }
  return storedEntry(storage, { path, modified_at, object: blob, of: `The file "${own}"` })
}

/** So that none takes another's place where the zip is unpacked, whatever file system that is. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const [, stem = name, extension = ''] = /^(.+?)(\.[^.]+)?$/su.exec(name) ?? []
    let unique = name
    for (let number = 2; taken.has(folded(unique)); number++) unique = `${stem} (${number})${extension}`
    taken.add(folded(unique))
    return unique
  })
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
