import {
  mannWhitneyTest,
  type PairedMethod,
  pairedComparison,
  resampleMeans,
  seededRandom,
  twoSampleTTest,
} from '@assay/metrics'
import type { Contest, PairedSample } from './pairs.ts'
import { type Effort, type Measured, Rate } from './rate.ts'

const alpha = 0.05

/** How often each test rejects at 5 %, and how often the interval of the difference covers the true one. */
export interface Rejection {
  readonly rejected: Measured[]
  readonly covered: Measured[]
}

/** Runs all tests on replicates of a contest with or without a difference. */
export function rejection(contest: Contest, n: number, effort: Effort & { effect: 'none' | 'some' }): Rejection {
  const random = seededRandom(n)
  const [rejected, covered] = [new Map<string, Rate>(), new Map<string, Rate>()]
  const truth = effort.effect === 'some' ? contest.effect : 0
  for (let replicate = 0; replicate < effort.replicates; replicate++) {
    const pairs = contest.draw(random, n, effort.effect)
    for (const { test, p_value, low, high } of answers(pairs, contest, { ...effort, seed: replicate })) {
      if (p_value !== null) rateOf(rejected, test).add(p_value <= alpha)
      if (low !== null && high !== null) rateOf(covered, test).add(low <= truth && truth <= high)
    }
  }
  const measured = (rates: Map<string, Rate>) =>
    Array.from(rates, ([method, { share, replicates }]) => ({
      of: contest.name,
      method,
      n,
      share,
      answers: replicates,
    }))
  return { rejected: measured(rejected), covered: measured(covered) }
}

function rateOf(rates: Map<string, Rate>, name: string): Rate {
  const rate = rates.get(name) ?? new Rate()
  rates.set(name, rate)
  return rate
}

interface Answer {
  readonly test: string
  readonly p_value: number | null
  readonly low: number | null
  readonly high: number | null
}

function* answers(
  { a, b, clusters }: PairedSample,
  { kind, range }: Contest,
  { resamples, seed }: { resamples: number; seed: number },
): Generator<Answer> {
  const shared = clusters === undefined ? {} : { clusters }
  const [first, second] = resampleMeans([a, b], { resamples, seed, ...shared })
  const drawn = first === undefined || second === undefined ? {} : { resampled: { a: first, b: second } }
  const options = { ...shared, ...drawn, resamples, seed }
  for (const method of methodsFor(kind, clusters !== undefined)) {
    yield { ...pairedComparison(a, b, { ...options, method }), test: method }
  }
  if (clusters !== undefined) {
    yield { ...pairedComparison(a, b, { method: 'paired_t' }), test: 'paired_t, clusters ignored' }
  }
  yield { ...pairedComparison(a, b, { range, ...shared }), test: 'default' }
  if (kind !== 'unbounded' || clusters !== undefined) return
  const none = { low: null, high: null }
  yield { ...none, test: 'two_sample_t', p_value: twoSampleTTest(a, b, { variances: 'equal' }).p_value }
  yield { ...none, test: 'two_sample_t (Welch)', p_value: twoSampleTTest(a, b).p_value }
  yield { ...none, test: 'mann_whitney', p_value: mannWhitneyTest(a, b).p_value }
}

function methodsFor(kind: Contest['kind'], clustered: boolean): PairedMethod[] {
  const resampling: PairedMethod[] = ['paired_bootstrap', 'approximate_randomisation']
  if (clustered) return ['paired_t', ...resampling]
  const exact: PairedMethod[] = kind === 'proportion' ? ['mcnemar_exact'] : ['wilcoxon', 'sign']
  return ['paired_t', ...exact, ...resampling]
}
