import { defaultInterval, isEnough, isSparse } from './defaults.ts'
import { type IntervalMethod, intervalMethods, proportionMethods } from './interval/interval-methods.ts'
import type { ResampleOptions } from './random/resample.ts'
import { checkLevel, finite, type Numbers } from './sample/check.ts'
import { type Clusters, clusteredMean } from './sample/clusters.ts'
import { kindOf, type ScoreRange } from './sample/kind.ts'
import { isConstant } from './sample/moments.ts'

/** How to bound a mean. */
export interface MeanIntervalOptions extends ResampleOptions {
  /** Confidence level; default 0.95. */
  readonly level?: number
  /** Default: what covers best for this kind of metric, see `docs/statistics.md`. */
  readonly method?: IntervalMethod
  /** Least and greatest possible value, null for none. It decides the kind of metric, and so the default method. */
  readonly range?: ScoreRange
  /** The cluster of each example (the source that it shares with others). */
  readonly clusters?: Clusters
  /**
   * Means that `resampleMeans` drew, so that many metrics share draws; for the bootstrap methods other than
   * `bootstrap_t`.
   */
  readonly resampled?: Float64Array
}

/** A mean with its interval; `low` and `high` are null, with the reason, where none would be honest. */
export interface MeanInterval {
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
  readonly level: number
  readonly method: IntervalMethod
  /** Number of examples. */
  readonly n: number
  readonly reason: 'too_few_examples' | null
}

/**
 * The mean of per-example scores and an interval that covers the true mean with probability `level`; units of the
 * scores.
 *
 * Defined values: no examples, `estimate` null and no interval. By default no interval either, with the reason
 * `too_few_examples`, where an end of the range is open and there are fewer than 100 examples (or clusters), or nearly
 * all scores are the same. With a `method` asked for, there is one from two examples (or clusters) on; with all scores
 * the same it is that one value, once the order statistics say that it covers the median (2 · ½ⁿ ≤ 1 − level). The two
 * methods for proportions always give one, as does Gaffke's where both ends are fixed.
 *
 * @throws MetricError `NOT_FINITE`, `LENGTHS_DIFFER`, `LEVEL_INVALID`, `SEED_INVALID`, `RESAMPLES_INVALID`, and
 * `NOT_BINARY` for `wilson` and `clopper_pearson` on scores other than 0 and 1
 * @example
 * meanInterval([0.4, 0.7, 0.5, 0.9], { range: [0, 1] })
 */
export function meanInterval(values: Numbers, options: MeanIntervalOptions = {}): MeanInterval {
  const column = finite(values, 'values')
  const { level = 0.95, clusters } = options
  checkLevel(level)
  const { mean, df } = clusteredMean(column, clusters)
  const kind = kindOf([column], options.range)
  const isOpen = kind === 'half_open' || kind === 'open'
  const independent = { units: df + 1, clustered: clusters !== undefined }
  const method = options.method ?? defaultInterval(kind, independent)
  const isAsked = options.method !== undefined
  const n = column.length
  const none = {
    estimate: n === 0 ? null : mean,
    low: null,
    high: null,
    level,
    method,
    n,
    reason: 'too_few_examples',
  } as const
  if (n === 0 || !(isAsked || isEnough(kind, independent))) return none
  if (proportionMethods.has(method)) {
    return clusters === undefined || df >= 1
      ? { ...none, ...intervalMethods[method](column, { ...options, level }), reason: null }
      : none
  }
  if (df < 1 || (!isAsked && isOpen && isSparse(column))) return none
  if (method === 'gaffke' && !isOpen)
    return { ...none, ...intervalMethods.gaffke(column, { ...options, level }), reason: null }
  if (isConstant(column))
    return 2 * 0.5 ** (df + 1) <= 1 - level ? { ...none, low: mean, high: mean, reason: null } : none
  return { ...none, ...intervalMethods[method](column, { ...options, level }), reason: null }
}
