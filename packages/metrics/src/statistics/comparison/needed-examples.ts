import { normalQuantile } from '../distributions/normal.ts'

/** What is known of a difference. */
export interface OpenQuestion {
  /** Mean difference so far; null without examples. */
  readonly difference: number | null
  /** Standard error of it; null where it cannot be estimated. */
  readonly standard_error: number | null
  /** Number of examples so far. */
  readonly n: number
  /** A difference within ± margin is not worth having. */
  readonly margin: number
  /** Where nearly all differences are the same: the largest that scores can have, null where none is known. */
  readonly reach?: number | null
}

/** How sure to be. */
export interface NeededExamplesOptions {
  /** Level of the tests; after a correction over m tests, α/m. Default 0.05. */
  readonly alpha?: number
  /** With which probability the answer shall come; default 0.8. */
  readonly power?: number
}

/**
 * How many more examples would probably settle whether there is a difference worth having, if what was observed is the
 * truth: the lesser of what a two-sided test needs to find the difference, N = ((z₁₋α/₂ + z_power) · s / |d|)², and
 * what two one-sided tests need to show it within the margin with the whole interval,
 * N = ((z₁₋α/₂ + z_power) · s / (margin − |d|))², less the n that there are; s = SE · √n. Never fewer than the sign
 * test needs when all examples agree, nor, for equivalence, than it takes to rule out rare differences of the largest
 * size: log α / log(1 − margin/reach).
 *
 * Source: S.-C. Chow, J. Shao, H. Wang, Sample Size Calculations in Clinical Research (2008), chapter 3.
 * Unit: examples. 0: there are enough already (it was bad luck, or there is no spread); null: no number would do (no
 * difference and no margin) or nothing is known yet.
 */
export function neededExamples(question: OpenQuestion, options: NeededExamplesOptions = {}): number | null {
  const { difference, standard_error, n, margin } = question
  if (difference === null || standard_error === null) return null
  const { alpha = 0.05, power = 0.8 } = options
  const spread = standard_error * Math.sqrt(n)
  const distance = Math.abs(difference)
  const quantile = normalQuantile(1 - alpha / 2) + normalQuantile(power)
  const toDiffer = examplesFor(quantile, spread, distance, 2 / alpha)
  const toEqual = Math.max(examplesFor(quantile, spread, margin - distance, 1 / alpha), toRuleOut(question, alpha))
  const total = Math.min(toDiffer, toEqual)
  return Number.isSafeInteger(total) ? Math.max(0, total - n) : null
}

/** How many examples without any other difference rule out that rare ones take the mean to the margin. */
function toRuleOut({ reach, margin }: OpenQuestion, alpha: number): number {
  if (reach === undefined) return 0
  if (reach === null || margin === 0) return Number.POSITIVE_INFINITY
  return margin < reach ? Math.ceil(Math.log(alpha) / Math.log1p(-margin / reach)) : 0
}

/** At least as many as the sign test takes to get below `1 / odds` when all examples agree. */
function examplesFor(quantile: number, spread: number, distance: number, odds: number): number {
  if (!(distance > 0)) return Number.POSITIVE_INFINITY
  return Math.max(Math.ceil(((quantile * spread) / distance) ** 2), Math.ceil(Math.log2(odds)))
}
