import { MetricError } from '../../metric-error.ts'
import { betaQuantile } from '../distributions/beta.ts'
import { normalQuantile } from '../distributions/normal.ts'
import { studentTQuantile } from '../distributions/student-t.ts'
import { checkCount, checkLevel } from '../sample/check.ts'

/** Two ends, in the unit of what was estimated. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * estimate ± t · standard error, with t of `df` degrees of freedom (df = ∞: normal); NaN ends where the error is NaN.
 */
export function studentInterval(estimate: number, standardError: number, df: number, level = 0.95): Interval {
  checkLevel(level)
  const reach = studentTQuantile((1 + level) / 2, df) * standardError
  return { low: estimate - reach, high: estimate + reach }
}

/** How to bound a proportion. */
export type ProportionMethod = 'wilson' | 'wilson_corrected' | 'clopper_pearson' | 'agresti_coull'

/**
 * Interval of a proportion from `successes` of `n` trials, within 0…1.
 *
 * `wilson`: score interval, (p̂ + z²/2n ± z √(p̂q̂/n + z²/4n²)) / (1 + z²/n); `wilson_corrected`: with continuity
 * correction; `clopper_pearson`: exact, from the beta distribution; `agresti_coull`: Wald about (x + z²/2)/(n + z²).
 * Source: L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 16 (2001); R. G. Newcombe, Statistics in Medicine 17
 * (1998). Without trials: 0…1.
 *
 * @throws MetricError `COUNT_INVALID`, `LEVEL_INVALID`
 */
export function proportionInterval(
  successes: number,
  n: number,
  { level = 0.95, method = 'wilson' }: { readonly level?: number; readonly method?: ProportionMethod } = {},
): Interval {
  checkCount(successes, 'successes')
  checkCount(n, 'n')
  if (successes > n) throw new MetricError('COUNT_INVALID', `${successes} successes of ${n} trials cannot be.`)
  checkLevel(level)
  if (n === 0) return { low: 0, high: 1 }
  const { low, high } = proportionMethods[method](successes, n, level)
  return { low: Math.max(0, low), high: Math.min(1, high) }
}

const proportionMethods = {
  wilson: wilsonInterval,
  wilson_corrected,
  clopper_pearson: exactInterval,
  agresti_coull,
} satisfies Record<ProportionMethod, (successes: number, n: number, level: number) => Interval>

/** Wilson's score interval; n > 0 need not be whole. */
export function wilsonInterval(successes: number, n: number, level: number): Interval {
  const z2 = normalQuantile((1 + level) / 2) ** 2
  const failures = n - successes
  const reach = Math.sqrt(z2 * ((successes * failures) / n + z2 / 4))
  return {
    low: successes === 0 ? 0 : (successes + z2 / 2 - reach) / (n + z2),
    high: failures === 0 ? 1 : (successes + z2 / 2 + reach) / (n + z2),
  }
}

function wilson_corrected(successes: number, n: number, level: number): Interval {
  const z2 = normalQuantile((1 + level) / 2) ** 2
  const [p, q] = [successes / n, 1 - successes / n]
  const low = 2 * successes + z2 - 1 - Math.sqrt(z2 * (z2 - 2 - 1 / n + 4 * p * (n * q + 1)))
  const high = 2 * successes + z2 + 1 + Math.sqrt(z2 * (z2 + 2 - 1 / n + 4 * p * (n * q - 1)))
  return { low: successes === 0 ? 0 : low / (2 * (n + z2)), high: successes === n ? 1 : high / (2 * (n + z2)) }
}

/** Clopper and Pearson's exact interval; n > 0 need not be whole. */
export function exactInterval(successes: number, n: number, level: number): Interval {
  const tail = (1 - level) / 2
  const failures = n - successes
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    high: failures === 0 ? 1 : 1 - betaQuantile(tail, failures, successes + 1),
  }
}

function agresti_coull(successes: number, n: number, level: number): Interval {
  const z = normalQuantile((1 + level) / 2)
  const trials = n + z * z
  const p = (successes + (z * z) / 2) / trials
  const reach = z * Math.sqrt((p * (1 - p)) / trials)
  return { low: p - reach, high: p + reach }
}
