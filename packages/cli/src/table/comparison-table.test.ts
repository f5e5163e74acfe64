import type { Difference, ReadyComparison, Verdict } from '@assay/schemas'
import { expect, test } from 'vitest'
import { plain } from '../terminal/terminal.ts'
import { renderComparison } from './comparison-table.ts'

const difference: Difference = {
  run_id: 'b',
  baseline_run_id: 'a',
  outcome: 'better',
  difference: { estimate: 0.031, low: 0.012, high: 0.05 },
  p_value: 0.0004,
  test: 'paired t',
  effect_size: { name: "Cohen's d", value: 0.4 },
  wins: 40,
  losses: 20,
  ties: 4,
  needed_examples: null,
}

const verdict: Verdict = {
  outcome: 'better',
  sentence: 'Trust lead-3.',
  metric: 'rougeL',
  baseline_run_id: 'a',
  run_id: 'b',
  trusted_run_id: 'b',
  on_par_run_ids: [],
  difference: difference.difference,
  p_value: 0.0004,
  effect_size: difference.effect_size,
  needed_examples: null,
}

const noise = { repeats: 3, standard_deviation: 0.004, between_examples: 0.03, between_repeats: 0.01, share: 0.25 }
const told = { reused_answers: 0, oldest_answer_at: null, notices: [] }
const none = {
  failures: [],
  failed: 0,
  not_scored: 0,
  unscored: [],
  not_sampled: 0,
  experiment_id: 'experiment',
  ...told,
}
const metric = { unit: 'fraction', direction: 'higher', margin: 0.01, examples: 63, clusters: null, verdict } as const

const comparison: ReadyComparison = {
  id: 'comparison',
  owner_id: 'owner',
  experiment_id: 'experiment',
  baseline_run_id: 'a',
  run_ids: ['a', 'b'],
  level: 0.95,
  seed: 0,
  created_at: '2026-01-01T00:00:00.000Z',
  state: 'ready',
  dataset_id: 'dataset',
  primary_metric: 'rougeL',
  margins: {},
  method: 'analytic',
  cluster_column: null,
  runs: [
    { ...none, run_id: 'a', name: 'lead-1', examples: 64 },
    {
      ...none,
      run_id: 'b',
      name: 'lead-3',
      examples: 60,
      failed: 1,
      failures: [{ reason: 'It timed out.', examples: 1 }],
      not_scored: 2,
      unscored: [{ reason: 'The reference is empty.', examples: 2 }],
      not_sampled: 3,
    },
    { ...none, run_id: 'c', name: 'lead-5', examples: 64 },
  ],
  examples: 63,
  left_out: 1,
  metrics: [
    {
      ...metric,
      metric: 'rougeL',
      title: 'ROUGE-L',
      is_detail: false,
      runs: [
        { run_id: 'a', estimate: 0.301, low: 0.28, high: 0.322, noise: null },
        { run_id: 'b', estimate: 0.332, low: null, high: null, noise },
        { run_id: 'c', estimate: 0.332, low: null, high: null, noise: null },
      ],
      differences: [
        difference,
        { ...difference, run_id: 'c' },
        { ...difference, run_id: 'c', baseline_run_id: 'b', outcome: 'undecided', p_value: 0.7 },
      ],
    },
    {
      ...metric,
      metric: 'rougeL_precision',
      title: 'ROUGE-L precision',
      is_detail: true,
      runs: [{ run_id: 'a', estimate: 0.2, low: null, high: null, noise: null }],
      differences: [],
    },
  ],
  corpus: [],
  fronts: [
    {
      quality: 'rougeL',
      expense: 'latency_ms',
      runs: [
        { run_id: 'a', quality: 0.301, expense: 3, is_optimal: true },
        { run_id: 'b', quality: 0.332, expense: 9, is_optimal: false },
        { run_id: 'c', quality: 0.332, expense: 5, is_optimal: true },
      ],
    },
  ],
  verdict,
}

