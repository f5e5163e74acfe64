import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { createGunzip, createGzip, createZstdCompress, createZstdDecompress } from 'node:zlib'

/** The ways in which an archive can be compressed: by the end of its name when written, by its first bytes when read. */
const ways = [
  { suffix: '.gz', magic: Buffer.of(0x1f, 0x8b), compress: () => createGzip(), decompress: () => createGunzip() },
  {
    suffix: '.zst',
    magic: Buffer.of(0x28, 0xb5, 0x2f, 0xfd),
    compress: () => createZstdCompress(),
    decompress: () => createZstdDecompress(),
  },
] as const

/** What compresses a file of this name; nothing when the name does not ask for it. */
export function compressionFor(path: string): NodeJS.ReadWriteStream[] {
  return ways.filter(({ suffix }) => path.endsWith(suffix)).map(({ compress }) => compress())
}

/** What makes plain bytes of a stream. */
export async function decompressionOf(source: Readable): Promise<NodeJS.ReadWriteStream[]> {
  const head = await beginningOf(source)
  return ways.filter(({ magic }) => magic.equals(head.subarray(0, magic.length))).map(({ decompress }) => decompress())
}

async function beginningOf(source: Readable): Promise<Buffer> {
  for (;;) {
    const chunk: Buffer | null = source.read()
    if (chunk !== null) {
      source.unshift(chunk)
      return chunk
    }
    if (source.errored) throw source.errored
    if (source.readableEnded || source.destroyed) return Buffer.alloc(0)
    await Promise.race([once(source, 'readable'), once(source, 'end')])
  }
}
