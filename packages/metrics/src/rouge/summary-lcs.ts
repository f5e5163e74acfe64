import { Buffer32 } from '../text/buffer.ts'
import type { RougeText, TokenRange } from './rouge-text.ts'

const wordBits = 30
const allOnes = 2 ** wordBits - 1

/**
 * ROUGE-Lsum's hits: for every target line, the union over the prediction's lines of the target positions on a longest
 * common subsequence, where a position counts only while both texts still have a copy of its token left.
 *
 * Which subsequence is read out decides the value: from the end, a match is taken when the tokens are equal; otherwise
 * one step is made towards the greater cell, upwards (in the target) when both are the same.
 */
export class SummaryLcs {
  readonly #masks = new Buffer32()
  readonly #open = new Buffer32()
  readonly #carries = new Buffer32()
  readonly #hits = new Buffer32()
  readonly #predictionLeft = new Buffer32()
  readonly #targetLeft = new Buffer32()

  /** `vocabularySize` is more than every token number. */
  hits(target: RougeText, prediction: RougeText, vocabularySize: number): number {
    const targetIds = target.tokens.ids
    const scratch = (buffer: Buffer32) => cleared(buffer.take(vocabularySize), [target, prediction])
    const [masks, targetLeft, predictionLeft] = [
      scratch(this.#masks),
      scratch(this.#targetLeft),
      scratch(this.#predictionLeft),
    ]
    count(targetLeft, target)
    count(predictionLeft, prediction)
    const predictionLines = [...prediction.lines()]
    const hit = this.#hits.take(target.tokens.length).fill(0, 0, target.tokens.length)
    let total = 0
    for (const line of target.lines()) {
      for (const other of predictionLines) this.#mark(target, line, { text: prediction, line: other, hit, masks })
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
  #mark(target: RougeText, line: TokenRange, against: Against): void {
    const open = this.#fill(target, line, against)
    const bands = Math.ceil((line.end - line.start) / wordBits)
    const [targetIds, otherIds] = [target.tokens.ids, against.text.tokens.ids]
    let row = line.end - line.start - 1
    let column = against.line.end - against.line.start - 1
    while (row >= 0 && column >= 0) {
      if (targetIds[line.start + row] === otherIds[against.line.start + column]) {
        against.hit[line.start + row] = 1
        row--
        column--
        continue
      }
      const band = Math.floor(row / wordBits)
      const grows = (((open[column * bands + band] ?? 0) >>> (row - band * wordBits)) & 1) === 0
      if (grows) column--
      else row--
    }
  }

  /**
   * The table of the lines, 30 cells at a time (see `LcsLength`): by column and band, a bit for each target position
   * that is 0 where the subsequence gets longer with it.
   */
  #fill(target: RougeText, line: TokenRange, { text, line: other, masks }: Against): Int32Array {
    const [width, bands] = [other.end - other.start, Math.ceil((line.end - line.start) / wordBits)]
    const open = this.#open.take(width * bands)
    const carries = this.#carries.take(width).fill(0, 0, width)
    const [targetIds, otherIds] = [target.tokens.ids, text.tokens.ids]
    for (let band = 0; band < bands; band++) {
      const start = line.start + band * wordBits
      const end = Math.min(start + wordBits, line.end)
      for (let at = start; at < end; at++) {
        const id = targetIds[at] ?? 0
        masks[id] = (masks[id] ?? 0) | (1 << (at - start))
      }
      let bits = allOnes
      for (let column = 0; column < width; column++) {
        const mask = masks[otherIds[other.start + column] ?? 0] ?? 0
        const sum = bits + (bits & mask) + (carries[column] ?? 0)
        carries[column] = sum >>> wordBits
        bits = (sum & allOnes) | (bits & ~mask)
        open[column * bands + band] = bits
      }
      for (let at = start; at < end; at++) masks[targetIds[at] ?? 0] = 0
    }
    return open
  }
}

/** A line of the prediction, where hits are marked, and scratch memory that is 0 for every token. */
interface Against {
  readonly text: RougeText
  readonly line: TokenRange
  readonly hit: Int32Array
  readonly masks: Int32Array
}

/** Scratch memory that is 0 for every token of the texts. */
function cleared(counts: Int32Array, texts: readonly RougeText[]): Int32Array {
  for (const { tokens } of texts) {
    for (let at = 0; at < tokens.length; at++) counts[tokens.ids[at] ?? 0] = 0
  }
  return counts
}

function count(counts: Int32Array, { tokens: { ids, length } }: RougeText): void {
  for (let at = 0; at < length; at++) {
    const id = ids[at] ?? 0
    counts[id] = (counts[id] ?? 0) + 1
  }
}
