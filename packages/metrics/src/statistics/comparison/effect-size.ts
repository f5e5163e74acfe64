import { checkNotEmpty, checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { differences, mean, variance } from '../sample/moments.ts'
import { midranks } from '../sample/ranks.ts'

/**
 * Cohen's d of two independent samples: (mean a − mean b) / pooled standard deviation (divisor n₁ + n₂ − 2); no unit.
 * Source: J. Cohen, Statistical Power Analysis (1988). Without spread: 0 for equal means, else ±∞; NaN below two values
 * on a side.
 *
 * @throws MetricError `NOT_FINITE`
 */
export function cohensD(a: Numbers, b: Numbers): number {
  const [left, right] = [finite(a, 'a'), finite(b, 'b')]
  const [n, m] = [left.length, right.length]
  const pooled = ((n - 1) * variance(left) + (m - 1) * variance(right)) / (n + m - 2)
  return standardised(mean(left) - mean(right), Math.sqrt(pooled))
}

/**
 * Hedges' g: Cohen's d times 1 − 3/(4(n₁ + n₂ − 2) − 1), which takes away its bias in small samples.
 * Source: L. V. Hedges, Journal of Educational Statistics 6 (1981).
 *
 * @throws MetricError `NOT_FINITE`
 */
export function hedgesG(a: Numbers, b: Numbers): number {
  return cohensD(a, b) * (1 - 3 / (4 * (a.length + b.length - 2) - 1))
}

/**
 * Cohen's d of paired values: mean of a − b over the standard deviation of a − b (d_z); no unit. Without spread: 0 if a
 * and b agree, else ±∞; NaN below two pairs.
 *
 * @throws MetricError `LENGTHS_DIFFER`, `NOT_FINITE`
 */
export function cohensDPaired(a: Numbers, b: Numbers): number {
  checkSameLength(a, b, 'a and b')
  const d = differences(finite(b, 'b'), finite(a, 'a'))
  return standardised(mean(d), Math.sqrt(variance(d)))
}

/**
 * Cliff's delta: P(a > b) − P(a < b) over all pairs of a value of each sample, −1…1. Source: N. Cliff, Psychological
 * Bulletin 114 (1993).
 *
 * @throws MetricError `EMPTY`, `NOT_FINITE`
 */
export function cliffsDelta(a: Numbers, b: Numbers): number {
  const [left, right] = [finite(a, 'a'), finite(b, 'b')]
  checkNotEmpty(left, 'a')
  checkNotEmpty(right, 'b')
  const n = left.length
  const ranks = midranks(Float64Array.from([...left, ...right]))
  let above = (-n * (n + 1)) / 2
  for (const rank of ranks.subarray(0, n)) above += rank
  return (2 * above) / (n * right.length) - 1
}

function standardised(difference: number, deviation: number): number {
  return difference === 0 && deviation === 0 ? 0 : difference / deviation
}
