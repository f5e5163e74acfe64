import { contrast } from '@assay/compute'
import { type ScoreDeclaration, seededRandom } from '@assay/metrics'
import type { Difference } from '@assay/schemas'
import type { Asymmetric } from './asymmetric.ts'
import type { PairedSample } from './pairs.ts'
import { type Measured, Rate } from './rate.ts'

/** What a comparison decides of samples: how often, and how often its interval holds the truth. */
export interface Decided {
  readonly rejected: Measured
  readonly covered: Measured
}

const method = 'compare'

/** How often `compare` decides for one side, and how often its interval of the difference covers the true mean. */
export function decisions(
  population: Asymmetric,
  n: number,
  { replicates, truth }: { replicates: number; truth: number },
): Decided {
  const [rejected, covered] = [new Rate(), new Rate()]
  for (const sample of samplesOf(population, n, replicates)) {
    const { outcome, difference } = compare(sample, population)
    const { low, high } = difference
    if (low === null || high === null) continue
    rejected.add(outcome === 'better' || outcome === 'worse')
    covered.add(low <= truth && truth <= high)
  }
  const measured = ({ share, replicates: answers }: Rate) => ({
    of: population.name,
    method,
    n,
    share,
    answers,
    replicates,
  })
  return { rejected: measured(rejected), covered: measured(covered) }
}

/** The same samples each time. */
export function* samplesOf({ draw }: Asymmetric, n: number, replicates: number): Generator<PairedSample> {
  const random = seededRandom(n)
  for (let replicate = 0; replicate < replicates; replicate++) yield draw(random, n)
}

function compare({ a, b, clusters }: PairedSample, { range }: Asymmetric): Difference {
  const score: ScoreDeclaration = { name: 's', title: 'S', direction: 'higher', range, unit: 'fraction', margin: 0 }
  const columns = [Float64Array.from(a), Float64Array.from(b)]
  const [compared] = contrast({
    run_ids: ['a', 'b'],
    tables: [{ score, margin: 0, columns, repeats: [[], []] }],
    level: 0.95,
    seed: 0,
    method: 'analytic',
    ...(clusters && { clusters: Int32Array.from(clusters) }),
  })
  const [difference] = compared?.differences ?? []
  if (!difference) throw new Error('two runs have a difference')
  return difference
}
