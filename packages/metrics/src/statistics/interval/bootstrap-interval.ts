import { normalCdf, normalQuantile } from '../distributions/normal.ts'
import { studentTCdf, studentTQuantile } from '../distributions/student-t.ts'
import { sortedQuantile } from '../sample/moments.ts'
import type { Interval } from './intervals.ts'

/** Percentile interval: the quantiles (1 ∓ level)/2 of the resampled estimates (Efron 1979). */
export function percentileInterval(resampled: Float64Array, level: number): Interval {
  const sorted = resampled.toSorted()
  return { low: sortedQuantile(sorted, (1 - level) / 2), high: sortedQuantile(sorted, (1 + level) / 2) }
}

/**
 * Percentile interval at the level that makes up for the narrowness of resampling few units, 2Φ(t √((df + 1)/df)) − 1
 * with Student's t at `level`.
 *
 * Source: T. C. Hesterberg, The American Statistician 69 (2015), "expanded percentile".
 */
export function expandedInterval(resampled: Float64Array, df: number, level: number): Interval {
  const z = studentTQuantile((1 + level) / 2, df) * Math.sqrt((df + 1) / df)
  return percentileInterval(resampled, steady(2 * normalCdf(z) - 1))
}

/** The p-value of resampling few units, made up for in the same way. */
export function expandedP(p: number, df: number): number {
  return p >= 1 ? 1 : 2 * studentTCdf(normalQuantile(p / 2) * Math.sqrt(df / (df + 1)), df)
}

/** Basic interval: the percentile interval turned around about the estimate (Davison and Hinkley 1997, 5.6). */
export function basicInterval(resampled: Float64Array, estimate: number, level: number): Interval {
  const { low, high } = percentileInterval(resampled, level)
  return { low: 2 * estimate - high, high: 2 * estimate - low }
}

/**
 * Bias-corrected and accelerated interval (Efron 1987), ties at the estimate counted half, as scipy does. `jackknife`
 * holds the estimates with one unit left out each. Where every resample lies on one side of the estimate, the
 * percentile interval.
 */
export function acceleratedInterval(
  resampled: Float64Array,
  { estimate, jackknife, level }: { estimate: number; jackknife: Float64Array; level: number },
): Interval {
  const sorted = resampled.toSorted()
  const bias = normalQuantile(shareBelow(sorted, estimate))
  if (!Number.isFinite(bias)) return percentileInterval(resampled, level)
  const acceleration = accelerationOf(jackknife)
  const end = (tail: number) => {
    const z = bias + normalQuantile(tail)
    return sortedQuantile(sorted, steady(normalCdf(bias + z / (1 - acceleration * z))))
  }
  return { low: end((1 - level) / 2), high: end((1 + level) / 2) }
}

/** Means of the same scores in another order differ by rounding alone: those are ties. */
const rounding = 1e-14

function shareBelow(sorted: Float64Array, value: number): number {
  const width = rounding * Math.max(Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0))
  let below = 0
  let upTo = 0
  for (const entry of sorted) {
    if (entry < value - width) below++
    if (entry <= value + width) upTo++
  }
  return (below + upTo) / (2 * sorted.length)
}

function accelerationOf(jackknife: Float64Array): number {
  let centre = 0
  for (const value of jackknife) centre += value / jackknife.length
  let [squares, cubes] = [0, 0]
  for (const value of jackknife) {
    squares += (centre - value) ** 2
    cubes += (centre - value) ** 3
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}

/** Rounded so that engines whose exp and log differ in the last bit still agree. */
function steady(share: number): number {
  return Math.round(share * 1e12) / 1e12
}
