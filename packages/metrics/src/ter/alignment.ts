import type { BeamTable } from './beam-table.ts'

/** Which hypothesis word each reference word stands against, and where errors are. */
export class Alignment {
  /** Per reference position, the hypothesis position at or before it; −1 before the first. */
  positions = new Int32Array(0)
  #wordErrors = new Int32Array(0)
  #referenceErrors = new Int32Array(0)

  read(table: BeamTable, words: number, reference: number): void {
    this.positions = new Int32Array(reference)
    this.#wordErrors = new Int32Array(words + 1)
    this.#referenceErrors = new Int32Array(reference + 1)
    table.trace((edit, word, position) => {
      if (edit !== 'insert' && edit !== 'match') this.#wordErrors[word + 1] = 1
      if (edit === 'leave') return
      if (edit !== 'match') this.#referenceErrors[position + 1] = 1
      this.positions[position] = edit === 'insert' ? word - 1 : word
    })
    accumulate(this.#wordErrors)
    accumulate(this.#referenceErrors)
  }

  /** Whether a hypothesis word of the range is wrong. */
  hasWordError(start: number, length: number): boolean {
    return this.#wordErrors[start + length] !== this.#wordErrors[start]
  }

  /** Whether a reference word of the range is not met. */
  hasReferenceError(start: number, length: number): boolean {
    return this.#referenceErrors[start + length] !== this.#referenceErrors[start]
  }
}

function accumulate(flags: Int32Array): void {
  for (let at = 1; at < flags.length; at++) flags[at] = (flags[at] ?? 0) + (flags[at - 1] ?? 0)
}
