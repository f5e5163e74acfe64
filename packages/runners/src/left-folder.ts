import { lstat } from 'node:fs/promises'
import { join } from 'node:path'

/** Whether a folder is there, and every folder above it: what a job has left may be a link to anywhere. */
export async function isFolder(top: string, path: string): Promise<boolean> {
  let folder = top
  for (const name of path === '.' ? [] : path.split('/')) {
    if (name === '..') return false
    folder = join(folder, name)
    const found = await lstat(folder).catch(() => undefined)
    if (!found?.isDirectory()) return false
  }
  return true
}
