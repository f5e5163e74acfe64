import { NgramMatcher } from '../text/ngram-matcher.ts'
import { TokenList } from '../text/token-list.ts'
import { BleuReader, type BleuReading } from './bleu-reader.ts'
import type { BleuStatistics } from './bleu-score.ts'

/** Which of the reference lengths counts. */
export type ReferenceLength = (hypothesis: number, references: readonly number[]) => number

/** The closest length, the shorter one at a tie. */
export const closestLength: ReferenceLength = (hypothesis, references) =>
  references.reduce((best, length) => {
    const nearer = Math.abs(hypothesis - length) - Math.abs(hypothesis - best)
    return nearer < 0 || (nearer === 0 && length < best) ? length : best
  })

/** The shortest length. */
export const shortestLength: ReferenceLength = (_, references) => Math.min(...references)

/** Counts n-grams of one segment at a time; caches stay from call to call. */
export class BleuCounter {
  readonly #reader: BleuReader
  readonly #matcher = new NgramMatcher()
  readonly #hypothesis = new TokenList()
  readonly #references: TokenList[] = []
  readonly #matches: Int32Array
  readonly #length: ReferenceLength

  constructor(reading: BleuReading, orders: number, length: ReferenceLength) {
    this.#reader = new BleuReader(reading)
    this.#matches = new Int32Array(orders)
    this.#length = length
  }

  /** At least one reference. */
  count(hypothesis: string, references: readonly string[]): BleuStatistics {
    this.#reader.forget()
    this.#reader.read(hypothesis, this.#hypothesis)
    const lists = references.map((reference, index) => {
      const list = this.#references[index] ?? new TokenList()
      this.#references[index] = list
      this.#reader.read(reference, list)
      return list
    })
    const { length } = this.#hypothesis
    this.#matcher.count(this.#hypothesis, lists, this.#matches.length, this.#matches)
    return {
      hypothesis_length: length,
      reference_length: this.#length(
        length,
        lists.map((list) => list.length),
      ),
      counts: [...this.#matches],
      totals: Array.from(this.#matches, (_, n) => Math.max(0, length - n)),
    }
  }
}

/** Adds up the statistics of segments. */
export function sumStatistics(segments: readonly BleuStatistics[], orders: number): BleuStatistics {
  const counts = new Array<number>(orders).fill(0)
  const totals = new Array<number>(orders).fill(0)
  let [hypothesis_length, reference_length] = [0, 0]
  for (const segment of segments) {
    hypothesis_length += segment.hypothesis_length
    reference_length += segment.reference_length
    for (let n = 0; n < orders; n++) {
      counts[n] = (counts[n] ?? 0) + (segment.counts[n] ?? 0)
      totals[n] = (totals[n] ?? 0) + (segment.totals[n] ?? 0)
    }
  }
  return { hypothesis_length, reference_length, counts, totals }
}
