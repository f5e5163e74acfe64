import type { Difference, Slice, Verdict } from '@assay/schemas'
import { expect, it } from 'vitest'
import { warningsOf } from './slice-warning.ts'

const runs = [
  { run_id: 'a', name: 'lead-3' },
  { run_id: 'b', name: 'textrank' },
]

const better: Difference = {
  run_id: 'b',
  baseline_run_id: 'a',
  outcome: 'better',
  difference: { estimate: 0.125, low: 0.1, high: 0.15 },
  p_value: 0.001,
  test: 'paired_t',
  effect_size: { name: 'cohens_d', value: 1 },
  wins: 9,
  losses: 1,
  ties: 0,
  needed_examples: 0,
}
const slice = (more: Partial<Slice>): Slice => ({
  value: 'web',
  is_other: false,
  examples: 10,
  runs: [],
  differences: [better],
  ...more,
})
const verdict: Verdict = {
  ...better,
  sentence: '',
  metric: 'rougeL',
  trusted_run_id: 'a',
  on_par_run_ids: [],
}

const warn = (slices: readonly Slice[], trusted_run_id: string | null = 'a') =>
  warningsOf(slices, {
    column: 'source',
    compared: { title: 'ROUGE-L', verdict: { ...verdict, trusted_run_id } },
    leading_run_id: 'a',
    runs,
  }).map(({ sentence }) => sentence)

it('names the slice, and who is better there', () => {
  expect(warn([slice({}), slice({ value: null }), slice({ value: null, is_other: true, examples: 1 })])).toEqual([
    'lead-3 is to be trusted over all examples, but where source is "web", textrank beats it on ROUGE-L by 0.125 (10 examples).',
    'lead-3 is to be trusted over all examples, but where source is absent, textrank beats it on ROUGE-L by 0.125 (10 examples).',
    'lead-3 is to be trusted over all examples, but where source has a rarer value, textrank beats it on ROUGE-L by 0.125 (1 example).',
  ])
})

it('cuts a long value between whole characters, and writes no half of one', () => {
  const family = '👩‍👩‍👧'
  const [long, kept, accented, lone] = warn([
    slice({ value: family.repeat(61) }),
    slice({ value: family.repeat(60) }),
    slice({ value: `${'x'.repeat(58)}e\u0301yz` }),
    slice({ value: 'a\ud83d' }),
  ])
  expect(long).toContain(`"${family.repeat(59)}…"`)
  expect(kept).toContain(`"${family.repeat(60)}"`)
  expect(accented).toContain(`"${'x'.repeat(58)}e\u0301…"`)
  const [endless = ''] = warn([slice({ value: `e${'\u0301'.repeat(100_000)}` })])
  expect(endless.length).toBeLessThan(5000)
  expect(lone).toContain('"a\ufffd"')
})

it('says no more than that a run leads where nothing is decided over all examples', () => {
  expect(warn([slice({})], null)).toEqual([expect.stringMatching(/^lead-3 leads over all examples, but/)])
})

it('does not warn of what may be chance', () => {
  const open = { ...better, outcome: 'undecided' } as const
  expect(warn([slice({ differences: [open, { ...better, outcome: 'worse' }] })])).toEqual([])
})
