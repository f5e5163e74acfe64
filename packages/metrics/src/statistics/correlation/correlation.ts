import { incompleteBeta } from '../distributions/beta.ts'
import { normalQuantile } from '../distributions/normal.ts'
import { studentTSurvival } from '../distributions/student-t.ts'
import type { Interval } from '../interval/intervals.ts'
import { checkLevel, checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { mean } from '../sample/moments.ts'
import { midranks } from '../sample/ranks.ts'

/** A correlation, −1…1, with its two-sided p-value. */
export interface Correlation {
  readonly estimate: number
  readonly p_value: number
}

/**
 * Pearson's r, with the p-value of the exact distribution under normality (r ~ Beta(n/2 − 1, n/2 − 1) on −1…1) and the
 * interval tanh(artanh r ± z/√(n − 3)). Equal to scipy's `pearsonr`.
 *
 * No unit. One side constant, or below two pairs: NaN; two pairs: p = 1; up to three pairs the interval is −1…1.
 *
 * @throws MetricError `LENGTHS_DIFFER`, `NOT_FINITE`, `LEVEL_INVALID`
 */
export function pearson(a: Numbers, b: Numbers, { level = 0.95 } = {}): Correlation & Interval {
  checkLevel(level)
  checkSameLength(a, b, 'a and b')
  const r = correlate(finite(a, 'a'), finite(b, 'b'))
  const n = a.length
  const shape = n / 2 - 1
  const p_value = n === 2 && !Number.isNaN(r) ? 1 : 2 * incompleteBeta(shape, shape, (1 - Math.abs(r)) / 2)
  return { estimate: r, p_value: Math.min(1, p_value), ...fisherInterval(r, n, level) }
}

/**
 * Spearman's ρ: Pearson's r of the ranks, ties at their mean; p-value by t = ρ √((n − 2)/(1 − ρ²)). Equal to scipy's
 * `spearmanr`.
 *
 * No unit. One side constant, or below three pairs: the p-value is NaN.
 *
 * @throws MetricError `LENGTHS_DIFFER`, `NOT_FINITE`
 */
export function spearman(a: Numbers, b: Numbers): Correlation {
  checkSameLength(a, b, 'a and b')
  const rho = correlate(midranks(finite(a, 'a')), midranks(finite(b, 'b')))
  const df = a.length - 2
  const t = rho * Math.sqrt(df / ((1 + rho) * (1 - rho)))
  return { estimate: rho, p_value: 2 * studentTSurvival(Math.abs(t), df) }
}

function correlate(a: Float64Array, b: Float64Array): number {
  const [centreA, centreB] = [mean(a), mean(b)]
  let [squaresA, squaresB, products] = [0, 0, 0]
  a.forEach((value, i) => {
    const [x, y] = [value - centreA, (b[i] ?? 0) - centreB]
    squaresA += x * x
    squaresB += y * y
    products += x * y
  })
  // the root of a square may miss it in the last bit, and perfect order would be none
  const scale = squaresA === squaresB ? squaresA : Math.sqrt(squaresA) * Math.sqrt(squaresB)
  return Math.max(-1, Math.min(1, products / scale))
}

function fisherInterval(r: number, n: number, level: number): Interval {
  if (n <= 3) return { low: -1, high: 1 }
  const reach = normalQuantile((1 + level) / 2) / Math.sqrt(n - 3)
  return { low: Math.tanh(Math.atanh(r) - reach), high: Math.tanh(Math.atanh(r) + reach) }
}
