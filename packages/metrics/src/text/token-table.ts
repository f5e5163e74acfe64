import { textOf } from './text-units.ts'

const keepAtMost = 1 << 16

/**
 * Numbers 0, 1, 2, … for words in the order in which they are first added, found by their UTF-16 units: a word that is
 * looked up needs no string of its own.
 */
export class TokenTable {
  #units = new Uint16Array(1 << 10)
  /** Where words end in `#units`, one place to the right. */
  #ends = new Int32Array(257)
  #hashes = new Int32Array(256)
  #slots = new Int32Array(512)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The number of the word, a new one if it was not there. */
  add(units: Uint16Array, start: number, end: number): number {
    const hash = hashOf(units, start, end)
    const slot = this.#slot(hash, units, start, end)
    const known = (this.#slots[slot] ?? 0) - 1
    if (known >= 0) return known
    const id = this.#size++
    this.#slots[slot] = id + 1
    this.#keep(id, units, start, end)
    this.#hashes[id] = hash
    if (2 * this.#size >= this.#slots.length) this.#grow()
    return id
  }

  /** The number of the word, −1 if it is not there. */
  find(units: Uint16Array, start: number, end: number): number {
    return (this.#slots[this.#slot(hashOf(units, start, end), units, start, end)] ?? 0) - 1
  }

  text(id: number): string {
    return textOf(this.#units, this.#ends[id] ?? 0, this.#ends[id + 1] ?? 0)
  }

  lengthOf(id: number): number {
    return (this.#ends[id + 1] ?? 0) - (this.#ends[id] ?? 0)
  }

  /** Writes the word to the beginning of `into`, which is long enough, and says how long it is. */
  copy(id: number, into: Uint16Array): number {
    const [start, end] = [this.#ends[id] ?? 0, this.#ends[id + 1] ?? 0]
    for (let at = start; at < end; at++) into[at - start] = this.#units[at] ?? 0
    return end - start
  }

  /** Forgets all words; one very long text does not pin its memory for ever. */
  clear(): void {
    const wasLarge = this.#slots.length > keepAtMost || this.#units.length > keepAtMost
    if (wasLarge && this.#size < keepAtMost / 4) {
      this.#units = new Uint16Array(1 << 10)
      this.#ends = new Int32Array(257)
      this.#hashes = new Int32Array(256)
      this.#slots = new Int32Array(512)
    } else this.#slots.fill(0)
    this.#size = 0
  }

  #slot(hash: number, units: Uint16Array, start: number, end: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = (slots[slot] ?? 0) - 1
      if (id < 0 || (this.#hashes[id] === hash && this.#equals(id, units, start, end))) return slot
    }
  }

  #equals(id: number, units: Uint16Array, start: number, end: number): boolean {
    const from = this.#ends[id] ?? 0
    if ((this.#ends[id + 1] ?? 0) - from !== end - start) return false
    const held = this.#units
    for (let at = start, other = from; at < end; at++, other++) if (held[other] !== units[at]) return false
    return true
  }

  #keep(id: number, units: Uint16Array, start: number, end: number): void {
    const from = this.#ends[id] ?? 0
    const until = from + end - start
    if (until > this.#units.length) this.#units = longer(this.#units, until)
    if (id + 1 >= this.#hashes.length) {
      this.#ends = longer(this.#ends, 2 * id + 3)
      this.#hashes = longer(this.#hashes, 2 * id + 2)
    }
    for (let at = start, other = from; at < end; at++, other++) this.#units[other] = units[at] ?? 0
    this.#ends[id + 1] = until
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length)
    const mask = slots.length - 1
    for (let id = 0; id < this.#size; id++) {
      let slot = (this.#hashes[id] ?? 0) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = id + 1
    }
    this.#slots = slots
  }
}

function hashOf(units: Uint16Array, start: number, end: number): number {
  let hash = 0
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (units[at] ?? 0), 0x9e3779b1)
  return hash ^ (hash >>> 15)
}

function longer<Held extends Uint16Array | Int32Array>(held: Held, least: number): Held
function longer(held: Uint16Array | Int32Array, least: number): Uint16Array | Int32Array {
  const length = Math.max(2 * held.length, least)
  const made = held instanceof Uint16Array ? new Uint16Array(length) : new Int32Array(length)
  made.set(held)
  return made
}
