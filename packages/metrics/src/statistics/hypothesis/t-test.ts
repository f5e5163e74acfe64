import { studentTQuantile, studentTSurvival } from '../distributions/student-t.ts'
import type { Interval } from '../interval/intervals.ts'
import { checkLevel, checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { differences, mean, variance } from '../sample/moments.ts'
import { type Alternative, symmetricP } from './alternative.ts'

/** Student's t with its degrees of freedom and the interval of the mean difference (open ends are ∓∞). */
export interface TTestResult extends Interval {
  readonly statistic: number
  readonly df: number
  readonly p_value: number
  /** Mean of the first minus mean of the second. */
  readonly difference: number
}

/** How to test means. */
export interface TTestOptions {
  readonly alternative?: Alternative
  /** Confidence level of the interval; default 0.95. */
  readonly level?: number
}

/**
 * Paired t-test of a − b: t = d̄ / (s_d/√n) with n − 1 degrees of freedom. Equal to scipy's `ttest_rel`.
 *
 * Units of the interval are those of the values. Below two pairs, or without any difference: NaN. All differences the
 * same and not 0: t = ±∞.
 *
 * @throws MetricError `LENGTHS_DIFFER`, `NOT_FINITE`, `LEVEL_INVALID`
 */
export function pairedTTest(a: Numbers, b: Numbers, options: TTestOptions = {}): TTestResult {
  checkSameLength(a, b, 'a and b')
  const d = differences(finite(b, 'b'), finite(a, 'a'))
  const error = Math.sqrt(variance(d) / d.length)
  return tTest({ difference: mean(d), error, df: d.length - 1 }, options)
}

/**
 * Two-sample t-test of the means of a and b: Welch's, with Satterthwaite's degrees of freedom, unless `variances:
 * 'equal'` asks for Student's pooled one. Equal to scipy's `ttest_ind`.
 *
 * Units of the interval are those of the values. NaN where a variance that is needed does not exist.
 *
 * @throws MetricError `NOT_FINITE`, `LEVEL_INVALID`
 */
export function twoSampleTTest(
  a: Numbers,
  b: Numbers,
  options: TTestOptions & { readonly variances?: 'equal' | 'unequal' } = {},
): TTestResult {
  const [left, right] = [finite(a, 'a'), finite(b, 'b')]
  const spread = options.variances === 'equal' ? pooled(left, right) : welch(left, right)
  return tTest({ difference: mean(left) - mean(right), ...spread }, options)
}

function pooled(a: Float64Array, b: Float64Array): { error: number; df: number } {
  const df = a.length + b.length - 2
  const squares = ownSquares(a) + ownSquares(b)
  return { error: Math.sqrt((squares / df) * (1 / a.length + 1 / b.length)), df }
}

function ownSquares(values: Float64Array): number {
  return values.length === 1 ? 0 : variance(values) * (values.length - 1)
}

function welch(a: Float64Array, b: Float64Array): { error: number; df: number } {
  const [va, vb] = [variance(a) / a.length, variance(b) / b.length]
  const df = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1))
  return { error: Math.sqrt(va + vb), df: Number.isNaN(df) ? 1 : df }
}

function tTest(
  { difference, error, df }: { difference: number; error: number; df: number },
  { alternative = 'two_sided', level = 0.95 }: TTestOptions,
): TTestResult {
  checkLevel(level)
  const statistic = difference / error
  const p_value = symmetricP(statistic, (t) => studentTSurvival(t, df), alternative)
  const reach = error * studentTQuantile(alternative === 'two_sided' ? (1 + level) / 2 : level, df)
  return {
    statistic,
    df,
    p_value,
    difference,
    low: alternative === 'less' ? Number.NEGATIVE_INFINITY : difference - reach,
    high: alternative === 'greater' ? Number.POSITIVE_INFINITY : difference + reach,
  }
}
