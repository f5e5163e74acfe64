import { DomainError } from '@assay/schemas'

/** A tar ends with two blocks of zeros. */
const endBytes = 1_024

/** The bytes of a tar as they pass: how many, what broke them off, and whether its end has come. */
export class TarBody {
  readonly #most_bytes: number
  #passed = 0
  #zeros = 0
  /** Why the body broke off; undefined: it has not. */
  failure: { readonly error: unknown } | undefined

  constructor(most_bytes: number) {
    this.#most_bytes = most_bytes
  }

  /** Throws BODY_TOO_LARGE. */
  async *watch(body: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
    try {
      for await (const bytes of body) {
        if (!(bytes instanceof Uint8Array)) throw new TypeError('A body is made of bytes.')
        this.#passed += bytes.length
        this.#zeros = trailingZeros(bytes, this.#zeros)
        if (this.#passed > this.#most_bytes) throw new DomainError('BODY_TOO_LARGE', { limit_bytes: this.#most_bytes })
        yield bytes
      }
    } catch (error) {
      this.failure = { error }
      throw error
    }
  }

  /** Whether its end has come behind the last entry: one that was cut between two entries looks whole otherwise. */
  isWhole(endOfEntries: number): boolean {
    return this.#zeros >= endBytes && this.#passed - endOfEntries >= endBytes
  }
}

function trailingZeros(bytes: Uint8Array, before: number): number {
  const last = bytes.findLastIndex((byte) => byte !== 0)
  return last === -1 ? before + bytes.length : bytes.length - 1 - last
}
