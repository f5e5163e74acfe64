import type { Job, JobOf } from '@assay/sdk'
import { expect, test } from 'vitest'
import { plain } from '../terminal/terminal.ts'
import { renderResults } from './result-table.ts'

const outline: Omit<Job, 'id' | 'name' | 'kind' | 'spec' | 'result'> = {
  run_id: 'run',
  owner_id: 'owner',
  state: 'succeeded',
  needs: [],
  attempt: 1,
  attempts_left: 2,
  worker_id: null,
  progress: null,
  error: null,
  outputs: [],
  reused_from: null,
  priority: 0,
  placement: 'platform' as const,
  requires: null,
  created_at: '2026-01-01T00:00:00.000Z',
  started_at: null,
  finished_at: null,
}

const columns = { input: 'examples', reference: 'ground_truth', prediction: 'predictions' }

const inference: JobOf<'inference'> = {
  ...outline,
  id: 'first',
  name: 'evaluation',
  kind: 'inference',
  spec: {
    kind: 'inference',
    dataset_id: 'dataset',
    model: { provider: 'baseline', model: 'lead-3', parameters: {} },
    task: { type: 'summarization' },
    columns,
    max_samples: null,
    max_failed_ratio: 0.5,
    repeat: 0,
    seed: 0,
  },
  result: null,
}

const mean = { estimate: 0.301, low: 0.28, high: 0.322, n: 12, level: 0.95, method: 't' }

const evaluation: JobOf<'evaluation'> = {
  ...outline,
  id: 'second',
  name: 'rouge',
  kind: 'evaluation',
  spec: {
    kind: 'evaluation',
    dataset_id: 'dataset',
    columns,
    max_samples: null,
    metrics: ['rouge'],
    predictions: 'inference',
    seed: 0,
  },
  result: {
    examples: 12,
    failed: 0,
    failures: [],
    scores: { rougeL: mean },
    unscored: [],
    caveats: [],
    corpus: {},
    statistics: {},
    metrics: { rouge: '1' },
  },
}

const options = { metrics: [], colours: plain }

test('an evaluation is shown by its scores, whatever the job is called; an inference has no table', () => {
  const [table, ...others] = renderResults([{ name: 'lead-3', jobs: [inference, evaluation] }], options)
  expect(table?.split('\n')).toEqual([
    'Run     Score   Value  95 % interval   Examples',
    'lead-3  rougeL  0.301  0.280 to 0.322        12',
  ])
  expect(others).toEqual([])
  expect(renderResults([{ name: 'lead-3', jobs: [inference] }], options)).toEqual([])
})

test('evaluations that found nothing are said to have no scores', () => {
  const failed = { ...evaluation, state: 'failed', result: null } as const
  expect(renderResults([{ name: 'lead-3', jobs: [failed] }], options)).toEqual(['There are no scores.'])
})
