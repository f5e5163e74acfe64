import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'

const buffered = 4096

/**
 * Scores for which intervals are to be computed: one file of 64-bit floats for each score, so that memory stays flat
 * however many examples there are, and an interval needs one score at a time.
 */
export class IntervalFiles {
  readonly #directory: string
  readonly #buffers: Float64Array[]
  readonly #filled: number[]

  constructor(directory: string, scores: number) {
    this.#directory = directory
    this.#buffers = Array.from({ length: scores }, () => new Float64Array(buffered))
    this.#filled = this.#buffers.map(() => 0)
  }

  /** Adds a value of the score with this index; no more than 4,096 between two calls of `flush`. */
  add(score: number, value: number): void {
    const filled = this.#filled[score] ?? 0
    this.#buffers[score]?.set([value], filled)
    this.#filled[score] = filled + 1
  }

  /** Writes the scores whose buffers are half full, or all. */
  async flush({ all = false } = {}): Promise<void> {
    for (const [score, buffer] of this.#buffers.entries()) {
      const filled = this.#filled[score] ?? 0
      if (!all && filled < buffered / 2) continue
      await appendFile(this.path(score), buffer.subarray(0, filled))
      this.#filled[score] = 0
    }
  }

  path(score: number): string {
    return join(this.#directory, `score-${score}`)
  }
}
