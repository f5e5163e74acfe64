import type { Contrast } from '@assay/compute'
import type { Difference, Outcome } from '@assay/schemas'
import { expect, it } from 'vitest'
import type { ScoredRun } from '../../evaluation/evaluated-run.ts'
import { doubtMissing } from './missing-answers.ts'

interface Made {
  readonly missing?: number
  readonly failed?: number
  readonly estimate: number
  readonly answered?: number
}

function scoredRun(run_id: string, { missing = 0, failed = 0, estimate, answered }: Made): ScoredRun {
  const score = { estimate, low: null, high: null, n: 100, level: 0.95, method: '', answered: answered ?? null }
  return {
    run_id,
    experiment_id: '',
    name: run_id,
    columns: { input: '', reference: '', prediction: '' },
    prediction_keys: [],
    repeats: 1,
    evaluation: {
      examples: 100 - failed,
      missing,
      failed,
      failures: [],
      scores: { s: score },
      unscored: [],
      corpus: {},
      statistics: {},
      metrics: {},
    },
  }
}

type Doubted = Pick<Contrast, 'metric' | 'direction' | 'margin' | 'runs' | 'differences'>

function contrast(outcome: Outcome, direction: Contrast['direction']): Doubted {
  const interval = { estimate: null, low: null, high: null }
  const difference: Difference = {
    run_id: 'b',
    baseline_run_id: 'a',
    outcome,
    difference: interval,
    p_value: 0.01,
    test: '',
    effect_size: { name: '', value: null },
    wins: 0,
    losses: 0,
    ties: 0,
    needed_examples: 0,
    reason: null,
  }
  const runs = ['a', 'b'].map((run_id) => ({ ...interval, run_id, noise: null }))
  return { metric: 's', direction, margin: 0.01, runs, differences: [difference] }
}

it.each<[string, Outcome, Contrast['direction'], Made, Made, Outcome]>([
  ['nobody lacks an answer', 'better', 'higher', { estimate: 0.5 }, { estimate: 0.6 }, 'better'],
  [
    'both lack as many',
    'better',
    'higher',
    { estimate: 0.5, missing: 40, answered: 0.9 },
    { estimate: 0.6, missing: 38, answered: 0.8 },
    'better',
  ],
  ['one lacks few', 'worse', 'higher', { estimate: 0.5 }, { estimate: 0.4, missing: 5, answered: 0.6 }, 'worse'],
  [
    'one lacks many, and is worse where it answered too',
    'worse',
    'higher',
    { estimate: 0.5 },
    { estimate: 0.2, missing: 40, answered: 0.4 },
    'worse',
  ],
  [
    'one lacks many, and is better where it answered',
    'worse',
    'higher',
    { estimate: 0.5 },
    { estimate: 0.4, missing: 40, answered: 0.6 },
    'undecided',
  ],
  [
    'one lacks many, and is as good where it answered',
    'worse',
    'higher',
    { estimate: 0.5 },
    { estimate: 0.3, missing: 40, answered: 0.5 },
    'undecided',
  ],
  [
    'the baseline lacks many, and less of the score is better',
    'better',
    'lower',
    { estimate: 0.9, missing: 40, answered: 0.2 },
    { estimate: 0.3 },
    'undecided',
  ],
  [
    'a neutral score differs by what is missing alone',
    'differs',
    'neutral',
    { estimate: 10 },
    { estimate: 5, missing: 50, answered: 10 },
    'undecided',
  ],
  ['one failed far more often', 'better', 'higher', { estimate: 0.5 }, { estimate: 0.6, failed: 30 }, 'undecided'],
])('where %s, %s stands or does not', (_, outcome, direction, a, b, expected) => {
  const { differences, runs } = doubtMissing(contrast(outcome, direction), [scoredRun('a', a), scoredRun('b', b)])
  expect(differences[0]?.outcome).toBe(expected)
  expect(differences[0]?.reason).toBe(expected === outcome ? null : 'missing_answers')
  expect(runs.map(({ answered }) => answered)).toEqual([a.answered ?? null, b.answered ?? null])
})
