import { stemUnits } from './porter-stemmer.ts'
import { TokenTable } from './token-table.ts'

const forgetAfter = 1 << 17

/** Numbers for words by what a stemmer makes of them, which runs once for each word met. */
export class StemTable {
  readonly #words = new TokenTable()
  readonly #stems = new TokenTable()
  readonly #stem: (units: Uint16Array, length: number) => number
  #ids = new Int32Array(256)
  #scratch = new Uint16Array(64)

  /** `stem` changes a word in place, with room for three times its length, and says how long it is then. */
  constructor(stem: (units: Uint16Array, length: number) => number) {
    this.#stem = stem
  }

  /** Numbers are 0 … size−1. */
  get size(): number {
    return this.#stems.size
  }

  id(units: Uint16Array, start: number, end: number): number {
    const known = this.#words.size
    const word = this.#words.add(units, start, end)
    if (word < known) return this.#ids[word] ?? 0
    const id = this.#stemOf(word, end - start)
    if (word >= this.#ids.length) {
      const ids = new Int32Array(2 * word)
      ids.set(this.#ids)
      this.#ids = ids
    }
    this.#ids[word] = id
    return id
  }

  /** The number of what is a stem already. */
  idOfStem(units: Uint16Array, start: number, end: number): number {
    return this.#stems.add(units, start, end)
  }

  /** What has this number. */
  stem(id: number): string {
    return this.#stems.text(id)
  }

  /** The number of what another stemmer makes of this one. */
  stemAgain(id: number, stem: (units: Uint16Array, length: number) => number): number {
    const length = this.#stems.copy(id, this.#room(this.#stems.lengthOf(id)))
    return this.#stems.add(this.#scratch, 0, stem(this.#scratch, length))
  }

  /** Called between examples: forgets everything once too much is held, so that memory stays flat; whether it did. */
  rest(): boolean {
    if (this.#words.size <= forgetAfter) return false
    this.#words.clear()
    this.#stems.clear()
    return true
  }

  /** Scratch memory with room for three times a word. */
  #room(length: number): Uint16Array {
    if (3 * length >= this.#scratch.length) this.#scratch = new Uint16Array(6 * length)
    return this.#scratch
  }

  #stemOf(word: number, length: number): number {
    const scratch = this.#room(length)
    return this.#stems.add(scratch, 0, this.#stem(scratch, this.#words.copy(word, scratch)))
  }
}

/** The stem of words of four letters and more, as rouge-score takes it. */
export function stemLongWord(units: Uint16Array, length: number): number {
  return length > 3 ? stemUnits(units, length) : length
}
