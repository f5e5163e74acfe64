import { rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './durable.ts'
import type { Presence } from './presence.ts'
import { isSystemError } from './system-error.ts'

export async function statFile(path: string): Promise<{ size_bytes: number } | undefined> {
  try {
    const { size } = await stat(path)
    return { size_bytes: size }
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}

/** What is not there may be away; throws StorageAway then. */
export async function deleteFile(path: string, presence: Presence): Promise<void> {
  if ((await statFile(path)) === undefined) return presence.check()
  await rm(path, { force: true })
  await syncFolder(dirname(path))
}
