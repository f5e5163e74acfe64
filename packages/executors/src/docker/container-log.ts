import { PassThrough, type Readable } from 'node:stream'
import type { Listener, LogStream } from '../executor.ts'
import { daemonFault } from './daemon.ts'

/** What a container writes, as it is taken. */
export interface ContainerLog {
  /** Resolves once the daemon sends no more. */
  readonly closed: Promise<void>
  readonly pump: (listener: Pick<Listener, 'onLog'>) => Promise<void>
  /** Reads what is left at once, and keeps it: the daemon gives it up two seconds after the end of the container. */
  readonly readRest: () => void
}

const headerBytes = 8
/** Read ahead, in each of two buffers. */
const aheadBytes = 2 << 20

/** `from`: the stream of the daemon, of which little more is read than is taken. */
export function containerLog(from: Readable): ContainerLog {
  const taken = new PassThrough({ highWaterMark: aheadBytes })
  from.on('error', (error) => taken.destroy(daemonFault(error)))
  const closed = new Promise<void>((resolve) => {
    from.once('close', resolve)
  })
  from.pipe(taken)
  let isRest = false
  return {
    closed,
    async pump({ onLog }) {
      try {
        for await (const [stream, bytes] of parted(taken)) await onLog(stream, bytes)
      } finally {
        from.destroy()
      }
    },
    readRest() {
      if (isRest || from.readableEnded) return
      isRest = true
      from.unpipe(taken)
      from.on('data', (bytes) => taken.write(bytes))
      from.on('end', () => taken.end())
      from.resume()
    },
  }
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
