import { checkNotEmpty, checkResamples, checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { type Clusters, clusterNumbers, sizesOf, totalsOf } from '../sample/clusters.ts'
import { drawCounts } from './draw-counts.ts'
import { nextBits, seededState } from './random.ts'

/** How many resamples are drawn unless told otherwise. */
const defaultResamples = 10_000

/** How to draw. */
export interface ResampleOptions {
  /** How many resamples; default 10,000. */
  readonly resamples?: number
  /** Start of the generator, a whole number from 0; default 0. The same seed gives the same draws on every machine. */
  readonly seed?: number
}

/**
 * Means of bootstrap resamples of several columns over the same examples, all from the same draws: entry r of every
 * answer belongs to the same resample, so differences between columns are paired. With `clusters`, whole clusters are
 * drawn and the mean is over the examples that they hold.
 *
 * Costs one multiplication per column, example and resample. Units are those of the columns.
 *
 * @throws MetricError `EMPTY`, `NOT_FINITE`, `LENGTHS_DIFFER`, `SEED_INVALID`, `RESAMPLES_INVALID`
 * @example
 * const [a, b] = resampleMeans([scoresOfA, scoresOfB], { resamples: 1000, seed: 7 })
 */
export function resampleMeans(
  columns: readonly Numbers[],
  options: ResampleOptions & { readonly clusters?: Clusters } = {},
): Float64Array[] {
  const values = columns.map((column, c) => finite(column, `columns[${c}]`))
  const [first] = values
  if (first === undefined) return []
  checkNotEmpty(first, 'columns[0]')
  for (const column of values) checkSameLength(first, column, 'columns')
  if (options.clusters === undefined) {
    return resampleSums(values, options).map((sums) => sums.map((sum) => sum / first.length))
  }
  checkSameLength(first, options.clusters, 'columns and clusters')
  const { numbers, count } = clusterNumbers(options.clusters)
  const totals = values.map((column) => totalsOf(column, numbers, count))
  const [sizes, ...sums] = resampleSums([sizesOf(numbers, count), ...totals], options)
  return sums.map((column) => column.map((sum, r) => sum / (sizes?.[r] ?? Number.NaN)))
}

/** Sums over bootstrap resamples of several columns, all from the same draws. */
export function resampleSums(columns: readonly Float64Array[], options: ResampleOptions): Float64Array[] {
  const state = seededState(options.seed ?? 0)
  return weightedSums(columns, options.resamples ?? defaultResamples, (weights) => drawCounts(state, weights))
}

/** Sums of several columns after the sign of each example was flipped or not at random, the same flips for all. */
export function signFlipSums(columns: readonly Float64Array[], options: ResampleOptions): Float64Array[] {
  const state = seededState(options.seed ?? 0)
  return weightedSums(columns, options.resamples ?? defaultResamples, (weights) => {
    let bits = 0
    for (let i = 0; i < weights.length; i++) {
      if (i % 32 === 0) bits = nextBits(state)
      weights[i] = 1 - 2 * (bits & 1)
      bits >>>= 1
    }
  })
}

/** Σ weight · value of each column under `resamples` draws of weights; four draws share one pass over a column. */
function weightedSums(
  columns: readonly Float64Array[],
  resamples: number,
  draw: (weights: Float64Array) => void,
): Float64Array[] {
  checkResamples(resamples)
  const n = columns[0]?.length ?? 0
  const sums = columns.map(() => new Float64Array(resamples))
  const block = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)] as const
  for (let from = 0; from < resamples; from += 4) {
    for (const weights of block.slice(0, resamples - from)) draw(weights)
    columns.forEach((column, c) => {
      const target = sums[c]
      if (target !== undefined) addBlock(column, block, target.subarray(from, from + 4))
    })
  }
  return sums
}

function addBlock(
  column: Float64Array,
  [w0, w1, w2, w3]: readonly [Float64Array, Float64Array, Float64Array, Float64Array],
  target: Float64Array,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  for (let i = 0; i < column.length; i++) {
    const value = column[i] ?? 0
    s0 += value * (w0[i] ?? 0)
    s1 += value * (w1[i] ?? 0)
    s2 += value * (w2[i] ?? 0)
    s3 += value * (w3[i] ?? 0)
  }
  target.set([s0, s1, s2, s3].slice(0, target.length))
}
