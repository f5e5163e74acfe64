import { percentileInterval } from '../interval/bootstrap-interval.ts'
import type { Interval } from '../interval/intervals.ts'
import { type ResampleOptions, resampleSums, signFlipSums } from '../random/resample.ts'
import { checkLevel, checkNotEmpty, checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { mean, sum } from '../sample/moments.ts'

/**
 * Two systems scored on a whole corpus by a function of sums over examples (as BLEU is of its match counts): the
 * columns to sum for each system, the same examples in the same order, and the score of the sums.
 */
export interface CorpusPair {
  readonly a: readonly Numbers[]
  readonly b: readonly Numbers[]
  readonly score: (sums: Float64Array) => number
}

/** A corpus score with its resampled mean and interval. */
export interface CorpusEstimate extends Interval {
  readonly estimate: number
  readonly mean: number
}

/** What resampling says of the difference of two corpus scores, b − a. */
export interface CorpusComparison extends Interval {
  readonly a: CorpusEstimate
  readonly b: CorpusEstimate
  readonly difference: number
  readonly p_value: number
}

/**
 * Paired bootstrap of a corpus score: examples are drawn with replacement, the same for both systems.
 * p = (k + 1)/(B + 1), k the resamples in which |difference| less its own mean over the resamples exceeds the observed
 * |difference|, as sacrebleu's `PairedTest` has it.
 *
 * Source: P. Koehn, EMNLP 2004; S. Riezler, J. Maxwell, 2005. Units are those of the score; intervals are percentiles.
 *
 * @throws MetricError `EMPTY`, `LENGTHS_DIFFER`, `NOT_FINITE`, `LEVEL_INVALID`, `SEED_INVALID`, `RESAMPLES_INVALID`
 */
export function corpusBootstrap(
  pair: CorpusPair,
  options: ResampleOptions & { readonly level?: number } = {},
): CorpusComparison {
  const { a, b, score } = checked(pair)
  const { level = 0.95 } = options
  checkLevel(level)
  const sums = resampleSums([...a, ...b], options)
  const scoresOfA = scoresOf(sums.slice(0, a.length), score)
  const scoresOfB = scoresOf(sums.slice(a.length), score)
  const differences = scoresOfB.map((value, r) => value - (scoresOfA[r] ?? Number.NaN))
  const sizes = differences.map(Math.abs)
  const centre = mean(sizes)
  const [first, second] = [score(Float64Array.from(a, sum)), score(Float64Array.from(b, sum))]
  const observed = Math.abs(second - first)
  const describe = (scores: Float64Array, estimate: number) => ({
    estimate,
    mean: mean(scores),
    ...percentileInterval(scores, level),
  })
  return {
    a: describe(scoresOfA, first),
    b: describe(scoresOfB, second),
    difference: second - first,
    p_value: shareAbove(sizes, observed + centre),
    ...percentileInterval(differences, level),
  }
}

/**
 * Approximate randomisation of a corpus score: the outputs of each example are swapped between the systems at random.
 * p = (k + 1)/(B + 1), k the draws whose |difference| exceeds the observed one, as sacrebleu's `PairedTest` has it.
 *
 * Source: E. W. Noreen (1989); S. Riezler, J. Maxwell, 2005. Units are those of the score.
 *
 * @throws MetricError `EMPTY`, `LENGTHS_DIFFER`, `NOT_FINITE`, `SEED_INVALID`, `RESAMPLES_INVALID`
 */
export function corpusRandomisation(
  pair: CorpusPair,
  options: ResampleOptions = {},
): { difference: number; p_value: number } {
  const { a, b, score } = checked(pair)
  const totals = a.map((column, c) => sum(column) + sum(b[c] ?? column))
  const flipped = signFlipSums(
    a.map((column, c) => column.map((value, i) => value - (b[c]?.[i] ?? Number.NaN))),
    options,
  )
  const half = (sign: 1 | -1) =>
    scoresOf(
      flipped.map((sums, c) => sums.map((value) => ((totals[c] ?? Number.NaN) + sign * value) / 2)),
      score,
    )
  const [left, right] = [half(1), half(-1)]
  const difference = score(Float64Array.from(b, sum)) - score(Float64Array.from(a, sum))
  const sizes = left.map((value, r) => Math.abs(value - (right[r] ?? Number.NaN)))
  return { difference, p_value: shareAbove(sizes, Math.abs(difference)) }
}

function checked({ a, b, score }: CorpusPair) {
  checkSameLength(a, b, 'the columns of a and b')
  checkNotEmpty(a, 'a')
  const columns = (side: readonly Numbers[], name: string) => side.map((column, c) => finite(column, `${name}[${c}]`))
  const [left, right] = [columns(a, 'a'), columns(b, 'b')]
  for (const column of [...left, ...right]) checkSameLength(left[0] ?? column, column, 'the columns')
  checkNotEmpty(left[0] ?? [], 'a[0]')
  return { a: left, b: right, score }
}

function scoresOf(sums: readonly Float64Array[], score: (sums: Float64Array) => number): Float64Array {
  const count = sums[0]?.length ?? 0
  return Float64Array.from({ length: count }, (_, r) =>
    score(Float64Array.from(sums, (column) => column[r] ?? Number.NaN)),
  )
}

function shareAbove(values: Float64Array, bound: number): number {
  let above = 0
  for (const value of values) if (value > bound) above++
  return (above + 1) / (values.length + 1)
}
