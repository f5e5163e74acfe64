import { binomialCdf } from '../distributions/binomial.ts'
import { chiSquareSurvival } from '../distributions/chi-square.ts'
import { checkCount } from '../sample/check.ts'
import type { Alternative } from './alternative.ts'

/** A test statistic with its p-value. */
export interface TestResult {
  readonly statistic: number
  readonly p_value: number
}

/**
 * Sign test: whether wins are as frequent as losses; ties are left out beforehand. Exact, X ~ Binomial(wins + losses,
 * ½), two-sided twice the smaller tail. Equal to scipy's `binomtest(wins, wins + losses)`. Without wins and losses
 * p = 1.
 *
 * @throws MetricError `COUNT_INVALID`
 */
export function signTest(wins: number, losses: number, alternative: Alternative = 'two_sided'): TestResult {
  checkCount(wins, 'wins')
  checkCount(losses, 'losses')
  const n = wins + losses
  const less = binomialCdf(wins, n, 0.5)
  const greater = binomialCdf(losses, n, 0.5)
  const p = { less, greater, two_sided: Math.min(1, 2 * Math.min(less, greater)) }
  return { statistic: wins, p_value: p[alternative] }
}

/** How to test a 2 × 2 table of matched pairs. */
export type McNemarMethod = 'exact' | 'chi_square' | 'chi_square_corrected'

/**
 * McNemar's test from the two discordant counts: b, where only the first is right, and c, where only the second is.
 *
 * `exact`: statistic min(b, c), p = min(1, 2 · P(X ≤ min(b, c))), X ~ Binomial(b + c, ½); `chi_square`:
 * (b − c)²/(b + c); `chi_square_corrected`: (|b − c| − 1)²/(b + c), both against χ² of 1. Equal to statsmodels'
 * `mcnemar`. Without discordant pairs: exact p = 1, χ² NaN.
 *
 * @throws MetricError `COUNT_INVALID`
 */
export function mcNemarTest(b: number, c: number, method: McNemarMethod = 'exact'): TestResult {
  checkCount(b, 'b')
  checkCount(c, 'c')
  if (method === 'exact') return { statistic: Math.min(b, c), p_value: signTest(b, c).p_value }
  const distance = Math.abs(b - c) - (method === 'chi_square' ? 0 : 1)
  const statistic = distance ** 2 / (b + c)
  return { statistic, p_value: b + c === 0 ? Number.NaN : chiSquareSurvival(statistic, 1) }
}
