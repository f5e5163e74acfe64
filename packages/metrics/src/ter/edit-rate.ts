import { Alignment } from './alignment.ts'
import { Beam } from './beam.ts'
import { BeamTable } from './beam-table.ts'
import { type Shift, shiftWords } from './shift.ts'

const longestShift = 10
const farthestShift = 50
const mostCandidates = 1000

/**
 * What TER may take before it gives up: cells of the table held at once (words × beam), and cells computed for one
 * example, a few seconds of work that its references share. Texts of some thousand words stay far below.
 */
export const terLimits = { table: 2 ** 24, work: 2 ** 31 } as const

interface Best extends Shift {
  readonly gain: number
  /** Where the reference has the words that are moved. */
  readonly position: number
}

/**
 * An edit that TER counts: hypothesis words by their position before any shift, and where they stand in the reference.
 */
export interface TerEdit {
  readonly kind: 'substituted' | 'left_out' | 'added' | 'moved'
  readonly hypothesis: readonly number[]
  readonly reference: readonly number[]
}

/**
 * The least number of edits, shifts counted as one, that the greedy search of TER finds.
 *
 * As long as it helps, the shift that saves most edits is made: the longest one of those, then the earliest, then that
 * to the earliest place. After 1,000 candidates the search ends, without the shift found in that round.
 */
export class EditRate {
  readonly #table = new BeamTable()
  readonly #alignment = new Alignment()
  #words = new Int32Array(0)
  #shifted = new Int32Array(0)
  #reference = new Int32Array(0)
  #candidates = 0
  #work = 0

  /** The number of edits; `null` where the table or so much work would be exceeded. */
  edits(hypothesis: Int32Array, reference: Int32Array<ArrayBuffer>, work: number): number | null {
    if (reference.length === 0) return hypothesis.length
    this.#work = work
    const shifts = this.#search(hypothesis, reference, () => {})
    return shifts === null ? null : shifts + this.#table.distance
  }

  /**
   * The edits that `edits` counts: shifts in the order in which they are made, then the others in that of the
   * reference.
   */
  list(hypothesis: Int32Array, reference: Int32Array<ArrayBuffer>, work: number): readonly TerEdit[] | null {
    this.#work = work
    const order = Int32Array.from(hypothesis.keys())
    if (reference.length === 0)
      return Array.from(order, (word) => ({ kind: 'added', hypothesis: [word], reference: [] }))
    const moves: TerEdit[] = []
    const scratch = new Int32Array(order.length)
    const shifts = this.#search(hypothesis, reference, (shift) => {
      const { from, length, position } = shift
      const words = [...order.subarray(from, from + length)]
      moves.push({ kind: 'moved', hypothesis: words, reference: words.map((_, at) => position + at) })
      const { first, count } = shiftWords(order, order.length, shift, scratch)
      order.set(scratch.subarray(0, count), first)
    })
    return shifts === null ? null : [...moves, ...this.#remaining(order)]
  }

  /** What is left to be done once the words stand in this order. */
  #remaining(order: Int32Array): readonly TerEdit[] {
    const edits: TerEdit[] = []
    this.#table.trace((edit, word, position) => {
      if (edit === 'match') return
      const hypothesis = edit === 'insert' ? [] : [order[word] ?? 0]
      edits.push({ kind: kinds[edit], hypothesis, reference: edit === 'leave' ? [] : [position] })
    })
    return edits.reverse()
  }

  /** Makes the shifts that help, and how many they are; `null` where `terLimits` would be exceeded. */
  #search(hypothesis: Int32Array, reference: Int32Array<ArrayBuffer>, moved: (shift: Best) => void): number | null {
    if (exceedsTable(hypothesis.length, reference.length)) return null
    this.#words = new Int32Array(hypothesis)
    this.#shifted = new Int32Array(hypothesis.length)
    this.#reference = reference
    this.#candidates = 0
    this.#table.load(this.#words, reference)
    let shifts = 0
    for (;;) {
      const best = this.#bestShift()
      if (best === null) return null
      if (this.#candidates >= mostCandidates || best === undefined || best.gain <= 0) break
      moved(best)
      this.#apply(best)
      shifts++
    }
    return shifts
  }

  #apply(shift: Shift): void {
    const { first, count } = shiftWords(this.#words, this.#words.length, shift, this.#shifted)
    this.#words.set(this.#shifted.subarray(0, count), first)
    this.#table.refill(first, first + count)
  }

  /** `undefined` where nothing can be shifted, `null` where the work exceeds the limit. */
  #bestShift(): Best | undefined | null {
    const alignment = this.#alignment
    alignment.read(this.#table, this.#words.length, this.#reference.length)
    const before = this.#table.distance
    let best: Best | undefined
    for (const [from, position, length] of this.#commonRuns()) {
      if (!alignment.hasWordError(from, length) || !alignment.hasReferenceError(position, length)) continue
      const aligned = alignment.positions[position] ?? 0
      if (aligned >= from && aligned < from + length) continue
      for (const to of this.#targets(position, length)) {
        const gain = before - this.#distanceAfter({ from, length, to }, before)
        this.#candidates++
        if (best === undefined || better(gain, length, from, to, best)) best = { gain, length, from, to, position }
      }
      if (this.#candidates >= mostCandidates) break
      if (this.#table.cells > this.#work) return null
    }
    return this.#table.cells > this.#work ? null : best
  }

  /**
   * Word sequences that both texts have, as [hypothesis position, reference position, length]; every prefix of each.
   */
  *#commonRuns(): Generator<readonly [from: number, position: number, length: number]> {
    const [words, reference] = [this.#words, this.#reference]
    for (let from = 0; from < words.length; from++) {
      const last = Math.min(reference.length - 1, from + farthestShift)
      for (let position = Math.max(0, from - farthestShift); position <= last; position++) {
        for (let length = 0; length < longestShift; length++) {
          if (from + length >= words.length || position + length >= reference.length) break
          if (words[from + length] !== reference[position + length]) break
          yield [from, position, length + 1]
        }
      }
    }
  }

  /** The places to try: before the aligned word of the run's start, and after that of each of its words. */
  *#targets(position: number, length: number): Generator<number> {
    let tried = -1
    for (let at = position - 1; at < position + length && at < this.#reference.length; at++) {
      const to = at < 0 ? 0 : (this.#alignment.positions[at] ?? 0) + 1
      if (to !== tried) yield to
      tried = to
    }
  }

  #distanceAfter(shift: Shift, before: number): number {
    const { first, count } = shiftWords(this.#words, this.#words.length, shift, this.#shifted)
    return shift.to === shift.from ? before : this.#table.tried(first, this.#shifted, count)
  }
}

/** What an edit of the table is to whoever reads the prediction. */
const kinds = { substitute: 'substituted', leave: 'added', insert: 'left_out' } as const

function exceedsTable(words: number, reference: number): boolean {
  return (words + 1) * new Beam(words, reference).stride > terLimits.table || reference > terLimits.table
}

function better(gain: number, length: number, from: number, to: number, best: Best): boolean {
  if (gain !== best.gain) return gain > best.gain
  if (length !== best.length) return length > best.length
  if (from !== best.from) return from < best.from
  return to < best.to
}
