import { Buffer32 } from './buffer.ts'

/** Numbers pairs of integers 0, 1, 2, … in the order in which they are first added: a hash table without objects. */
export class PairTable {
  readonly #slotBuffer = new Buffer32()
  readonly #firstBuffer = new Buffer32()
  readonly #secondBuffer = new Buffer32()
  #slots = new Int32Array(0)
  #firsts = new Int32Array(0)
  #seconds = new Int32Array(0)
  #mask = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Empties the table and makes room for this many pairs; more must not be added. */
  reset(most: number): void {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(most, 4) * 2))
    this.#slots = this.#slotBuffer.take(capacity)
    this.#slots.fill(0, 0, capacity)
    this.#firsts = this.#firstBuffer.take(most)
    this.#seconds = this.#secondBuffer.take(most)
    this.#mask = capacity - 1
    this.#size = 0
  }

  /** The number of the pair, a new one if it was not there. */
  add(first: number, second: number): number {
    const slot = this.#slot(first, second)
    const known = (this.#slots[slot] ?? 0) - 1
    if (known >= 0) return known
    const id = this.#size++
    this.#slots[slot] = id + 1
    this.#firsts[id] = first
    this.#seconds[id] = second
    return id
  }

  /** The number of the pair, −1 if it is not there. */
  find(first: number, second: number): number {
    return (this.#slots[this.#slot(first, second)] ?? 0) - 1
  }

  #slot(first: number, second: number): number {
    const slots = this.#slots
    const firsts = this.#firsts
    const seconds = this.#seconds
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
    hash ^= hash >>> 15
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const id = (slots[slot] ?? 0) - 1
      if (id < 0 || (firsts[id] === first && seconds[id] === second)) return slot
    }
  }
}
