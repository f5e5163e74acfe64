import { lstat, readdir, stat } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import { CommandError } from '../command-error.ts'
import { isAbsence } from '../session/private-file.ts'

/** A file here that is to be sent. */
export interface LocalFile {
  readonly path: string
  /** Where it goes, below what was named; names between slashes. */
  readonly place: string
  readonly size_bytes: number
  /** When it was changed last, in milliseconds. */
  readonly mtime_ms: number
}

/** Something that is not sent, and why. */
export interface LeftOut {
  readonly path: string
  readonly reason: string
}

/** What is to be sent of what was named. */
export interface LocalTree {
  readonly files: LocalFile[]
  /** Folders without files, which are made. */
  readonly folders: string[]
  /** Symbolic links and what is neither file nor folder. */
  readonly leftOut: LeftOut[]
  /** What cannot be read. */
  readonly unreadable: LeftOut[]
}

/**
 * Looks at what was named: a file goes under its name, a folder under its name with all that is in it, or without its
 * name if a slash ends it. Links that were named are followed, those in folders are not.
 */
export async function readLocalTree(sources: readonly string[]): Promise<LocalTree> {
  const tree: LocalTree = { files: [], folders: [], leftOut: [], unreadable: [] }
  for (const source of sources) {
    const found = await statOf(source)
    const name = basename(resolve(source))
    if (found.isDirectory()) await walk(tree, { path: source, place: isContentAlone(source) ? '' : name })
    else if (found.isFile()) tree.files.push(toFile(found, { path: source, place: name }))
    else throw new CommandError(`${source} is neither a file nor a folder.`)
  }
  return tree
}

/** Whether a folder stands for what is in it, without its name. */
function isContentAlone(source: string): boolean {
  return source.endsWith('/') || source.endsWith(sep) || ['.', '..'].includes(basename(source))
}

async function statOf(source: string) {
  try {
    return await stat(source)
  } catch (error) {
    throw isAbsence(error) ? new CommandError(`There is no file or folder ${source}.`) : error
  }
}

interface Place {
  readonly path: string
  readonly place: string
}

async function walk(tree: LocalTree, { path, place }: Place): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: Error) => {
    tree.unreadable.push({ path, reason: error.message })
  })
  if (entries?.length === 0 && place !== '') tree.folders.push(place)
  const sorted = entries?.toSorted((one, other) => (one.name < other.name ? -1 : 1)) ?? []
  for (const entry of sorted) {
    const inner = { path: join(path, entry.name), place: place === '' ? entry.name : `${place}/${entry.name}` }
    if (entry.isDirectory()) await walk(tree, inner)
    else if (entry.isFile()) await addFile(tree, inner)
    else tree.leftOut.push({ path: inner.path, reason: entry.isSymbolicLink() ? 'a symbolic link' : 'no file' })
  }
}

async function addFile(tree: LocalTree, place: Place): Promise<void> {
  try {
    tree.files.push(toFile(await lstat(place.path), place))
  } catch (error) {
    tree.unreadable.push({ path: place.path, reason: error instanceof Error ? error.message : String(error) })
  }
}

function toFile({ size, mtimeMs }: { readonly size: number; readonly mtimeMs: number }, place: Place): LocalFile {
  return { ...place, size_bytes: size, mtime_ms: mtimeMs }
}
