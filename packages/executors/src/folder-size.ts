import { lstat } from 'node:fs/promises'
import { below, entriesOf } from './entry.ts'

export interface Quota {
  readonly bytes: number
  readonly files: number
}

/**
 * Whether folders hold more than they may. Looks at no more entries than that takes, follows no link, and takes what
 * vanishes meanwhile as gone.
 */
export async function isOver(folders: readonly string[], quota: Quota): Promise<boolean> {
  let [bytes, files] = [0, 0]
  const waiting: Buffer[] = folders.map((folder) => Buffer.from(folder))
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for await (const entry of entriesOf(folder)) {
      const path = below(folder, entry.name)
      if (entry.isDirectory()) waiting.push(path)
      files += 1
      bytes += await sizeOf(path)
      if (bytes > quota.bytes || files > quota.files) return true
    }
  }
  return false
}

/** The room that it takes, or would take once its holes are filled. */
async function sizeOf(path: Buffer): Promise<number> {
  const found = await lstat(path).catch(() => undefined)
  if (!found) return 0
  return found.isFile() ? Math.max(found.size, found.blocks * 512) : found.blocks * 512
}
