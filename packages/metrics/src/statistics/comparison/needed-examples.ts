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
  /** The largest difference that scores can have, where the method goes by it; null: none is known, nor the spread. */
  readonly reach?: number | null
  /** Below so many examples there is no answer at all. */
  readonly least?: number
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
 * test needs when all examples agree. With a `reach` r (the width of the range), the N of
 * |d| = (z₁₋α/₂ + z_power) · s/√N + ln(2/α)/ln(1 + |d|/r) · |d|/N, as N examples leave room for what they did not
 * show.
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
  const { reach = 0 } = question
  const toDiffer = examplesFor({ spread: quantile * spread, distance, reach: reach ?? 0, alpha: alpha / 2 })
  const toEqual =
    reach === null
      ? Number.POSITIVE_INFINITY
      : examplesFor({ spread: quantile * spread, distance: margin - distance, reach, alpha: alpha / 2 })
  const total = Math.max(Math.min(toDiffer, toEqual), question.least ?? 0)
  return Number.isSafeInteger(total) ? Math.max(0, total - n) : null
}

interface Sought {
  /** What is added to the mean for chance, times √N. */
  readonly spread: number
  readonly distance: number
  readonly reach: number
  readonly alpha: number
}

/** At least as many as the sign test takes to get below `alpha` when all examples agree. */
function examplesFor({ spread, distance, reach, alpha }: Sought): number {
  if (!(distance > 0)) return Number.POSITIVE_INFINITY
  const unseen = reach > 0 ? (-Math.log(alpha) * distance) / Math.log1p(distance / reach) : 0
  const root = (spread + Math.sqrt(spread * spread + 4 * distance * unseen)) / (2 * distance)
  return Math.max(Math.ceil(root * root), Math.ceil(-Math.log2(alpha)))
}
