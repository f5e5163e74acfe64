import { type IntervalMethod, meanInterval, resampleMeans, seededRandom } from '@assay/metrics'
import type { Population, Sample } from './populations.ts'
import { type Effort, type Measured, Rate } from './rate.ts'

const bootstraps = ['bootstrap_percentile', 'bootstrap_bca', 'bootstrap_t'] as const

/** How often each interval of a mean covers the true mean. */
export function coverage(population: Population, n: number, effort: Effort): Measured[] {
  const random = seededRandom(n)
  const rates = new Map<string, Rate>()
  for (let replicate = 0; replicate < effort.replicates; replicate++) {
    const sample = population.draw(random, n)
    for (const [method, interval] of intervals(sample, population, { ...effort, seed: replicate })) {
      const rate = rates.get(method) ?? new Rate()
      rates.set(method, rate)
      const { low, high } = interval
      if (low !== null && high !== null) rate.add(low <= population.mean && population.mean <= high)
    }
  }
  return Array.from(rates, ([method, { share, replicates }]) => ({
    of: population.name,
    method,
    n,
    share,
    answers: replicates,
  }))
}

function* intervals(
  { values, clusters }: Sample,
  { kind, range }: Population,
  { resamples, seed }: { resamples: number; seed: number },
) {
  const shared = clusters === undefined ? {} : { clusters }
  const [resampled] = resampleMeans([values], { resamples, seed, ...shared })
  const options = { ...shared, resamples, seed, ...(resampled === undefined ? {} : { resampled }) }
  const methods: IntervalMethod[] = [
    'student_t',
    ...(kind === 'proportion' ? (['wilson', 'clopper_pearson'] as const) : []),
    ...bootstraps,
  ]
  for (const method of methods) yield [method, meanInterval(values, { ...options, method })] as const
  if (clusters !== undefined) {
    yield ['student_t, clusters ignored', meanInterval(values, { method: 'student_t' })] as const
  }
  yield ['default', meanInterval(values, { range, ...shared, resamples, seed })] as const
}
