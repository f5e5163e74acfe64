import { createHash } from 'node:crypto'
import { piecesOf } from '../body.ts'
import type { Bytes } from '../storage.ts'

export interface Piece {
  readonly bytes: Uint8Array
  readonly is_last: boolean
}

/** A body whose faults can be told from those of the store, as both may be broken connections. */
export class Body {
  readonly #body: Bytes
  readonly #signal: AbortSignal | undefined
  readonly #hash = createHash('sha256')
  #fault: { readonly error: unknown } | undefined
  size_bytes = 0

  constructor(body: Bytes, signal: AbortSignal | undefined) {
    this.#body = body
    this.#signal = signal
  }

  /** Throws what the body has thrown. */
  throwFault(): void {
    if (this.#fault) throw this.#fault.error
  }

  /** Call it when all pieces have passed. */
  sha256(): string {
    return this.#hash.digest('hex')
  }

  /** In pieces of one size; only the last is smaller. At least one. */
  async *pieces(size_bytes: number): AsyncGenerator<Piece> {
    let held: Uint8Array[] = []
    let held_bytes = 0
    for await (const bytes of this.#bytes()) {
      held.push(bytes)
      held_bytes += bytes.byteLength
      while (held_bytes > size_bytes) {
        const whole = Buffer.concat(held)
        yield { bytes: whole.subarray(0, size_bytes), is_last: false }
        held = [whole.subarray(size_bytes)]
        held_bytes -= size_bytes
      }
    }
    yield { bytes: Buffer.concat(held), is_last: true }
  }

  async *#bytes(): AsyncGenerator<Uint8Array> {
    try {
      for await (const bytes of piecesOf(this.#body, this.#signal)) {
        this.#hash.update(bytes)
        this.size_bytes += bytes.byteLength
        yield bytes
      }
    } catch (error) {
      this.#fault = { error }
      throw error
    }
  }
}
