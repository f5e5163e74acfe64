import { pairedComparison, seededRandom, verdict } from '@assay/metrics'
import type { Contest } from './pairs.ts'
import { type Effort, type Measured, Rate } from './rate.ts'

/** How often two systems are called equivalent whose true difference is exactly the margin. */
export function falseEquivalence(contest: Contest, n: number, { replicates }: Pick<Effort, 'replicates'>): Measured {
  const random = seededRandom(n)
  const { name, range, effect } = contest
  const rate = new Rate()
  for (let replicate = 0; replicate < replicates; replicate++) {
    const { a, b, clusters } = contest.draw(random, n, 'some')
    const margin = Math.abs(effect)
    const compared = pairedComparison(a, b, { margin, range, seed: replicate, ...(clusters && { clusters }) })
    rate.add(verdict(compared, { direction: 'higher' }) === 'equivalent')
  }
  return { of: name, method: 'default', n, share: rate.share, answers: rate.replicates }
}
