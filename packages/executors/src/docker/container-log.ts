import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Listener, LogStream } from '../executor.ts'

/** Each way; the daemon gives up what nobody has read two seconds after the end of a container. */
const aheadBytes = 2 << 20
const headerBytes = 8

/** Hands on what a container writes, no faster than it is taken but for what is read ahead. */
export async function pumpContainerLog(from: Readable, { onLog }: Pick<Listener, 'onLog'>): Promise<void> {
  const ahead = new PassThrough({ highWaterMark: aheadBytes })
  await pipeline(from, ahead, async (chunks: AsyncIterable<Buffer>) => {
    for await (const [stream, bytes] of parted(chunks)) await onLog(stream, bytes)
  })
}

/** The daemon sends both streams in one, each piece behind eight bytes: whose it is, and how long. */
async function* parted(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly [LogStream, Buffer]> {
  let [header, left, stream]: [Buffer, number, LogStream] = [Buffer.alloc(0), 0, 'stdout']
  for await (let rest of chunks) {
    while (rest.length > 0) {
      if (left > 0) {
        const bytes = rest.subarray(0, left)
        yield [stream, bytes]
        left -= bytes.length
        rest = rest.subarray(bytes.length)
        continue
      }
      const missing = headerBytes - header.length
      header = Buffer.concat([header, rest.subarray(0, missing)])
      rest = rest.subarray(missing)
      if (header.length < headerBytes) continue
      stream = header[0] === 2 ? 'stderr' : 'stdout'
      left = header.readUInt32BE(4)
      header = Buffer.alloc(0)
    }
  }
}
