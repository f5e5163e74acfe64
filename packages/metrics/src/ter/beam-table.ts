import { Buffer32 } from '../text/buffer.ts'
import { Beam } from './beam.ts'

/** More than any distance, and small enough to be added to itself. */
const far = 2 ** 29

/**
 * Edit distance in a beam, of a hypothesis whose words are moved about, against a reference that stays.
 *
 * Distances from the start and to the end are kept for every cell, so that trying a move costs only the rows between
 * the first and the last word that change place: the rest is the sum of the two.
 */
export class BeamTable {
  readonly #forwardBuffer = new Buffer32()
  readonly #backwardBuffer = new Buffer32()
  readonly #scratchBuffers = [new Buffer32(), new Buffer32()] as const
  readonly #rowZeroBuffer = new Buffer32()
  #forward = new Int32Array(0)
  #backward = new Int32Array(0)
  #scratch: readonly [Int32Array, Int32Array] = [this.#forward, this.#forward]
  #rowZero = new Int32Array(0)
  #starts = new Int32Array(0)
  #ends = new Int32Array(0)
  #words = new Int32Array(0)
  #reference = new Int32Array(0)
  #beam = new Beam(0, 0)
  /** Cells computed since the last `load`. */
  cells = 0

  /**
   * Takes both texts and fills the table. The arrays are read, and `words` written by `fill`'s caller, until the next
   * load.
   */
  load(words: Int32Array<ArrayBuffer>, reference: Int32Array<ArrayBuffer>): void {
    const [length, referenceLength] = [words.length, reference.length]
    const beam = new Beam(length, referenceLength)
    const size = (length + 1) * beam.stride
    this.#beam = beam
    this.#words = words
    this.#reference = reference
    this.#forward = this.#forwardBuffer.take(size)
    this.#backward = this.#backwardBuffer.take(size)
    this.#scratch = [this.#scratchBuffers[0].take(beam.stride), this.#scratchBuffers[1].take(beam.stride)]
    this.#rowZero = this.#rowZeroBuffer.take(referenceLength + 1)
    for (let column = 0; column <= referenceLength; column++) this.#rowZero[column] = column
    this.#starts = Int32Array.from({ length: length + 1 }, (_, row) => (row === 0 ? 0 : beam.start(row)))
    this.#ends = Int32Array.from({ length: length + 1 }, (_, row) => (row === 0 ? referenceLength + 1 : beam.end(row)))
    this.cells = 0
    this.refill(0, length)
  }

  /** Computes the table again after the words from `first` to before `end` have changed. */
  refill(first: number, end: number): void {
    for (let row = first + 1; row <= this.#beam.rows; row++) {
      this.#row(row, this.#words[row - 1] ?? 0, this.#before(row), {
        cells: this.#forward,
        base: row * this.#beam.stride,
      })
    }
    for (let row = end === this.#beam.rows ? end : end - 1; row > 0; row--) this.#rowToEnd(row)
  }

  /** The distance of the words as they are. */
  get distance(): number {
    const { rows, columns } = this.#beam
    return rows === 0 ? columns : this.#at(rows, columns)
  }

  /** The distance if the words from `first` on were these. */
  tried(first: number, words: Int32Array, count: number): number {
    const { stride } = this.#beam
    let source = this.#before(first + 1)
    for (let at = 0; at < count; at++) {
      const target = { cells: this.#scratch[at & 1 ? 1 : 0], base: 0 }
      this.#row(first + at + 1, words[at] ?? 0, source, target)
      source = target
    }
    const row = first + count
    const [start, end] = [this.#starts[row] ?? 0, this.#ends[row] ?? 0]
    let best = far
    for (let cell = 0; cell < end - start; cell++) {
      const sum = (source.cells[source.base + cell] ?? far) + (this.#backward[row * stride + cell] ?? far)
      if (sum < best) best = sum
    }
    return best
  }

  /**
   * Calls `step` for each edit from the end of both texts to their start, with the positions before it: a match or
   * substitution is preferred, then leaving a hypothesis word out, then putting a reference word in.
   */
  trace(step: (edit: 'match' | 'substitute' | 'leave' | 'insert', word: number, reference: number) => void): void {
    let [row, column] = [this.#beam.rows, this.#beam.columns]
    while (row > 0 || column > 0) {
      const edit = this.#edit(row, column)
      if (edit !== 'insert') row--
      if (edit !== 'leave') column--
      step(edit, row, column)
    }
  }

  #edit(row: number, column: number): 'match' | 'substitute' | 'leave' | 'insert' {
    if (row === 0) return 'insert'
    if (column === 0) return 'leave'
    const distance = this.#at(row, column)
    const same = this.#words[row - 1] === this.#reference[column - 1]
    if (this.#at(row - 1, column - 1) + (same ? 0 : 1) === distance) return same ? 'match' : 'substitute'
    return this.#at(row - 1, column) + 1 === distance ? 'leave' : 'insert'
  }

  #at(row: number, column: number): number {
    if (row === 0) return column
    const start = this.#starts[row] ?? 0
    if (column < start || column >= (this.#ends[row] ?? 0)) return far
    return this.#forward[row * this.#beam.stride + column - start] ?? far
  }

  #before(row: number): { cells: Int32Array; base: number } {
    if (row === 1) return { cells: this.#rowZero, base: 0 }
    return { cells: this.#forward, base: (row - 1) * this.#beam.stride }
  }

  #row(
    row: number,
    word: number,
    source: { cells: Int32Array; base: number },
    target: { cells: Int32Array; base: number },
  ): void {
    const reference = this.#reference
    const [above, below] = [source.cells, target.cells]
    const [start, end] = [this.#starts[row] ?? 0, this.#ends[row] ?? 0]
    const [aboveStart, aboveEnd] = [this.#starts[row - 1] ?? 0, this.#ends[row - 1] ?? 0]
    const shift = source.base - aboveStart
    const base = target.base - start
    let left = far
    let corner = start > aboveStart && start <= aboveEnd ? (above[shift + start - 1] ?? far) : far
    for (let column = start; column < end; column++) {
      const over = column < aboveEnd ? (above[shift + column] ?? far) : far
      let best = corner + (column > 0 && reference[column - 1] === word ? 0 : 1)
      if (over < best) best = over + 1
      if (left < best) best = left + 1
      below[base + column] = Math.min(best, far)
      left = best
      corner = over
    }
    this.cells += end - start
  }

  #rowToEnd(row: number): void {
    const { rows, stride } = this.#beam
    const [start, end] = [this.#starts[row] ?? 0, this.#ends[row] ?? 0]
    const backward = this.#backward
    const base = row * stride - start
    if (row === rows) {
      for (let column = start; column < end; column++) backward[base + column] = this.#beam.columns - column
      return
    }
    const word = this.#words[row]
    const reference = this.#reference
    const [nextStart, nextEnd] = [this.#starts[row + 1] ?? 0, this.#ends[row + 1] ?? 0]
    const nextBase = (row + 1) * stride - nextStart
    let right = far
    let corner = end < nextEnd ? (backward[nextBase + end] ?? far) : far
    for (let column = end - 1; column >= start; column--) {
      const under = column >= nextStart && column < nextEnd ? (backward[nextBase + column] ?? far) : far
      let best = corner + (reference[column] === word ? 0 : 1)
      if (under < best) best = under + 1
      if (right < best) best = right + 1
      backward[base + column] = Math.min(best, far)
      right = best
      corner = under
    }
    this.cells += end - start
  }
}
