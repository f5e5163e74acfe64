import { access, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Writable } from 'node:stream'
import { StartError } from '@assay/program'

export interface ArchiveFileOptions {
  /** Whether a file of this name is replaced. */
  readonly replace: boolean
}

/**
 * Writes a file beside its name, and gives it that name when it is whole and on the disk: what has the name is never
 * half an archive. Throws StartError.
 */
export async function writeArchiveFile<Result>(
  path: string,
  { replace }: ArchiveFileOptions,
  write: (output: Writable) => Promise<Result>,
): Promise<Result> {
  if (!replace && (await isThere(path)))
    throw new StartError(`${path} is there already. Name another file, or say --force.`)
  const partial = `${path}.partial`
  const handle = await open(partial, 'w', 0o600)
  try {
    const result = await write(handle.createWriteStream({ flush: true }))
    await rename(partial, path)
    await sync(dirname(path))
    return result
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function sync(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}
