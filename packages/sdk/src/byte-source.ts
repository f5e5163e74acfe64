import { AssayError } from './error/assay-error.ts'
import { lastSegment } from './file-name.ts'
import { fileSystem } from './file-system.ts'
import { iterate } from './stream.ts'

/**
 * What can be uploaded: the path of a file (Node), bytes, a Blob or File, or a stream, of the web's or Node's kind. All
 * are read as they are sent, never as a whole.
 */
export type UploadSource =
  | string
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>

/** Bytes to send, read in order. */
export interface ByteSource {
  /** Size in bytes; null: not known before the end. */
  readonly size_bytes: number | null
  /** Name that the source has of itself. */
  readonly filename: string | undefined
  /** Goes to an offset; a stream only forward. */
  seek(offset: number): Promise<void>
  /** The next bytes, at most so many; none at the end. */
  read(most: number): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

/** Opens what is to be uploaded. Throws SOURCE_UNREADABLE. */
export async function openSource(source: UploadSource): Promise<ByteSource> {
  if (typeof source === 'string') return openFile(source)
  if (source instanceof Blob) return fromBlob(source)
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return fromBytes(source)
  return fromChunks(source instanceof ReadableStream ? iterate(source) : source)
}

function fromBlob(blob: Blob): ByteSource {
  const filename = 'name' in blob && typeof blob.name === 'string' ? blob.name : undefined
  return fromSlices({ size_bytes: blob.size, filename }, async (start, end) => {
    return new Uint8Array(await blob.slice(start, end).arrayBuffer())
  })
}

function fromBytes(source: Uint8Array | ArrayBuffer): ByteSource {
  const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : new Uint8Array(source)
  return fromSlices({ size_bytes: bytes.length, filename: undefined }, async (start, end) => bytes.subarray(start, end))
}

/** What can be read anywhere. */
function fromSlices(
  facts: Pick<ByteSource, 'size_bytes' | 'filename'>,
  slice: (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>,
  close: () => Promise<void> = async () => undefined,
): ByteSource {
  let at = 0
  return {
    ...facts,
    seek: async (offset) => {
      at = offset
    },
    read: async (most) => {
      const bytes = await slice(at, at + most)
      at += bytes.length
      return bytes
    },
    close,
  }
}

function fromChunks(chunks: AsyncIterable<Uint8Array>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array()
  let at = 0
  const read = async (most: number) => {
    const part = new Uint8Array(most)
    let filled = 0
    while (filled < most) {
      if (rest.length === 0) {
        const { done, value } = await iterator.next()
        if (done) break
        rest = checkChunk(value)
      }
      const taken = rest.subarray(0, most - filled)
      part.set(taken, filled)
      filled += taken.length
      rest = rest.subarray(taken.length)
    }
    at += filled
    return part.subarray(0, filled)
  }
  return {
    size_bytes: null,
    filename: undefined,
    read,
    seek: async (offset) => {
      while (at < offset && (await read(Math.min(offset - at, skippedAtOnce))).length > 0);
    },
    close: async () => {
      await iterator.return?.()
    },
  }
}

const skippedAtOnce = 1024 * 1024

/** Streams of text are a mistake that types do not see. */
function checkChunk(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  throw unreadable('The stream gives something other than bytes. Open it without an encoding.')
}

async function openFile(path: string): Promise<ByteSource> {
  const fs = fileSystem()?.promises
  if (!fs) throw unreadable('There is no file system here to read a path from. Pass a Blob, bytes or a stream.')
  try {
    const file = await fs.open(path)
    const stat = await file.stat()
    if (stat.isDirectory()) {
      await file.close()
      throw unreadable(`${path} is a folder, not a file.`)
    }
    const filename = lastSegment(path)
    if (!stat.isFile()) return { ...fromChunks(file.createReadStream()), filename, close: () => file.close() }
    const slice = async (start: number, end: number) => {
      const { buffer, bytesRead } = await file.read(new Uint8Array(end - start), 0, end - start, start)
      return buffer.subarray(0, bytesRead)
    }
    return fromSlices({ size_bytes: stat.size, filename }, slice, () => file.close())
  } catch (cause) {
    if (AssayError.is(cause)) throw cause
    throw unreadable(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}.`)
  }
}

/** What is to be sent cannot be read. */
export function unreadable(message: string): AssayError<'SOURCE_UNREADABLE'> {
  return new AssayError({ code: 'SOURCE_UNREADABLE', message, data: {} })
}
