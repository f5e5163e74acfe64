import { Buffer32 } from '../text/buffer.ts'
import type { RougeText, TokenRange } from './rouge-text.ts'

const diagonal = 0
const left = 1
const up = 2

/**
 * ROUGE-Lsum's hits: for every target line, the union over the prediction's lines of the target positions on a longest
 * common subsequence, where a position counts only while both texts still have a copy of its token left.
 *
 * Which subsequence is read out decides the value: from the end, a match is taken when the tokens are equal; otherwise
 * one step is made towards the greater cell, upwards (in the target) when both are the same.
 */
export class SummaryLcs {
  readonly #row = new Buffer32()
  readonly #hits = new Buffer32()
  readonly #predictionLeft = new Buffer32()
  readonly #targetLeft = new Buffer32()
  #directions = new Uint8Array(0)

  /** `vocabularySize` is more than every token number. */
  hits(target: RougeText, prediction: RougeText, vocabularySize: number): number {
    const targetIds = target.tokens.ids
    const targetLeft = counted(this.#targetLeft.take(vocabularySize), vocabularySize, target)
    const predictionLeft = counted(this.#predictionLeft.take(vocabularySize), vocabularySize, prediction)
    const predictionLines = [...prediction.lines()]
    const hit = this.#hits.take(target.tokens.length).fill(0, 0, target.tokens.length)
    let total = 0
    for (const line of target.lines()) {
      for (const other of predictionLines) this.#mark(target, line, { text: prediction, line: other, hit })
      for (let at = line.start; at < line.end; at++) {
        const id = targetIds[at] ?? 0
        if (hit[at] === 0 || predictionLeft[id] === 0 || targetLeft[id] === 0) continue
        predictionLeft[id] = (predictionLeft[id] ?? 0) - 1
        targetLeft[id] = (targetLeft[id] ?? 0) - 1
        total++
      }
    }
    return total
  }

  /** Marks the target positions of the subsequence that one pair of lines has in common. */
  #mark(target: RougeText, line: TokenRange, against: { text: RougeText; line: TokenRange; hit: Int32Array }): void {
    const width = against.line.end - against.line.start
    const directions = this.#fill(target, line, against)
    let row = line.end - line.start - 1
    let column = width - 1
    while (row >= 0 && column >= 0) {
      const direction = directions[row * width + column]
      if (direction === diagonal) {
        against.hit[line.start + row] = 1
        row--
        column--
      } else if (direction === left) column--
      else row--
    }
  }

  #fill(target: RougeText, line: TokenRange, { text, line: other }: { text: RougeText; line: TokenRange }): Uint8Array {
    const width = other.end - other.start
    const directions = this.#room((line.end - line.start) * width)
    const targetIds = target.tokens.ids
    const otherIds = text.tokens.ids
    const above = this.#row.take(width + 1).fill(0, 0, width + 1)
    let cell = 0
    for (let at = line.start; at < line.end; at++) {
      const id = targetIds[at]
      let corner = 0
      let before = 0
      for (let column = 0; column < width; column++) {
        const over = above[column + 1] ?? 0
        if (id === otherIds[other.start + column]) {
          before = corner + 1
          directions[cell++] = diagonal
        } else if (before > over) {
          directions[cell++] = left
        } else {
          before = over
          directions[cell++] = up
        }
        corner = over
        above[column + 1] = before
      }
    }
    return directions
  }

  #room(cells: number): Uint8Array {
    const held = this.#directions.length
    if (held < cells || (held > 1 << 22 && cells < held / 4))
      this.#directions = new Uint8Array(Math.max(1024, cells * 2))
    return this.#directions
  }
}

function counted(counts: Int32Array, size: number, { tokens: { ids, length } }: RougeText): Int32Array {
  counts.fill(0, 0, size)
  for (let at = 0; at < length; at++) {
    const id = ids[at] ?? 0
    counts[id] = (counts[id] ?? 0) + 1
  }
  return counts
}
