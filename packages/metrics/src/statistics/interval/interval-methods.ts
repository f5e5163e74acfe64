import { MetricError } from '../../metric-error.ts'
import { boundedMean } from '../bounded/bounded-mean.ts'
import { endsOf } from '../bounded/reach.ts'
import { studentTQuantile } from '../distributions/student-t.ts'
import { type ResampleOptions, resampleMeans, resampleSums } from '../random/resample.ts'
import { type Clusters, clusteredMean, toUnits, type Units } from '../sample/clusters.ts'
import { isBinary, narrowest, type ScoreRange } from '../sample/kind.ts'
import { mean, sortedQuantile, sum } from '../sample/moments.ts'
import { acceleratedInterval, basicInterval, percentileInterval } from './bootstrap-interval.ts'
import { exactInterval, type Interval, studentInterval, wilsonInterval } from './intervals.ts'

/**
 * How the interval of a mean is found: `gaffke` (by the range of the scores, whatever they are like), `student_t`
 * (cluster-robust when clusters are given), `wilson` and `clopper_pearson` (0/1 scores), and by resampling examples or
 * clusters `bootstrap_percentile`, `bootstrap_basic`, `bootstrap_bca`, `bootstrap_t` (studentised).
 */
export type IntervalMethod =
  | 'gaffke'
  | 'student_t'
  | 'wilson'
  | 'clopper_pearson'
  | 'bootstrap_percentile'
  | 'bootstrap_basic'
  | 'bootstrap_bca'
  | 'bootstrap_t'

interface MethodOptions extends ResampleOptions {
  readonly level: number
  readonly range?: ScoreRange
  readonly clusters?: Clusters
  readonly resampled?: Float64Array
}

/** The methods for scores of 0 and 1. */
export const proportionMethods: ReadonlySet<IntervalMethod> = new Set(['wilson', 'clopper_pearson'])

/** Every method; all but those for proportions want two units or more, and all but those and Gaffke's some spread. */
export const intervalMethods = {
  gaffke: (values, { level, range = narrowest([values]), clusters }) =>
    boundedMean({ values, ...endsOf(values, range), clusters }).interval(level),
  student_t: (values, { level, clusters }) => {
    const { mean: centre, standard_error, df } = clusteredMean(values, clusters)
    return studentInterval(centre, standard_error, df, level)
  },
  wilson: (values, { level, clusters }) => wilsonInterval(...trials(values, clusters), level),
  clopper_pearson: (values, { level, clusters }) => exactInterval(...trials(values, clusters), level),
  bootstrap_percentile: (values, options) => percentileInterval(resampled(values, options), options.level),
  bootstrap_basic: (values, options) => basicInterval(resampled(values, options), mean(values), options.level),
  bootstrap_bca: (values, options) =>
    acceleratedInterval(resampled(values, options), {
      estimate: mean(values),
      jackknife: leftOneOut(toUnits(values, options.clusters)),
      level: options.level,
    }),
  bootstrap_t: studentisedInterval,
} satisfies Record<IntervalMethod, (values: Float64Array, options: MethodOptions) => Interval>

/** Successes and trials; in clusters, as many independent trials as would have the same standard error. */
function trials(values: Float64Array, clusters?: Clusters): [successes: number, n: number] {
  if (!isBinary(values)) {
    throw new MetricError('NOT_BINARY', 'The interval of a proportion is for scores of 0 and 1.')
  }
  if (clusters === undefined) return [sum(values), values.length]
  const { mean: share, standard_error, df } = clusteredMean(values, clusters)
  const spread = share * (1 - share)
  const effective = spread === 0 ? df + 1 : Math.min(values.length, spread / standard_error ** 2)
  return [share * effective, effective]
}

function resampled(values: Float64Array, options: MethodOptions): Float64Array {
  if (options.resampled !== undefined) return options.resampled
  const [means = new Float64Array()] = resampleMeans([values], options)
  return means
}

/** The mean without each unit in turn. */
function leftOneOut({ totals, sizes }: Units): Float64Array {
  const [total, size] = [sum(totals), sum(sizes)]
  return totals.map((part, i) => (total - part) / (size - (sizes[i] ?? 0)))
}

/**
 * Bootstrap-t interval: estimate − q · SE at the quantiles q of (mean* − mean) / SE* (Hall 1988). Resamples without any
 * spread count as infinite; where those reach a quantile, Student's t takes its place.
 */
function studentisedInterval(values: Float64Array, options: MethodOptions): Interval {
  const { mean: centre, standard_error, df } = clusteredMean(values, options.clusters)
  const ratios = studentisedMeans(values, centre, options).sort()
  const reach = studentTQuantile((1 + options.level) / 2, df)
  const end = (p: number, instead: number) => {
    const ratio = sortedQuantile(ratios, p)
    return centre - (Number.isFinite(ratio) ? ratio : instead) * standard_error
  }
  return { low: end((1 + options.level) / 2, reach), high: end((1 - options.level) / 2, -reach) }
}

/** (mean* − mean) / SE* of each resample, from sums over the same draws. */
function studentisedMeans(values: Float64Array, centre: number, options: MethodOptions): Float64Array {
  const { totals, sizes } = toUnits(
    values.map((value) => value - centre),
    options.clusters,
  )
  const across = totals.map((total, i) => total * (sizes[i] ?? 0))
  const columns = [totals, sizes, totals.map((t) => t * t), across, sizes.map((s) => s * s)]
  const [sum1, size1, sum2, cross, size2] = resampleSums(columns, options)
  const count = totals.length
  return Float64Array.from({ length: sum1?.length ?? 0 }, (_, r) => {
    const [size = 0, total = 0] = [size1?.[r], sum1?.[r]]
    const shift = total / size
    const squares = (sum2?.[r] ?? 0) - 2 * shift * (cross?.[r] ?? 0) + shift * shift * (size2?.[r] ?? 0)
    const spread = Math.sqrt((Math.max(0, squares) * count) / (count - 1))
    return total === 0 ? 0 : total / (squares > 1e-12 * (sum2?.[r] ?? 0) ? spread : 0)
  })
}
