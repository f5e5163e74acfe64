import type { FileHandle } from 'node:fs/promises'
import { addAbortSignal, Readable } from 'node:stream'
import { freeMemory } from '../free-memory.ts'
import type { Bytes } from '../storage.ts'
import type { EarlySync } from './early-sync.ts'
import type { FileHasher } from './file-hasher.ts'
import { writeAll } from './write-all.ts'
import { WrittenHash } from './written-hash.ts'

/** As much is collected while what came before is being written: each write is a trip to another thread. */
const collectedBytes = 1024 * 1024

/** What the files of a store share. */
export interface Disk {
  readonly hasher: FileHasher
  readonly early_sync: EarlySync
}

export interface Writing {
  readonly position: number
  readonly body: Bytes
  readonly signal?: AbortSignal | undefined
  /** Nobody else has its pieces: their memory is given back when they are written. */
  readonly is_given?: boolean | undefined
}

export interface Written {
  /** The position after the last byte. */
  readonly end: number
  readonly sha256: string
}

/**
 * Writes to a file that can be read too; the bytes are on the disk when it returns. Nothing is being written any more
 * when it returns or throws.
 */
export async function writeBytes(handle: FileHandle, disk: Disk, writing: Writing): Promise<Written> {
  const writer = new Writer(handle, disk, writing)
  try {
    for await (const bytes of abortable(writing)) {
      if (!(bytes instanceof Uint8Array)) throw new TypeError('A body is made of bytes.')
      await writer.take(bytes)
    }
    return await writer.finish()
  } catch (error) {
    await writer.drop()
    throw error
  }
}

class Writer {
  readonly #handle: FileHandle
  readonly #early_sync: EarlySync
  readonly #hash: WrittenHash
  readonly #isGiven: boolean
  #position: number
  #synced: number
  #collected: Uint8Array[] = []
  #collectedBytes = 0
  #writing: Promise<void> = Promise.resolve()
  #syncing: Promise<void> | undefined

  constructor(handle: FileHandle, { hasher, early_sync }: Disk, { position, is_given = false }: Writing) {
    this.#handle = handle
    this.#early_sync = early_sync
    this.#hash = new WrittenHash(hasher, { fd: handle.fd, start: position })
    this.#isGiven = is_given
    this.#position = position
    this.#synced = position
  }

  async take(bytes: Uint8Array): Promise<void> {
    this.#hash.take(bytes)
    this.#collected.push(bytes)
    this.#collectedBytes += bytes.byteLength
    if (this.#collectedBytes >= collectedBytes) await this.#writeCollected()
  }

  async finish(): Promise<Written> {
    await this.#writeCollected()
    await this.#writing
    await this.#syncing
    const [sha256] = await Promise.all([this.#hash.digest(), this.#handle.sync()])
    return { end: this.#position, sha256 }
  }

  async drop(): Promise<void> {
    await Promise.allSettled([this.#writing, this.#syncing, this.#hash.drop()])
  }

  /** Begins to write once what came before is written. */
  async #writeCollected(): Promise<void> {
    await this.#writing
    const [pieces, position] = [this.#collected, this.#position]
    this.#position += this.#collectedBytes
    this.#collected = []
    this.#collectedBytes = 0
    this.#writing = this.#write(pieces, position)
    // whoever waits for it next is told
    this.#writing.catch(() => {})
  }

  async #write(pieces: readonly Uint8Array[], position: number): Promise<void> {
    const end = await writeAll(this.#handle, pieces, position)
    if (this.#isGiven) for (const piece of pieces) freeMemory(piece)
    this.#hash.written(end)
    this.#syncEarly(end)
  }

  /** What fails is told at the end: the system says it once. */
  #syncEarly(end: number): void {
    const syncing = this.#early_sync.begin(this.#handle, end - this.#synced)
    if (!syncing) return
    this.#synced = end
    const before = this.#syncing
    this.#syncing = syncing.then(() => before)
    this.#syncing.catch(() => {})
  }
}

function abortable({ body, signal }: Writing): Readable {
  const readable = body instanceof Readable ? body : Readable.from(body, { objectMode: true })
  return signal ? addAbortSignal(signal, readable) : readable
}
