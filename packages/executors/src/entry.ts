import type { Dirent } from 'node:fs'
import { opendir } from 'node:fs/promises'

/** What a folder holds. Names are bytes, one for each character, as not every name is text. Nothing if it is gone. */
export async function* entriesOf(folder: Buffer): AsyncGenerator<Dirent> {
  const opened = await opendir(folder, { encoding: 'latin1', bufferSize: 256 }).catch(gone)
  if (opened) yield* opened
}

function gone(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}

/** The path of an entry, as `entriesOf` names it. */
export function below(folder: Buffer, name: string): Buffer {
  return Buffer.concat([folder, Buffer.from('/'), Buffer.from(name, 'latin1')])
}
