import type { Hash } from 'node:crypto'
import { addAbortSignal, type Readable } from 'node:stream'
import { DomainError } from '@assay/schemas'
import type { Arrival } from './arrivals.ts'

export interface Incoming {
  readonly body: Readable
  readonly offset: number
  readonly limit_bytes: number
  readonly arrival: Arrival
  /** Nobody else has the pieces of the body. */
  readonly is_given?: boolean | undefined
}

/** Read in pieces: when the body breaks off, the present piece ends, and nothing is lost. Throws UPLOAD_TOO_LARGE. */
export class IncomingBytes {
  readonly is_given: boolean
  readonly #bytes: AsyncIterator<unknown>
  readonly #arrival: Arrival
  readonly #limit_bytes: number
  #position: number
  #next: Uint8Array | undefined
  #failure: { readonly error: unknown } | undefined

  constructor({ body, offset, limit_bytes, arrival, is_given = false }: Incoming) {
    this.is_given = is_given
    this.#bytes = addAbortSignal(arrival.signal, body)[Symbol.asyncIterator]()
    this.#arrival = arrival
    this.#limit_bytes = limit_bytes
    this.#position = offset
  }

  async hasMore(): Promise<boolean> {
    if (this.#next === undefined) this.#next = await this.#read()
    return this.#next !== undefined
  }

  /** The next bytes, hashed as they pass. */
  async *piece(most_bytes: number, hash?: Hash): AsyncGenerator<Uint8Array> {
    for (let left = most_bytes; left > 0 && (await this.hasMore()); ) {
      const bytes = this.#next?.subarray(0, left) ?? new Uint8Array()
      this.#next = this.#next?.subarray(bytes.length)
      if (this.#next?.length === 0) this.#next = undefined
      left -= bytes.length
      hash?.update(bytes)
      yield bytes
    }
  }

  /** Throws the error that broke the body off, if there was one. */
  requireWhole(): void {
    if (this.#failure) throw this.#failure.error
  }

  async #read(): Promise<Uint8Array | undefined> {
    const bytes = await this.#readAny()
    if (bytes === undefined) return undefined
    this.#position += bytes.length
    const limit_bytes = this.#limit_bytes
    if (this.#position > limit_bytes) throw new DomainError('UPLOAD_TOO_LARGE', { limit_bytes })
    this.#arrival.arrived(this.#position)
    return bytes
  }

  async #readAny(): Promise<Uint8Array | undefined> {
    try {
      for (;;) {
        const { done, value } = await this.#bytes.next()
        if (done) return undefined
        if (!(value instanceof Uint8Array)) throw new TypeError('A body is made of bytes.')
        if (value.length > 0) return value
      }
    } catch (error) {
      this.#failure = { error }
      return undefined
    }
  }
}
