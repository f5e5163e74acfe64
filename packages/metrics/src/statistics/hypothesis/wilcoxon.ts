import { MetricError } from '../../metric-error.ts'
import { normalSurvival } from '../distributions/normal.ts'
import { checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { differences, sum } from '../sample/moments.ts'
import { midranks, tieCounts, tieTerm } from '../sample/ranks.ts'
import { type Alternative, symmetricP } from './alternative.ts'
import { signedRankTails, type Tails } from './rank-sums.ts'

/** What becomes of differences of 0: dropped; ranked and then dropped; ranked, and half of their ranks to each side. */
export type ZeroMethod = 'wilcox' | 'pratt' | 'zsplit'

/** How to run the signed-rank test. */
export interface WilcoxonOptions {
  readonly alternative?: Alternative
  /** Default `auto`: exact up to 50 pairs. */
  readonly method?: 'auto' | 'exact' | 'asymptotic'
  /** Default `wilcox`. */
  readonly zeros?: ZeroMethod
  /** Continuity correction of the approximation by ½; default `none`. */
  readonly continuity?: 'none' | 'corrected'
}

/** The signed-rank statistic. */
export interface WilcoxonResult {
  /** min(W⁺, W⁻) for the two-sided test, else W⁺, the sum of ranks of positive differences. */
  readonly statistic: number
  readonly p_value: number
  /** The normal deviate of the approximation; null for the exact test. */
  readonly z: number | null
}

const largestExact = 500

/**
 * Wilcoxon signed-rank test of a − b. The exact test is conditional on the ranks, ties included; the approximation
 * corrects its variance for ties. Equal to scipy's `wilcoxon` (which has no exact test with ties).
 *
 * Source: F. Wilcoxon, Biometrics Bulletin 1 (1945); J. W. Pratt, JASA 54 (1959). No examples or no differences: p = 1.
 *
 * @throws MetricError `LENGTHS_DIFFER`, `NOT_FINITE`; `TOO_LARGE` for the exact test of more than 500 pairs
 */
export function wilcoxonTest(a: Numbers, b: Numbers, options: WilcoxonOptions = {}): WilcoxonResult {
  checkSameLength(a, b, 'a and b')
  const d = differences(finite(b, 'b'), finite(a, 'a'))
  const { alternative = 'two_sided', zeros = 'wilcox', method = 'auto' } = options
  const ranked = rank(d, zeros)
  const statistic = alternative === 'two_sided' ? Math.min(ranked.plus, ranked.minus) : ranked.plus
  if (method === 'exact' || (method === 'auto' && d.length <= 50)) {
    return { statistic, p_value: exactP(ranked, alternative), z: null }
  }
  return { statistic, ...approximate(ranked, alternative, options.continuity ?? 'none') }
}

interface Ranked {
  readonly plus: number
  readonly minus: number
  /** Half of the ranks of zeros, on either side. */
  readonly shared: number
  /** Ranks of the differences other than 0. */
  readonly ranks: Float64Array
  readonly mean: number
  readonly variance: number
}

function rank(all: Float64Array, zeros: ZeroMethod): Ranked {
  const d = zeros === 'wilcox' ? all.filter((x) => x !== 0) : all
  const sizes = d.map(Math.abs)
  const ranks = midranks(sizes)
  const of = (keep: (x: number) => boolean) => ranks.filter((_, i) => keep(d[i] ?? 0))
  const zeroRanks = of((x) => x === 0)
  const shared = zeros === 'zsplit' ? sum(zeroRanks) / 2 : 0
  const dropped = zeros === 'pratt' ? zeroRanks.length : 0
  const ties = tieTerm(tieCounts(dropped > 0 ? sizes.filter((x) => x !== 0) : sizes))
  const [n, z] = [d.length, dropped]
  return {
    plus: sum(of((x) => x > 0)) + shared,
    minus: sum(of((x) => x < 0)) + shared,
    shared,
    ranks: of((x) => x !== 0),
    mean: (n * (n + 1) - z * (z + 1)) / 4,
    variance: (n * (n + 1) * (2 * n + 1) - z * (z + 1) * (2 * z + 1) - ties / 2) / 24,
  }
}

function exactP({ ranks, plus, shared }: Ranked, alternative: Alternative): number {
  if (ranks.length > largestExact) {
    throw new MetricError('TOO_LARGE', `The exact signed-rank test takes at most ${largestExact} pairs.`)
  }
  return tailP(signedRankTails(ranks, plus - shared), alternative)
}

function tailP({ less, greater }: Tails, alternative: Alternative): number {
  return { less, greater, two_sided: Math.min(1, 2 * Math.min(less, greater)) }[alternative]
}

function approximate({ plus, mean, variance }: Ranked, alternative: Alternative, continuity: 'none' | 'corrected') {
  if (variance === 0) return { p_value: 1, z: 0 }
  const sign = { greater: 1, less: -1, two_sided: Math.sign(plus - mean) }[alternative]
  const z = (plus - mean - (continuity === 'corrected' ? sign / 2 : 0)) / Math.sqrt(variance)
  return { p_value: symmetricP(z, normalSurvival, alternative), z: alternative === 'two_sided' ? -Math.abs(z) : z }
}
