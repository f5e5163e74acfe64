import type { FileHandle } from 'node:fs/promises'
import { addAbortSignal, Readable } from 'node:stream'
import type { Bytes } from '../storage.ts'

/** As much is collected while what came before is being written: each write is a trip to another thread. */
const collectedBytes = 1024 * 1024

export interface Writing {
  readonly position: number
  readonly body: Bytes
  readonly signal?: AbortSignal | undefined
  /** Called with each piece before it is written; what it throws ends the writing. */
  readonly onBytes?: ((bytes: Uint8Array) => void) | undefined
}

/** Returns the position after the last byte written. Nothing is being written any more when it returns or throws. */
export async function writeBytes(handle: FileHandle, { position, body, signal, onBytes }: Writing): Promise<number> {
  const writer = new Writer(handle, position)
  try {
    for await (const bytes of abortable(body, signal)) {
      if (!(bytes instanceof Uint8Array)) throw new TypeError('A body is made of bytes.')
      onBytes?.(bytes)
      await writer.take(bytes)
    }
    return await writer.finish()
  } finally {
    await writer.ended()
  }
}

class Writer {
  readonly #handle: FileHandle
  #position: number
  #collected: Uint8Array[] = []
  #collectedBytes = 0
  #writing: Promise<void> = Promise.resolve()

  constructor(handle: FileHandle, position: number) {
    this.#handle = handle
    this.#position = position
  }

  async take(bytes: Uint8Array): Promise<void> {
    this.#collected.push(bytes)
    this.#collectedBytes += bytes.byteLength
    if (this.#collectedBytes >= collectedBytes) await this.#writeCollected()
  }

  async finish(): Promise<number> {
    await this.#writeCollected()
    await this.#writing
    return this.#position
  }

  async ended(): Promise<void> {
    await this.#writing.catch(() => {})
  }

  /** Begins to write once what came before is written. */
  async #writeCollected(): Promise<void> {
    await this.#writing
    const [pieces, position] = [this.#collected, this.#position]
    this.#position += this.#collectedBytes
    this.#collected = []
    this.#collectedBytes = 0
    this.#writing = writeAll(this.#handle, pieces, position)
    // whoever waits for it next is told
    this.#writing.catch(() => {})
  }
}

function abortable(body: Bytes, signal: AbortSignal | undefined): Readable {
  const readable = body instanceof Readable ? body : Readable.from(body, { objectMode: true })
  return signal ? addAbortSignal(signal, readable) : readable
}

async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[], position: number): Promise<void> {
  const size = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (size === 0) return
  const { bytesWritten } = await handle.writev([...pieces], position)
  if (bytesWritten < size) await writeAll(handle, behind(pieces, bytesWritten), position + bytesWritten)
}

function behind(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes
  return pieces.flatMap((piece) => {
    const skipped = Math.min(left, piece.byteLength)
    left -= skipped
    return skipped === piece.byteLength ? [] : [piece.subarray(skipped)]
  })
}
