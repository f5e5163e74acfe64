import { acceleratedInterval } from '../interval/bootstrap-interval.ts'
import { meanInterval } from '../mean-interval.ts'
import { integerBelow, seededState } from '../random/random.ts'
import { checkLevel, checkNotEmpty, checkResamples, checkSameLength, finite, type Numbers } from '../sample/check.ts'

/** A coefficient with its interval; null where it is not defined, or too few resamples define it. */
export interface AgreementEstimate {
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
}

/** How far two raters agree. */
export interface RaterAgreement {
  /** Number of examples that both rated. */
  readonly n: number
  /** Share of the examples with the same rating. */
  readonly same: AgreementEstimate
  /** Cohen's kappa, every disagreement alike: 1 − Σ w·o / Σ w·e, o observed and e expected of independent raters. */
  readonly kappa: AgreementEstimate
  /** The same with squared distances as weights. */
  readonly weighted_kappa: AgreementEstimate
  /** Krippendorff's alpha of intervals. */
  readonly alpha: AgreementEstimate
}

/** How to bound agreement. */
export interface RaterAgreementOptions {
  /** How many resamples; default 2,000; 0: no intervals of coefficients. */
  readonly resamples?: number
  /** Start of the generator, a whole number from 0; default 0. */
  readonly seed?: number
  /** Confidence level; default 0.95. */
  readonly level?: number
}

const defaultResamples = 2000

/**
 * How far two raters agree on the same examples, say a judge and people. The share has the interval of a proportion;
 * the coefficients have bias-corrected and accelerated intervals over examples drawn again (2,000 times unless told
 * otherwise), null below ten examples or where a twentieth of the resamples leaves them undefined.
 *
 * Ratings are numbers whose distance counts, also across ratings that nobody gave. Where both always give one and the
 * same, the coefficients are null, as chance says nothing of them.
 *
 * Source: J. Cohen, Educational and Psychological Measurement 20 (1960), and Psychological Bulletin 70 (1968); K.
 * Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); of the intervals, B. Efron, Journal of the American
 * Statistical Association 82 (1987). Coefficients equal `cohensKappa`, of consecutive ratings, and `krippendorffAlpha`,
 * which take more raters and levels.
 *
 * @throws MetricError `EMPTY`, `LENGTHS_DIFFER`, `NOT_FINITE`, `LEVEL_INVALID`, `SEED_INVALID`, `RESAMPLES_INVALID`
 * @example
 * raterAgreement([4, 5, 3, 2], [4, 4, 3, 1]).weighted_kappa.estimate
 */
export function raterAgreement(first: Numbers, second: Numbers, options: RaterAgreementOptions = {}): RaterAgreement {
  const { level = 0.95, resamples = defaultResamples, seed = 0 } = options
  checkLevel(level)
  if (resamples !== 0) checkResamples(resamples)
  const pair = [finite(first, 'first'), finite(second, 'second')] as const
  checkSameLength(...pair, 'first and second')
  checkNotEmpty(pair[0], 'first')
  const drawing = { level, resamples, seed }
  const equal = pair[0].map((rating, at) => (rating === pair[1][at] ? 1 : 0))
  const same = meanInterval(equal, { range: [0, 1], level })
  return {
    n: equal.length,
    same: { estimate: same.estimate, low: same.low, high: same.high },
    kappa: bounded(pair, kappaOf, drawing),
    weighted_kappa: bounded(pair, weightedKappaOf, drawing),
    alpha: bounded(pair, alphaOf, drawing),
  }
}

function kappaOf(first: Float64Array, second: Float64Array): number | null {
  const counts = new Map<number, number>()
  for (const rating of second) counts.set(rating, (counts.get(rating) ?? 0) + 1)
  let [same, chance] = [0, 0]
  for (const [at, rating] of first.entries()) {
    if (rating === second[at]) same += 1
    chance += (counts.get(rating) ?? 0) / first.length
  }
  return chance === first.length ? null : (same - chance) / (first.length - chance)
}

/** Over all pairs of a rating of each, squared distances come from the sums about one of the ratings. */
function weightedKappaOf(first: Float64Array, second: Float64Array): number | null {
  const { n, ours, theirs, apart } = sumsOf(first, second)
  const expected = n * (ours.squares + theirs.squares) - 2 * ours.sum * theirs.sum
  return expected === 0 ? null : 1 - (n * apart) / expected
}

function alphaOf(first: Float64Array, second: Float64Array): number | null {
  const { n, ours, theirs, apart } = sumsOf(first, second)
  const expected = 2 * n * (ours.squares + theirs.squares) - (ours.sum + theirs.sum) ** 2
  return expected === 0 ? null : 1 - ((2 * n - 1) * apart) / expected
}

/** Sums of ratings and of their squares, about the first rating, and of squared distances. */
function sumsOf(first: Float64Array, second: Float64Array) {
  const centre = first[0] ?? 0
  const [ours, theirs] = [first, second].map((ratings) => {
    let [sum, squares] = [0, 0]
    for (const rating of ratings) {
      sum += rating - centre
      squares += (rating - centre) ** 2
    }
    return { sum, squares }
  })
  let apart = 0
  for (const [at, rating] of first.entries()) apart += (rating - (second[at] ?? 0)) ** 2
  const none = { sum: 0, squares: 0 }
  return { n: first.length, ours: ours ?? none, theirs: theirs ?? none, apart }
}

type Pair = readonly [Float64Array, Float64Array]
type Statistic = (first: Float64Array, second: Float64Array) => number | null

const leastExamples = 10
const leastDefined = 0.95

function bounded(pair: Pair, statistic: Statistic, drawing: Required<RaterAgreementOptions>): AgreementEstimate {
  const estimate = statistic(...pair)
  const none = { estimate, low: null, high: null }
  if (estimate === null || drawing.resamples === 0 || pair[0].length < leastExamples) return none
  const resampled = defined(resamplesOf(pair, statistic, drawing))
  const jackknife = defined(leaveOneOut(pair, statistic))
  const isEnough = resampled.length >= leastDefined * drawing.resamples && jackknife.length === pair[0].length
  return isEnough ? { ...none, ...acceleratedInterval(resampled, { estimate, jackknife, level: drawing.level }) } : none
}

function resamplesOf(
  [first, second]: Pair,
  statistic: Statistic,
  { seed, resamples }: Required<RaterAgreementOptions>,
) {
  const state = seededState(seed)
  const n = first.length
  const [ours, theirs] = [new Float64Array(n), new Float64Array(n)]
  return Array.from({ length: resamples }, () => {
    for (let at = 0; at < n; at++) {
      const drawn = integerBelow(state, n)
      ours[at] = first[drawn] ?? 0
      theirs[at] = second[drawn] ?? 0
    }
    return statistic(ours, theirs)
  })
}

function leaveOneOut([first, second]: Pair, statistic: Statistic) {
  const without = (column: Float64Array, left_out: number) => column.filter((_, at) => at !== left_out)
  return Array.from(first, (_, at) => statistic(without(first, at), without(second, at)))
}

function defined(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values.filter((value) => value !== null))
}
