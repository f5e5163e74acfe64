import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'

const largestBytes = 1024 * 1024

/** Postgres's own log; like Postgres, it may outlive this process. A large one is moved to `.old` at the next start. */
export async function openServerLog(data_dir: string): Promise<FileHandle> {
  const path = join(data_dir, 'postgres.log')
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size > largestBytes) await rename(path, `${path}.old`)
  return open(path, 'a+', 0o600)
}

export async function readServerLog(log: FileHandle, from_byte: number): Promise<string> {
  const { size } = await log.stat()
  const { buffer } = await log.read({ buffer: Buffer.alloc(Math.max(0, size - from_byte)), position: from_byte })
  return buffer.toString('utf8').trim()
}
