import { MetricError } from '../../metric-error.ts'
import { normalSurvival } from '../distributions/normal.ts'
import { checkNotEmpty, finite, type Numbers } from '../sample/check.ts'
import { sum } from '../sample/moments.ts'
import { midranks, tieCounts, tieTerm } from '../sample/ranks.ts'
import type { Alternative } from './alternative.ts'
import type { TestResult } from './counts.ts'
import { drawnRankTails } from './rank-sums.ts'

/** How to run the test. */
export interface MannWhitneyOptions {
  readonly alternative?: Alternative
  /** Default `auto`: exact when one sample has at most 8 values and nothing is tied. */
  readonly method?: 'auto' | 'exact' | 'asymptotic'
  /** Continuity correction of the approximation by ½; default `corrected`. */
  readonly continuity?: 'none' | 'corrected'
}

const largestExact = 5e8

/**
 * Mann–Whitney U test of two independent samples; the statistic is U of the first, Σ ranks − n₁(n₁ + 1)/2, the number
 * of pairs in which it is greater (ties count half). The exact test is conditional on the ranks, ties included; the
 * approximation corrects its variance for ties. Equal to scipy's `mannwhitneyu` (whose exact test takes no account of
 * ties).
 *
 * Source: H. B. Mann, D. R. Whitney, Annals of Mathematical Statistics 18 (1947). All values the same: p = 1.
 *
 * @throws MetricError `EMPTY`, `NOT_FINITE`; `TOO_LARGE` where an exact test would take more than seconds
 */
export function mannWhitneyTest(a: Numbers, b: Numbers, options: MannWhitneyOptions = {}): TestResult {
  const [left, right] = [finite(a, 'a'), finite(b, 'b')]
  checkNotEmpty(left, 'a')
  checkNotEmpty(right, 'b')
  const pooled = Float64Array.from([...left, ...right])
  const ranks = midranks(pooled)
  const least = (left.length * (left.length + 1)) / 2
  const statistic = sum(ranks.subarray(0, left.length)) - least
  const { alternative = 'two_sided', method = 'auto', continuity = 'corrected' } = options
  const ties = tieTerm(tieCounts(pooled))
  const small = Math.min(left.length, right.length) <= 8 && ties === 0
  if (method === 'exact' || (method === 'auto' && small)) {
    return { statistic, p_value: exactP(ranks, left.length, statistic + least)[alternative] }
  }
  const size = { first: left.length, second: right.length, ties }
  return { statistic, p_value: approximateP(statistic, size, { alternative, continuity }) }
}

function exactP(ranks: Float64Array, chosen: number, rankSum: number): Record<Alternative, number> {
  if (chosen * ranks.length ** 3 > largestExact) {
    throw new MetricError('TOO_LARGE', `The exact test of ${chosen} among ${ranks.length} values takes too long.`)
  }
  const { less, greater } = drawnRankTails(ranks, chosen, rankSum)
  return { less, greater, two_sided: Math.min(1, 2 * Math.min(less, greater)) }
}

function approximateP(
  statistic: number,
  { first, second, ties }: { first: number; second: number; ties: number },
  { alternative, continuity }: Required<Pick<MannWhitneyOptions, 'alternative' | 'continuity'>>,
): number {
  const n = first + second
  const variance = ((first * second) / 12) * (n + 1 - ties / (n * (n - 1)))
  if (!(variance > 0)) return 1
  const fromMean = statistic - (first * second) / 2
  const distance = { greater: fromMean, less: -fromMean, two_sided: Math.abs(fromMean) }[alternative]
  const tail = normalSurvival((distance - (continuity === 'corrected' ? 0.5 : 0)) / Math.sqrt(variance))
  return Math.min(1, alternative === 'two_sided' ? 2 * tail : tail)
}
