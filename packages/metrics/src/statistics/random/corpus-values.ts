import { checkNotEmpty, checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { mean, sum } from '../sample/moments.ts'
import { type ResampleOptions, resampleSums } from './resample.ts'

/** A score of a whole corpus, as BLEU is: the columns to sum over the examples, and what their sums come to. */
export interface CorpusColumns {
  readonly columns: readonly Numbers[]
  readonly score: (sums: Float64Array) => number
}

/** A corpus score as the mean of one value for each example. */
export interface CorpusValues {
  /** The score of the whole corpus. */
  readonly estimate: number
  /** Their mean is the estimate; their spread is how much it depends on which examples there are. */
  readonly values: Float64Array
}

/**
 * Takes a corpus score apart: the value of example i is estimate + (n − 1) · (mean of the scores with one example left
 * out − score without i), so that what is known of means (intervals, paired tests, equivalence, needed examples) holds
 * for the corpus score too. For a score that is a mean, the values are the examples' own.
 *
 * Source: the jackknife's pseudo-values, B. Efron, C. Stein, The Annals of Statistics 9 (1981), moved so that their
 * mean is the estimate. Units are those of the score; a score that is not finite without some example makes all values
 * NaN. One example: its value is the estimate.
 *
 * @throws MetricError `EMPTY`, `NOT_FINITE`, `LENGTHS_DIFFER`
 * @example
 * const { values } = corpusValues({ columns: [errors, words], score: ([e = 0, w = 0]) => e / w })
 * meanInterval(values, { range: [0, null] })
 */
export function corpusValues(corpus: CorpusColumns): CorpusValues {
  const { columns, score } = checked(corpus)
  const count = columns[0]?.length ?? 0
  const sums = Float64Array.from(columns, sum)
  const estimate = score(sums)
  if (count === 1) return { estimate, values: Float64Array.of(estimate) }
  const rest = new Float64Array(columns.length)
  const without = new Float64Array(count)
  for (let example = 0; example < count; example++) {
    for (let c = 0; c < columns.length; c++) rest[c] = (sums[c] ?? 0) - (columns[c]?.[example] ?? 0)
    without[example] = score(rest)
  }
  const centre = mean(without)
  return { estimate, values: without.map((value) => estimate + (count - 1) * (centre - value)) }
}

/**
 * Bootstrap resamples of corpus scores over the same examples, all from the same draws: entry r of every answer belongs
 * to the same resample, so differences between them are paired, as sacrebleu's paired bootstrap has it. For
 * `pairedComparison` and `meanInterval`, beside the `values` of `corpusValues`.
 *
 * Costs one multiplication per column, example and resample. Units are those of the scores.
 *
 * @throws MetricError `EMPTY`, `NOT_FINITE`, `LENGTHS_DIFFER`, `SEED_INVALID`, `RESAMPLES_INVALID`
 */
export function resampleCorpora(corpora: readonly CorpusColumns[], options: ResampleOptions = {}): Float64Array[] {
  const known = corpora.map(checked)
  const all = known.flatMap(({ columns }) => columns)
  for (const column of all) checkSameLength(all[0] ?? column, column, 'the columns')
  const sums = resampleSums(all, options).values()
  return known.map(({ columns, score }) => {
    const own = [...sums.take(columns.length)]
    const row = new Float64Array(own.length)
    return Float64Array.from(own[0] ?? [], (_, draw) => {
      for (let c = 0; c < own.length; c++) row[c] = own[c]?.[draw] ?? Number.NaN
      return score(row)
    })
  })
}

function checked({ columns, score }: CorpusColumns) {
  checkNotEmpty(columns, 'columns')
  const known = columns.map((column, c) => finite(column, `columns[${c}]`))
  for (const column of known) checkSameLength(known[0] ?? column, column, 'the columns')
  checkNotEmpty(known[0] ?? [], 'columns[0]')
  return { columns: known, score }
}
