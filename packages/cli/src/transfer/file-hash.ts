import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** The SHA-256 of a file here, hexadecimal. */
export async function hashOfFile(path: string): Promise<string> {
  return (await hashInto(createHash('sha256'), path)).digest('hex')
}

/** Adds a file to a hash. */
export async function hashInto(hash: Hash, path: string): Promise<Hash> {
  for await (const bytes of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(bytes)
  return hash
}
