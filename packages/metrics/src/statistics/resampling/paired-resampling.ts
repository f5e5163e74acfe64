import { expandedP } from '../interval/bootstrap-interval.ts'
import { type ResampleOptions, resampleMeans, signFlipSums } from '../random/resample.ts'
import { checkNotEmpty, checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { type Clusters, clusteredMean, toUnits } from '../sample/clusters.ts'
import { differences, mean, sum } from '../sample/moments.ts'

/** How to draw pairs. */
export interface PairedResamplingOptions extends ResampleOptions {
  /** The cluster of each example; whole clusters are drawn or flipped. */
  readonly clusters?: Clusters
}

/** What resampling says of the difference b − a. */
export interface PairedBootstrap {
  /** Mean of b − a. */
  readonly difference: number
  /**
   * Two-sided: (k + 1)/(B + 1), k the resamples at least as far from the difference as 0 is, expanded for few units.
   */
  readonly p_value: number
  /** The share of resamples in which b does not exceed a (Koehn's one-sided p-value for "b is better"). */
  readonly share_not_greater: number
  /** The resampled differences, in the order drawn. */
  readonly resampled: Float64Array
}

/**
 * Paired bootstrap: examples (or clusters) are drawn with replacement, and the same for both.
 *
 * Source: P. Koehn, EMNLP 2004; T. C. Hesterberg, The American Statistician 69 (2015). Units are those of the scores.
 * All differences 0: p = 1.
 *
 * @throws MetricError `EMPTY`, `NOT_FINITE`, `LENGTHS_DIFFER`, `SEED_INVALID`, `RESAMPLES_INVALID`
 */
export function pairedBootstrap(a: Numbers, b: Numbers, options: PairedResamplingOptions = {}): PairedBootstrap {
  const d = pairedDifferences(a, b)
  const [resampled = new Float64Array()] = resampleMeans([d], options)
  const { mean: difference, df } = clusteredMean(d, options.clusters)
  let notGreater = 0
  for (const value of resampled) if (value <= 0) notGreater++
  const share_not_greater = notGreater / resampled.length
  return { difference, resampled, p_value: bootstrapP(resampled, difference, df), share_not_greater }
}

/** The p-value of resampled differences, as `pairedBootstrap` has it; 1 for one unit. */
export function bootstrapP(resampled: Float64Array, difference: number, df: number): number {
  const distance = Math.abs(difference) * (1 - 1e-12)
  let reached = 0
  for (const value of resampled) if (Math.abs(value - difference) >= distance) reached++
  return df < 1 ? 1 : expandedP((reached + 1) / (resampled.length + 1), df)
}

/**
 * Approximate randomisation: the two outputs of each example (or of all examples of a cluster) are swapped at random;
 * two-sided p = (k + 1)/(B + 1), k the draws whose |mean difference| is at least the observed one.
 *
 * Source: E. W. Noreen, Computer-Intensive Methods for Testing Hypotheses (1989). All differences 0: p = 1.
 *
 * @throws MetricError `EMPTY`, `NOT_FINITE`, `LENGTHS_DIFFER`, `SEED_INVALID`, `RESAMPLES_INVALID`
 */
export function approximateRandomisation(
  a: Numbers,
  b: Numbers,
  options: PairedResamplingOptions = {},
): { difference: number; p_value: number } {
  const d = pairedDifferences(a, b)
  const { totals } = toUnits(d, options.clusters)
  const [flipped = new Float64Array()] = signFlipSums([totals], options)
  const observed = Math.abs(sum(totals)) - roundingOf(totals)
  let reached = 0
  for (const total of flipped) if (Math.abs(total) >= observed) reached++
  return { difference: mean(d), p_value: (reached + 1) / (flipped.length + 1) }
}

/** By how much sums of these, with whatever signs, may differ through rounding alone. */
export function roundingOf(totals: Float64Array): number {
  let size = 0
  for (const total of totals) size += Math.abs(total)
  return size * 1e-14
}

/** b − a of two columns that belong together. */
export function pairedDifferences(a: Numbers, b: Numbers): Float64Array {
  checkSameLength(a, b, 'a and b')
  checkNotEmpty(a, 'a')
  return differences(finite(a, 'a'), finite(b, 'b'))
}
