import { type CorpusScorer, corpusValues, resampleCorpora } from '@assay/metrics'
import { sumClusters } from './cluster-sums.ts'

/** What a metric's corpus scores are computed from in one repeat: columns, NaN where an example is missing. */
export type RepeatSummands = readonly Float64Array[]

/** Columns to compute corpus scores of, all over the same examples. A structured clone keeps it, as threads need. */
export interface CorpusQuestion {
  readonly metric: string
  readonly summands: readonly string[]
  readonly scores: readonly string[]
  readonly parts: readonly RepeatSummands[]
  readonly seed: number
  /** How often to draw the examples; 0: not at all. */
  readonly resamples: number
  /** The group of each example: whole groups are drawn. */
  readonly clusters?: Int32Array | undefined
}

export interface CorpusPart {
  readonly estimate: number
  /** One value for each example, as in `corpusValues`. */
  readonly values: Float64Array
  /** The score of each draw of the examples, the same draws in every part; null: there are none. */
  readonly drawn: Float64Array | null
  /** Equal for examples with equal statistics. */
  readonly marks: Int32Array
}

/** By score, a part for each of those asked for (null: the repeat has no example); or the reason why there is none. */
export type CorpusAnswer =
  | { readonly scores: ReadonlyMap<string, readonly (CorpusPart | null)[]> }
  | { readonly reason: string }

/** Computes corpus scores, and all that their intervals and differences are computed from. */
export function answerCorpus(scorer: CorpusScorer, question: CorpusQuestion): CorpusAnswer {
  const { summands, parts, scores } = question
  if (summands.join('\n') !== scorer.statistics.join('\n')) return { reason: 'The metric now counts something else.' }
  const present = parts.map((columns) => (columns[0]?.some(Number.isFinite) ? columns.map(withoutGaps) : null))
  const found = new Map(
    scores.map((score) => [score, partsOf(present, { ...question, value: valuing(scorer, score) })]),
  )
  const isKnown = [...found.values()].flat().every((part) => part === null || hasOnlyNumbers(part))
  return isKnown ? { scores: found } : { reason: 'It has no value without some of the examples.' }
}

interface Asked extends Pick<CorpusQuestion, 'seed' | 'resamples' | 'clusters'> {
  readonly value: (sums: Float64Array) => number
}

function partsOf(
  parts: readonly (RepeatSummands | null)[],
  { value, seed, resamples, clusters }: Asked,
): (CorpusPart | null)[] {
  const corpora = parts.flatMap((columns) => (columns ? [{ columns, score: value }] : []))
  const units = corpora.map(({ columns, score }) => ({
    columns: clusters ? columns.map((column) => sumClusters(column, clusters)) : columns,
    score,
  }))
  const drawn = resamples > 0 && units.length > 0 ? resampleCorpora(units, { seed, resamples }) : []
  const made = corpora
    .map((corpus, at) => ({ ...corpusValues(corpus), drawn: drawn[at] ?? null, marks: marksOf(corpus.columns) }))
    .values()
  return parts.map((columns) => (columns ? (made.next().value ?? null) : null))
}

function valuing(scorer: CorpusScorer, score: string): Asked['value'] {
  const given = scorer.statistics.map(() => 0)
  return (sums) => {
    for (let at = 0; at < given.length; at++) given[at] = sums[at] ?? Number.NaN
    return scorer.value(given)[score] ?? Number.NaN
  }
}

function withoutGaps(column: Float64Array): Float64Array {
  return column.map((value) => (Number.isNaN(value) ? 0 : value))
}

function hasOnlyNumbers({ values, drawn }: CorpusPart): boolean {
  return values.every(isNumber) && (drawn ?? values).every(isNumber)
}

/** Statistics square scores, which must not overflow. */
function isNumber(value: number): boolean {
  return Math.abs(value) <= 1e150
}

/** A hash of the statistics of each example (FNV-1a over the halves of each number). */
function marksOf(columns: RepeatSummands): Int32Array {
  const marks = new Int32Array(columns[0]?.length ?? 0).fill(0x811c9dc5)
  for (const column of columns) {
    const halves = new Int32Array(Float64Array.from(column).buffer)
    for (let example = 0; example < marks.length; example++) {
      const low = Math.imul((marks[example] ?? 0) ^ (halves[2 * example] ?? 0), 0x01000193)
      marks[example] = Math.imul(low ^ (halves[2 * example + 1] ?? 0), 0x01000193)
    }
  }
  return marks
}