test('a comparison shows scores, differences, what is missing and why, noise, and the verdict', () => {
  expect(renderComparison(comparison, { colours: plain }).split('\n')).toEqual([
    'Score   Run      Mean  95 % interval     Against baseline  95 % interval     p (Holm)',
    'rougeL  lead-1  0.301  0.280 to 0.322                      baseline',
    '        lead-3  0.332  too few examples            +0.031  +0.012 to +0.050   < 0.001  better',
    '        lead-5  0.332  too few examples            +0.031  +0.012 to +0.050   < 0.001  better',
    '',
    'Compared on 63 examples; 1 left out, because not every run scored them.',
    'lead-3 has no prediction for 1: It timed out.',
    'lead-3 has a prediction but no score for 2: The reference is empty.',
    'lead-3 was not given 3 that others were',
    'On rougeL, lead-3 varies by ±0.004 over 3 repeats; 25 % of the variance of its scores is the chance of the model, the rest lies in the examples',
    'Beaten by none in both mean and latency: lead-1, lead-5.',
    'Trust lead-3.',
  ])
})

test('every run is shown against every other when that is asked for', () => {
  const lines = renderComparison(comparison, { colours: plain, pairs: true }).split('\n')
  expect(lines.slice(5, 9)).toEqual([
    'Run     Against  Difference  95 % interval     p (Holm)  Effect  Won  Tied  Lost',
    'lead-3  lead-1       +0.031  +0.012 to +0.050   < 0.001   0.400   40     4    20  better',
    'lead-5  lead-1       +0.031  +0.012 to +0.050   < 0.001   0.400   40     4    20  better',
    'lead-5  lead-3       +0.031  +0.012 to +0.050     0.700   0.400   40     4    20  undecided',
  ])
})

test('a neutral score has a difference and no winner', () => {
  const [primary] = comparison.metrics
  const differs = { ...difference, outcome: 'differs', wins: null, losses: null } as const
  const neutral = primary && { ...primary, direction: 'neutral' as const, differences: [differs] }
  const metrics = neutral ? [neutral] : []
  const lines = renderComparison({ ...comparison, metrics }, { colours: plain, pairs: true }).split('\n')
  expect(lines.slice(1, 3)).toEqual([
    expect.stringMatching(/^rougeL ↔ {2}lead-1/),
    expect.stringMatching(/lead-3 .*differs$/),
  ])
  expect(lines).toContain('lead-3  lead-1       +0.031  +0.012 to +0.050   < 0.001   0.400    –     4     –  differs')
})

test('scores that only explain others are shown when they are asked for', () => {
  expect(renderComparison(comparison, { colours: plain, details: true })).toContain('rougeL_precision')
})

test('scores over all examples at once have a table of their own, and what cannot be compared says why', () => {
  const [primary] = comparison.metrics
  const runs = primary?.runs.slice(0, 2) ?? []
  const bleu = {
    ...metric,
    metric: 'bleu',
    title: 'BLEU',
    is_detail: false,
    runs,
    differences: [difference],
    reason: null,
  }
  const ter = {
    ...bleu,
    metric: 'ter',
    direction: 'lower' as const,
    differences: [],
    verdict: null,
    reason: 'Not every run has it.',
  }
  const lines = renderComparison({ ...comparison, corpus: [bleu, ter] }, { colours: plain }).split('\n')
  expect(lines.slice(4, 12)).toEqual([
    '',
    'Corpus score  Run     Score  95 % interval     Against baseline  95 % interval     p (Holm)',
    'corpus_bleu   lead-1  0.301  0.280 to 0.322                      baseline',
    '              lead-3  0.332  too few examples            +0.031  +0.012 to +0.050   < 0.001  better',
    'corpus_ter ↓  lead-1  0.301  0.280 to 0.322                      baseline',
    '              lead-3  0.332  no interval',
    '',
    'Compared on 63 examples; 1 left out, because not every run scored them.',
  ])
  expect(lines).toContain('corpus_ter is not compared. Not every run has it.')
})
