import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { ZipFile } from './zip-entry.ts'

/** Counts and hashes the bytes of an entry as they pass. */
export class CheckedBytes {
  readonly #expected: ZipFile
  readonly #hash = createHash('sha256')
  #size_bytes = 0
  #crc32 = 0

  constructor(expected: ZipFile) {
    this.#expected = expected
  }

  get crc32(): number {
    return this.#crc32
  }

  /** Throws what the entry says of damage when there are more than announced. */
  add(bytes: Buffer): Buffer {
    this.#size_bytes += bytes.length
    if (this.#size_bytes > this.#expected.size_bytes) throw this.#expected.damaged('altered')
    this.#crc32 = crc32(bytes, this.#crc32)
    if (this.#expected.sha256 !== null) this.#hash.update(bytes)
    return bytes
  }

  /** Throws it unless all have passed, and are those that were announced. */
  requireWhole(): void {
    const { size_bytes, sha256 } = this.#expected
    if (this.#size_bytes < size_bytes) throw this.#expected.damaged('cut')
    if (sha256 !== null && this.#hash.digest('hex') !== sha256) throw this.#expected.damaged('altered')
  }
}
