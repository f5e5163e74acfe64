import { LcsLength } from '../text/lcs-length.ts'
import { NgramMatcher } from '../text/ngram-matcher.ts'
import { StemTable, stemLongWord } from '../text/stem-table.ts'
import { TextUnits } from '../text/text-units.ts'
import { RougeText } from './rouge-text.ts'
import { asciiTokens, type RougeTokenizer, unicodeTokens } from './rouge-tokenizer.ts'
import { SummaryLcs } from './summary-lcs.ts'

/** A kind of ROUGE: shared n-grams of one order, the longest common subsequence, or that of lines united. */
export type RougeType = `rouge${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | 'rougeL' | 'rougeLsum'

/** Fractions, 0 to 1. */
export interface RougeScore {
  /** Share of the prediction that the reference has. */
  readonly precision: number
  /** Share of the reference that the prediction has. */
  readonly recall: number
  /** 2pr / (p + r); 0 where both are 0. */
  readonly fmeasure: number
}

/** How texts are read. */
export interface RougeReading {
  /** Whether words of four characters and more are reduced to their Porter stem. Default: `true`. */
  readonly stemmer?: boolean
  /**
   * `ascii`: what papers cite, English only. `unicode`: any script, not comparable with published values. Default:
   * `ascii`.
   */
  readonly tokenizer?: 'ascii' | 'unicode'
}

/**
 * Most cells of the table that ROUGE-L (words × words) and ROUGE-Lsum (whole, and for one pair of lines) may take: of
 * all references of an example together, but for the lines.
 */
export const rougeLimits = { rougeL: 2 ** 35, rougeLsum: 2 ** 31, rougeLsumLines: 2 ** 26 } as const

/** The tokenizers by the name that options give them. */
export const rougeTokenizers: Readonly<Record<'ascii' | 'unicode', RougeTokenizer>> = {
  ascii: asciiTokens,
  unicode: unicodeTokens,
}

/** The order of an n-gram type, 0 for the two that look for subsequences, −1 for what is no type. */
export function rougeOrder(type: string): number {
  if (type === 'rougeL' || type === 'rougeLsum') return 0
  return /^rouge[1-9]$/.test(type) ? Number(type.slice(-1)) : -1
}

/** One prediction against one reference at a time; vocabulary and scratch memory stay from call to call. */
export class RougePair {
  readonly #prediction = new RougeText()
  readonly #reference = new RougeText()
  readonly #matcher = new NgramMatcher()
  readonly #lcs = new LcsLength()
  readonly #summary = new SummaryLcs()
  readonly #matches = new Int32Array(9)
  readonly #units = new TextUnits()
  readonly #words: StemTable
  readonly #tokenize: RougeTokenizer
  readonly #orders: number

  constructor(orders: number, { stemmer = true, tokenizer = 'ascii' }: RougeReading) {
    this.#orders = orders
    this.#words = new StemTable(stemmer ? stemLongWord : asItIs)
    this.#tokenize = rougeTokenizers[tokenizer]
  }

  readPrediction(text: string): void {
    this.#words.rest()
    this.#prediction.read(this.#units.read(text), this.#tokenize, this.#words)
  }

  readReference(text: string): void {
    this.#reference.read(this.#units.read(text), this.#tokenize, this.#words)
    this.#matcher.count(this.#prediction.tokens, [this.#reference.tokens], this.#orders, this.#matches)
  }

  /** `null` where the table would exceed the share of `rougeLimits` that each of so many references has. */
  score(type: RougeType, references: number): RougeScore | null {
    const predicted = this.#prediction.tokens.length
    const wanted = this.#reference.tokens.length
    if (type === 'rougeL') {
      if (predicted * wanted > rougeLimits.rougeL / references) return null
      return scored(this.#lcs.of(this.#prediction.tokens, this.#reference.tokens), predicted, wanted)
    }
    if (type === 'rougeLsum') {
      if (this.#summaryIsTooLong(references)) return null
      const hits = this.#summary.hits(this.#reference, this.#prediction, this.#words.size)
      return scored(hits, predicted, wanted)
    }
    const order = rougeOrder(type)
    return scored(this.#matches[order - 1] ?? 0, predicted - order + 1, wanted - order + 1)
  }

  #summaryIsTooLong(references: number): boolean {
    const [prediction, reference] = [this.#prediction, this.#reference]
    const cells = prediction.tokens.length * reference.tokens.length
    if (cells > rougeLimits.rougeLsum / references) return true
    if (cells <= rougeLimits.rougeLsumLines) return false
    return prediction.longestLine * reference.longestLine > rougeLimits.rougeLsumLines
  }
}

const asItIs = (_: Uint16Array, length: number) => length

function scored(matches: number, predicted: number, wanted: number): RougeScore {
  const precision = matches / Math.max(predicted, 1)
  const recall = matches / Math.max(wanted, 1)
  const sum = precision + recall
  return { precision, recall, fmeasure: sum > 0 ? (2 * precision * recall) / sum : 0 }
}
