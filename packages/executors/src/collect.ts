import { constants, type Dirent, type Stats } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { faultOfName } from '@assay/schemas'
import { below, entriesOf } from './entry.ts'

export interface CollectedFile {
  /** Below the folder, with slashes. */
  readonly path: string
  readonly size_bytes: number
  readonly open: () => Promise<FileHandle>
}

/** What is not collected, and why. Its path is made harmless to show. */
export interface RefusedEntry {
  readonly path: string
  readonly refused: string
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Every regular file below a folder of a job that has ended. Follows no link; what is no regular file, could be a file
 * from elsewhere, or has a name that no tree takes is refused, one by one.
 */
export async function* collect(folder: string): AsyncGenerator<CollectedFile | RefusedEntry> {
  const links = await linksWithin(folder)
  for await (const found of walk(folder)) {
    if ('refused' in found) yield found
    else if (found.stats.nlink > (links.get(found.stats.ino) ?? 1))
      yield { path: found.path, refused: 'is a hard link to a file outside of the folder' }
    else yield { path: found.path, size_bytes: found.stats.size, open: () => openFile(found.bytes, found.stats) }
  }
}

/** How often the folder itself names each file that has several names. */
async function linksWithin(folder: string): Promise<ReadonlyMap<number, number>> {
  const links = new Map<number, number>()
  for await (const found of walk(folder)) {
    if ('refused' in found || found.stats.nlink === 1) continue
    links.set(found.stats.ino, (links.get(found.stats.ino) ?? 0) + 1)
  }
  return links
}

interface FoundFile {
  readonly path: string
  readonly bytes: Buffer
  readonly stats: Stats
}

async function* walk(top: string): AsyncGenerator<FoundFile | RefusedEntry> {
  const waiting: { bytes: Buffer; path: string }[] = [{ bytes: Buffer.from(top), path: '' }]
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for await (const entry of entriesOf(folder.bytes)) {
      const [name, bytes] = [textOf(entry.name), below(folder.bytes, entry.name)]
      const fault = name === undefined ? 'has a name that is no UTF-8' : faultOfEntry(entry, name)
      const path = `${folder.path}${name ?? entry.name}`
      if (fault !== undefined) yield { path: harmless(path), refused: fault }
      else if (bytes.length > 3000) yield { path: harmless(path), refused: 'has a path that is too long' }
      else if (entry.isDirectory()) waiting.push({ bytes, path: `${path}/` })
      else yield { path, bytes, stats: await lstat(bytes) }
    }
  }
}

function textOf(name: string): string | undefined {
  try {
    return utf8.decode(Buffer.from(name, 'latin1'))
  } catch {
    return undefined
  }
}

function faultOfEntry(entry: Dirent, name: string): string | undefined {
  const fault = faultOfName(name)
  if (fault !== undefined) return fault
  if (entry.isFile() || entry.isDirectory()) return undefined
  if (entry.isSymbolicLink()) return 'is a link, and links are not followed'
  return entry.isFIFO() || entry.isSocket() ? 'is a pipe or a socket' : 'is a device'
}

/** Each character that a terminal could obey as the code of it. */
function harmless(path: string): string {
  return path.replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`)
}

async function openFile(path: Buffer, seen: Stats): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  const now = await file.stat()
  if (now.ino === seen.ino && now.dev === seen.dev && now.isFile()) return file
  await file.close()
  throw new Error('A collected file is another one than before.')
}
