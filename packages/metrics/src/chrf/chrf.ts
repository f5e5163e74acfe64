import { MetricError } from '../metric-error.ts'
import { NgramMatcher } from '../text/ngram-matcher.ts'
import {
  presentReferences,
  type ReferenceStreams,
  referenceCount,
  type Segment,
  type SegmentReferences,
  segmentsOf,
  signatureVersion,
} from '../text/references.ts'
import type { TokenList } from '../text/token-list.ts'
import { TokenTable } from '../text/token-table.ts'
import { type ChrfReading, ChrfText } from './chrf-reader.ts'
import { type ChrfStatistics, chrfScore } from './chrf-score.ts'
import { SharedNgrams } from './shared-ngrams.ts'

/** Which n-grams count and how. */
export interface ChrfOptions {
  /** Longest character n-gram. Default: 6. */
  readonly char_order?: number
  /** Longest word n-gram; 2 makes chrF++. Default: 0. */
  readonly word_order?: number
  /** How much more recall weighs than precision. Default: 2. */
  readonly beta?: number
  /** Default: `false`. */
  readonly lowercase?: boolean
  /** Whether white space is part of character n-grams. Default: `false`. */
  readonly whitespace?: boolean
  /** Smooths absent orders by 1e-16 instead of leaving them out. Default: `false`. */
  readonly eps_smoothing?: boolean
}

/** A chrF score that can be cited. */
export interface Chrf {
  /** 0 to 100. */
  readonly score: number
  /** `chrF2`, `chrF2++`, … */
  readonly name: string
  /** What sacrebleu would sign it with. */
  readonly signature: string
}

/**
 * chrF of a corpus, equal to sacrebleu 2.6.0; `word_order: 2` makes it chrF++.
 *
 * M. Popović, chrF: character n-gram F-score for automatic MT evaluation (2015), chrF++ (2017). Precision and recall of
 * character n-grams are averaged over orders that both sides have, then F with β = 2 is taken, in percent. Of several
 * references, each segment takes the first with the greatest F.
 *
 * @throws MetricError `REFERENCE_MISSING`, `OPTION_INVALID`.
 *
 * @example
 * corpusChrf(['the cat sat'], [['the cat sits']], { word_order: 2 }).name // chrF2++
 */
export function corpusChrf(
  hypotheses: readonly string[],
  references: ReferenceStreams,
  options: ChrfOptions = {},
): Chrf {
  return createChrf(options).corpus(segmentsOf(hypotheses, references))
}

/** chrF of one segment; like `corpusChrf`. */
export function sentenceChrf(hypothesis: string, references: SegmentReferences, options: ChrfOptions = {}): Chrf {
  return createChrf(options).corpus([{ hypothesis, references: presentReferences(references) }])
}

/** chrF in steps, with caches kept between calls: count segments, add counts up, score. */
export interface ChrfComputer {
  count(segment: Segment): ChrfStatistics
  score(statistics: ChrfStatistics): number
  corpus(segments: readonly Segment[]): Chrf
}

/** A chrF of these options that keeps its caches between calls. */
export function createChrf(options: ChrfOptions = {}): ChrfComputer {
  const { char_order = 6, word_order = 0, beta = 2, eps_smoothing = false } = options
  const { lowercase = false, whitespace = false } = options
  checkOrder('char_order', char_order, 0)
  checkOrder('word_order', word_order, char_order === 0 ? 1 : 0)
  const counter = new ChrfCounter(char_order, word_order, { words: word_order > 0, lowercase, whitespace })
  const score = (statistics: ChrfStatistics) => chrfScore(statistics, { beta, eps_smoothing })
  const yesNo = (value: boolean) => (value ? 'yes' : 'no')
  const parameters = [
    `case:${lowercase ? 'lc' : 'mixed'}`,
    `eff:${yesNo(!eps_smoothing)}`,
    `nc:${char_order}|nw:${word_order}`,
    `space:${yesNo(whitespace)}`,
  ].join('|')

  const count = ({ hypothesis, references }: Segment) => counter.best(hypothesis, references, score)
  return {
    count,
    score,
    corpus: (segments) => ({
      score: score(sumRows(segments.map(count))),
      name: `chrF${beta}${'+'.repeat(word_order)}`,
      signature: `nrefs:${referenceCount(segments)}|${parameters}|${signatureVersion}`,
    }),
  }
}

class ChrfCounter {
  readonly #vocabulary = new TokenTable()
  readonly #characterNgrams = new SharedNgrams()
  readonly #wordNgrams = new NgramMatcher()
  readonly #hypothesis = new ChrfText()
  readonly #reference = new ChrfText()
  readonly #characters: Int32Array
  readonly #words: Int32Array
  readonly #reading: ChrfReading

  constructor(characterOrder: number, wordOrder: number, reading: ChrfReading) {
    this.#characters = new Int32Array(characterOrder)
    this.#words = new Int32Array(wordOrder)
    this.#reading = reading
  }

  /** The statistics against the first reference of the greatest F. */
  best(hypothesis: string, references: readonly string[], score: (s: ChrfStatistics) => number): ChrfStatistics {
    this.#vocabulary.clear()
    this.#hypothesis.read(hypothesis, this.#reading, this.#vocabulary)
    let [best, greatest]: [ChrfStatistics, number] = [[], -1]
    for (const reference of references) {
      this.#reference.read(reference, this.#reading, this.#vocabulary)
      const statistics = this.#statistics()
      const value = references.length === 1 ? 0 : score(statistics)
      if (value > greatest) [best, greatest] = [statistics, value]
    }
    return best
  }

  #statistics(): number[] {
    const [hypothesis, reference] = [this.#hypothesis, this.#reference]
    const statistics: number[] = []
    this.#characterNgrams.count(hypothesis.characters, reference.characters, this.#characters)
    addTriples(statistics, [hypothesis.characters, reference.characters], this.#characters)
    this.#wordNgrams.count(hypothesis.words, [reference.words], this.#words.length, this.#words)
    addTriples(statistics, [hypothesis.words, reference.words], this.#words)
    return statistics
  }
}

function addTriples(
  statistics: number[],
  [hypothesis, reference]: readonly [TokenList, TokenList],
  matches: Int32Array,
): void {
  for (let n = 0; n < matches.length; n++) {
    const wanted = Math.max(0, reference.length - n)
    statistics.push(wanted > 0 ? Math.max(0, hypothesis.length - n) : 0, wanted, matches[n] ?? 0)
  }
}

function sumRows(rows: readonly ChrfStatistics[]): ChrfStatistics {
  return rows.reduce((sums, row) => sums.map((sum, index) => sum + (row[index] ?? 0)))
}

function checkOrder(option: string, order: number, least: number): void {
  if (Number.isInteger(order) && order >= least) return
  throw new MetricError('OPTION_INVALID', `chrF's ${option} must be a whole number from ${least}.`, {
    data: { option },
  })
}
