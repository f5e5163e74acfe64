const narrowest = 25

/**
 * The cells of the edit-distance table that TER looks at: in row i (i hypothesis words read) the reference positions
 * around i · m/n, 25 to either side, more where one text is over fifty times longer. The last row reaches the end.
 */
export class Beam {
  readonly rows: number
  readonly columns: number
  /** Cells per row, at most. */
  readonly stride: number
  readonly #ratio: number
  readonly #width: number

  /** For `words` words of a hypothesis and `reference` of a reference. */
  constructor(words: number, reference: number) {
    this.rows = words
    this.columns = reference
    this.#ratio = words > 0 ? reference / words : 1
    this.#width = narrowest < this.#ratio / 2 ? Math.ceil(this.#ratio / 2 + narrowest) : narrowest
    this.stride = 2 * this.#width
  }

  /** First column of a row from 1. */
  start(row: number): number {
    return Math.max(0, Math.floor(row * this.#ratio) - this.#width)
  }

  /** One past the last column. */
  end(row: number): number {
    if (row === this.rows) return this.columns + 1
    return Math.min(this.columns + 1, Math.floor(row * this.#ratio) + this.#width)
  }
}
