import { createHash } from 'node:crypto'
import type { FileHasher, FollowingHash } from './file-hasher.ts'

/** What is smaller is hashed as it passes, which costs less than asking the thread. */
export const hashedHereBytes = 4 * 1024 * 1024

/** The SHA-256 of what is written to a file: much of it is hashed in a thread, behind who writes it. */
export class WrittenHash {
  readonly #hasher: FileHasher
  readonly #fd: number
  readonly #start: number
  readonly #here = createHash('sha256')
  #behind: FollowingHash | undefined

  constructor(hasher: FileHasher, { fd, start }: { readonly fd: number; readonly start: number }) {
    this.#hasher = hasher
    this.#fd = fd
    this.#start = start
  }

  take(bytes: Uint8Array): void {
    if (!this.#behind) this.#here.update(bytes)
  }

  written(end: number): void {
    if (end - this.#start > hashedHereBytes) this.#behind ??= this.#hasher.follow(this.#fd, this.#start)
    void this.#behind?.reach(end)
  }

  /** Of everything that was taken, when it is written. */
  async digest(): Promise<string> {
    return this.#behind ? this.#behind.digest() : this.#here.digest('hex')
  }

  /** The file is not read any more when it returns. */
  async drop(): Promise<void> {
    await this.#behind?.digest().catch(() => {})
  }
}
