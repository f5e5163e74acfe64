import { MetricError } from '../../metric-error.ts'
import { boundedMean } from '../bounded/bounded-mean.ts'
import { reachOf } from '../bounded/reach.ts'
import { studentTSurvival } from '../distributions/student-t.ts'
import { mcNemarTest, signTest } from '../hypothesis/counts.ts'
import { wilcoxonTest } from '../hypothesis/wilcoxon.ts'
import { expandedInterval } from '../interval/bootstrap-interval.ts'
import { type Interval, studentInterval } from '../interval/intervals.ts'
import { resampleMeans } from '../random/resample.ts'
import { approximateRandomisation, bootstrapP, type PairedResamplingOptions } from '../resampling/paired-resampling.ts'
import { isBinary, type ScoreRange } from '../sample/kind.ts'
import { differences } from '../sample/moments.ts'
import type { EstimatedDifference } from './equivalence.ts'
import { pairedProportions } from './paired-proportions.ts'

/** How two columns are tested against each other. */
export type PairedMethod =
  | 'gaffke'
  | 'paired_t'
  | 'wilcoxon'
  | 'sign'
  | 'mcnemar_exact'
  | 'paired_bootstrap'
  | 'approximate_randomisation'

interface Pairs {
  readonly a: Float64Array
  readonly b: Float64Array
  readonly d: Float64Array
  readonly difference: number
  readonly standard_error: number
  readonly df: number
}

export interface Found {
  readonly p_value: number
  readonly interval: Interval | null
  readonly equivalence: EstimatedDifference
  /** The p-value of "the difference is no smaller than the margin", where the method has one of its own. */
  readonly outsideP?: (margin: number) => number
}

interface Options extends PairedResamplingOptions {
  readonly level: number
  /** Least and greatest possible score. */
  readonly range: ScoreRange
  readonly resampled?: { readonly a: Float64Array; readonly b: Float64Array }
}

/** Every method on at least two independent examples. */
export const pairedMethods = {
  gaffke: byRange,
  paired_t: (pairs, options) => ({ ...byStudent(pairs, options), p_value: studentP(pairs) }),
  wilcoxon: (pairs, options) => {
    withoutClusters('wilcoxon', options)
    return { ...byStudent(pairs, options), p_value: wilcoxonTest(pairs.b, pairs.a).p_value }
  },
  sign: (pairs, options) => {
    withoutClusters('sign', options)
    return { ...byStudent(pairs, options), p_value: signP(pairs.d) }
  },
  mcnemar_exact: mcNemar,
  paired_bootstrap: (pairs, options) => {
    const resampled = resampledDifferences(pairs, options)
    const { interval, equivalence } = byStudent(pairs, options)
    if (pairs.standard_error === 0) return { interval, equivalence, p_value: studentP(pairs) }
    return {
      equivalence,
      interval: expandedInterval(resampled, pairs.df, options.level),
      p_value: bootstrapP(resampled, pairs.difference, pairs.df),
    }
  },
  approximate_randomisation: (pairs, options) => {
    const { p_value } = approximateRandomisation(pairs.a, pairs.b, options)
    return { ...byStudent(pairs, options), p_value }
  },
} satisfies Record<PairedMethod, (pairs: Pairs, options: Options) => Found>

function byRange(pairs: Pairs, options: Options): Found {
  const { equivalence } = byStudent(pairs, options)
  const reach = reachOf(pairs.d, options.range)
  if (reach === 0) return { interval: null, equivalence, p_value: 1 }
  const mean = boundedMean({ values: pairs.d, least: -reach, greatest: reach, clusters: options.clusters })
  return {
    interval: mean.interval(options.level),
    equivalence,
    p_value: mean.p(0),
    outsideP: mean.outsideP,
  }
}

function byStudent(pairs: Pairs, { level }: Options): Pick<Found, 'interval' | 'equivalence'> {
  const { difference, standard_error, df } = pairs
  const equivalence = { estimate: difference, standard_error, df }
  if (standard_error === 0) return { interval: null, equivalence }
  return { interval: studentInterval(difference, standard_error, df, level), equivalence }
}

function resampledDifferences({ d }: Pairs, options: Options): Float64Array {
  if (options.resampled !== undefined) return differences(options.resampled.a, options.resampled.b)
  const [resampled = new Float64Array()] = resampleMeans([d], options)
  return resampled
}

function studentP({ difference, standard_error, df }: Pairs): number {
  if (standard_error === 0) return difference === 0 ? 1 : 2 * 0.5 ** (df + 1)
  return Math.min(1, 2 * studentTSurvival(Math.abs(difference) / standard_error, df))
}

function signP(d: Float64Array): number {
  return signTest(d.filter((x) => x > 0).length, d.filter((x) => x < 0).length).p_value
}

function mcNemar(pairs: Pairs, options: Options): Found {
  withoutClusters('mcnemar_exact', options)
  if (!isBinary(pairs.a) || !isBinary(pairs.b)) {
    throw new MetricError('NOT_BINARY', "McNemar's test is for scores of 0 and 1.")
  }
  const n = pairs.d.length
  const onlyFirst = pairs.d.filter((x) => x < 0).length
  const onlySecond = pairs.d.filter((x) => x > 0).length
  const adjusted = pairedProportions(onlyFirst, onlySecond, n)
  const { p_value } = mcNemarTest(onlyFirst, onlySecond)
  return { p_value, equivalence: adjusted, interval: proportionsInterval(adjusted, p_value, options) }
}

/** Holds 0 wherever the exact test does not reject it. */
function proportionsInterval(
  { estimate, standard_error, df }: EstimatedDifference,
  p: number,
  { level }: Options,
): Interval {
  const { low, high } = studentInterval(estimate, standard_error, df ?? Number.POSITIVE_INFINITY, level)
  const ends = p > 1 - level ? [low, high, 0] : [low, high]
  return { low: Math.max(-1, Math.min(...ends)), high: Math.min(1, Math.max(...ends)) }
}

function withoutClusters(test: PairedMethod, { clusters }: Options): void {
  if (clusters === undefined) return
  throw new MetricError('CLUSTERS_UNSUPPORTED', `The test "${test}" takes examples as independent: use paired_t.`)
}
