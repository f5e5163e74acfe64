import type { Dirent } from 'node:fs'
import { chmod, constants, open, opendir } from 'node:fs/promises'

/** What a folder holds. Names are bytes, one for each character, as not every name is text. Nothing if it is gone. */
export async function* entriesOf(folder: Buffer): AsyncGenerator<Dirent> {
  const asked = () => opendir(folder, { encoding: 'latin1', bufferSize: 256 })
  const opened = await asked()
    .catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EACCES') throw error
      await makeReadable(folder)
      return await asked()
    })
    .catch(gone)
  if (opened) yield* opened
}

/** O_PATH, which Node does not name: opens what may not be read, and that alone is changed by its descriptor. */
const pathOnly = 0o10000000

/** A job may hide a folder from its own user, who is that of a worker without root. */
async function makeReadable(folder: Buffer): Promise<void> {
  const file = await open(folder, pathOnly | constants.O_NOFOLLOW | constants.O_DIRECTORY)
  try {
    await chmod(`/proc/self/fd/${file.fd}`, 0o700)
  } finally {
    await file.close()
  }
}

function gone(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ELOOP') return undefined
  throw error
}

/** The path of an entry, as `entriesOf` names it. */
export function below(folder: Buffer, name: string): Buffer {
  return Buffer.concat([folder, Buffer.from('/'), Buffer.from(name, 'latin1')])
}
