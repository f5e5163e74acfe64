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

  /** `stem` changes a word in place, for which it has one unit more than the word, and says how long it is then. */
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

  /** Called between examples: forgets everything once too much is held, so that memory stays flat. */
  rest(): void {
    if (this.#words.size <= forgetAfter) return
    this.#words.clear()
    this.#stems.clear()
  }

  #stemOf(word: number, length: number): number {
    if (length >= this.#scratch.length) this.#scratch = new Uint16Array(2 * length)
    const scratch = this.#scratch
    return this.#stems.add(scratch, 0, this.#stem(scratch, this.#words.copy(word, scratch)))
  }
}

/** The stem of words of four letters and more, as rouge-score takes it. */
export function stemLongWord(units: Uint16Array, length: number): number {
  return length > 3 ? stemUnits(units, length) : length
}
