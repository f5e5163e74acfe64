import { createHash } from 'node:crypto'
import { piecesOf } from '../body.ts'
import { freeMemory } from '../free-memory.ts'
import type { Bytes, Part } from '../storage.ts'

export interface Piece {
  readonly bytes: Uint8Array
  readonly is_last: boolean
}

/** A body whose faults can be told from those of the store, as both may be broken connections. */
export class Body {
  readonly #body: Bytes
  readonly #signal: AbortSignal | undefined
  readonly #isGiven: boolean
  readonly #hash = createHash('sha256')
  #fault: { readonly error: unknown } | undefined
  size_bytes = 0

  constructor({ body, signal, is_given = false }: Pick<Part, 'body' | 'signal' | 'is_given'>) {
    this.#body = body
    this.#signal = signal
    this.#isGiven = is_given
  }

  /** Throws what the body has thrown. */
  throwFault(): void {
    if (this.#fault) throw this.#fault.error
  }

  /** Call it when all pieces have passed. */
  sha256(): string {
    return this.#hash.digest('hex')
  }

  /** In pieces of one size, each with memory of its own; only the last is smaller. At least one. */
  async *pieces(size_bytes: number): AsyncGenerator<Piece> {
    let held: Uint8Array[] = []
    let held_bytes = 0
    for await (const bytes of this.#bytes()) {
      held.push(bytes)
      held_bytes += bytes.byteLength
      while (held_bytes > size_bytes) {
        const over = held_bytes - size_bytes
        const last = held.pop() ?? bytes
        const rest = last.subarray(last.byteLength - over)
        yield { bytes: this.#joined([...held, last.subarray(0, last.byteLength - over)]), is_last: false }
        held = [rest]
        held_bytes = over
      }
    }
    yield { bytes: this.#joined(held), is_last: true }
  }

  #joined(held: readonly Uint8Array[]): Uint8Array {
    const bytes = Buffer.concat(held)
    if (this.#isGiven) for (const one of held) freeMemory(one)
    return bytes
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
