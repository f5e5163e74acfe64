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
  let at = 0
  return {
    size_bytes: blob.size,
    filename: 'name' in blob && typeof blob.name === 'string' ? blob.name : undefined,
    read: async (most) => {
      const bytes = new Uint8Array(await blob.slice(at, at + most).arrayBuffer())
      at += bytes.length
      return bytes
    },
    close: async () => undefined,
  }
}

function fromBytes(source: Uint8Array | ArrayBuffer): ByteSource {
  const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : new Uint8Array(source)
  let at = 0
  return {
    size_bytes: bytes.length,
    filename: undefined,
    read: async (most) => {
      const part = bytes.subarray(at, at + most)
      at += part.length
      return part
    },
    close: async () => undefined,
  }
}

function fromChunks(chunks: AsyncIterable<Uint8Array>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array()
  return {
    size_bytes: null,
    filename: undefined,
    read: async (most) => {
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
      return part.subarray(0, filled)
    },
    close: async () => {
      await iterator.return?.()
    },
  }
}

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
    return {
      size_bytes: stat.isFile() ? stat.size : null,
      filename: lastSegment(path),
      read: async (most) => {
        const { buffer, bytesRead } = await file.read(new Uint8Array(most), 0, most)
        return buffer.subarray(0, bytesRead)
      },
      close: () => file.close(),
    }
  } catch (cause) {
    if (AssayError.is(cause)) throw cause
    throw unreadable(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}.`)
  }
}

function unreadable(message: string): AssayError<'SOURCE_UNREADABLE'> {
  return new AssayError({ code: 'SOURCE_UNREADABLE', message, data: {} })
}
