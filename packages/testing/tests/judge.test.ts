import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ModelEndpoint, newsCsv, type Platform, startModelEndpoint, startPlatform } from '../src/index.ts'

const count = 20

let platform: Platform
let endpoint: ModelEndpoint
let experiment_id: string

/** Of a news item its number, which decides what the judge says. */
function judge(prompt: string): string {
  const number = Number(/number (\d+)/.exec(prompt)?.[1] ?? 0)
  if (prompt.includes('one criterion alone: brevity')) return `{"reason": "It is short.", "score": ${(number % 5) + 1}}`
  if (prompt.includes('one criterion alone: harmony')) return number === 7 ? 'I would rather not.' : '{"score": 3}'
  if (prompt.includes('one criterion alone: nothing')) return 'No.'
  return `Reason first.\n{"reason": "As the steps say.", "score": ${(number % 2) + 4}}`
}

beforeAll(async () => {
  endpoint = await startModelEndpoint(({ prompt }) => judge(prompt))
  platform = await startPlatform()
  const { datasets, experiments } = platform.client
  const dataset = await datasets.upload(new Blob([newsCsv(count)]), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  experiment_id = (await experiments.create({ name: 'news', dataset_id: dataset.id, task })).id
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await endpoint[Symbol.asyncDispose]()
})

const model = () => ({
  provider: 'openai-compatible' as const,
  model: 'gpt-test',
  base_url: endpoint.base_url,
  price: { input_per_million: 100, output_per_million: 0 },
})

async function evaluate(params: object) {
  const runs = await platform.client.experiments.evaluate(experiment_id, { models: ['lead-1'], ...params })
  return Promise.all(runs.map(({ id }) => platform.client.runs.wait(id)))
}

it('scores by a judge of the user, keeps reasons, and leaves out what cannot be read, never as 0', async () => {
  const { judges, runs } = platform.client
  const made = await judges.create({
    name: 'style',
    model: model(),
    criteria: [
      { name: 'brevity', description: '5: short. 1: long.' },
      { name: 'harmony', description: '5: sounds well. 1: does not.', scale: [0, 10] },
    ],
  })
  expect(made).toMatchObject({ version: 1, scores: ['judge/style', 'judge/style/brevity', 'judge/style/harmony'] })
  const [run] = await evaluate({ metrics: ['rouge', 'judge/style'] })
  expect(run?.jobs.map(({ name, state }) => [name, state])).toEqual([
    ['inference', 'succeeded'],
    ['judgement-style', 'succeeded'],
    ['evaluation', 'succeeded'],
  ])
  const [, judgement, evaluation] = run?.jobs ?? []
  expect(judgement?.result).toMatchObject({
    ...{ calls: count * 2, judged: count - 1, failed: 1, not_judged: 0 },
    failures: [{ reason: expect.stringContaining('“I would rather not.”'), examples: 1 }],
    cost: expect.closeTo((count * 2 * 10 * 100) / 1e6, 9),
  })
  if (evaluation?.kind !== 'evaluation') throw new Error('no evaluation')
  const { scores = {}, unscored, declared } = evaluation.result ?? {}
  expect(scores['judge/style/brevity']).toMatchObject({ estimate: 3, n: count })
  expect(scores['judge/style/harmony']).toMatchObject({ estimate: 3, n: count - 1 })
  expect(scores['judge/style']).toMatchObject({ n: count - 1 })
  expect(scores['rougeL']?.n).toBe(count)
  expect(unscored).toContainEqual(expect.objectContaining({ score: 'judge/style/harmony', examples: 1 }))
  expect(declared?.[0]?.scores.map(({ range }) => range)).toEqual([
    [0, 1],
    [1, 5],
    [0, 10],
  ])
  const { items } = await runs.examples(run?.id ?? '', { after: 6, limit: 1 })
  expect(items[0]).toMatchObject({ example: 7, scores: { 'judge/style/brevity': 3, 'judge/style/harmony': null } })
  expect(items[0]?.judgements).toEqual([
    { judge: 'style', criterion: 'brevity', score: 3, reason: 'It is short.', error: null, reply: expect.any(String) },
    {
      ...{ judge: 'style', criterion: 'harmony', score: null, reason: null, reply: 'I would rather not.' },
      error: expect.stringContaining('no score'),
    },
  ])
})

it('asks nothing twice, compares by the judge as by any score, and knows when it has changed', async () => {
  const before = endpoint.prompts.length
  const [first, second] = await evaluate({ models: ['lead-1', 'lead-3'], metrics: ['judge/style'] })
  expect(second?.state).toBe('succeeded')
  const again = first?.jobs.find(({ kind }) => kind === 'judgement')
  expect(again?.reused_from).not.toBeNull()
  expect(endpoint.prompts.length - before).toBe(count * 2)
  const run_ids = [first?.id ?? '', second?.id ?? '']
  const asked = { run_ids, primary_metric: 'judge/style/brevity' }
  const comparison = await platform.client.experiments.compare(experiment_id, asked)
  expect(comparison.metrics.map(({ metric }) => metric)).toContain('judge/style')
  expect(comparison.verdict).toMatchObject({ metric: 'judge/style/brevity', outcome: 'undecided' })
  const { comparisons } = platform.client
  expect((await comparisons.examples(comparison.id, { limit: 1 })).metric).toBe('judge/style/brevity')
  const bundle = new Blob([await (await comparisons.export(comparison.id, 'bundle')).bytes()])
  expect(await comparisons.verify(bundle, { filename: 'b.zip' })).toMatchObject({ is_same: true })

  const { criteria } = await platform.client.judges.get('style')
  await platform.client.judges.create({ name: 'style', model: { ...model(), model: 'other' }, criteria })
  const [changed] = await evaluate({ models: ['lead-3'], metrics: ['judge/style'] })
  const mixed = { run_ids: [run_ids[0] ?? '', changed?.id ?? ''], primary_metric: 'judge/style' }
  await expect(platform.client.experiments.compare(experiment_id, mixed)).rejects.toMatchObject({
    code: expect.stringMatching(/METRIC_UNKNOWN|SCORE_MISSING/),
  })
})

it('has G-Eval, whose model is said by whoever uses it, and tells how judges agree', async () => {
  const { judges } = platform.client
  const { items } = await judges.list({ builtin: true })
  expect(items.map(({ name }) => name)).toEqual([
    'g_eval_summarization',
    'g_eval_translation',
    'g_eval_translation_noref',
  ])
  await expect(evaluate({ metrics: ['judge/g_eval_summarization'] })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    data: { issues: [{ path: 'judge_model' }] },
  })
  const { criteria } = await judges.get('g_eval_summarization')
  await judges.create({ name: 'strict', model: model(), criteria, normalised: true, needs: ['input'] })
  const metrics = ['judge/g_eval_summarization', 'judge/strict']
  const [run] = await evaluate({ metrics, judge_model: model() })
  const evaluation = run?.jobs.at(-1)
  if (evaluation?.kind !== 'evaluation') throw new Error('no evaluation')
  expect(evaluation.result?.scores['judge/g_eval_summarization/coherence']).toMatchObject({ estimate: 0.875, n: count })
  expect(evaluation.result?.agreement).toHaveLength(4)
  expect(evaluation.result?.agreement?.[0]).toMatchObject({
    scores: ['judge/g_eval_summarization/coherence', 'judge/strict/coherence'],
    ...{ examples: count, same: 1, weighted_kappa: 1, alpha: 1, difference: 0 },
  })
})

it('fails a run whose judge says nothing that can be read, with its words', async () => {
  await platform.client.judges.create({
    name: 'silent',
    model: model(),
    criteria: [{ name: 'nothing', description: 'nothing' }],
  })
  const [run] = await evaluate({ metrics: ['judge/silent'] })
  expect(run).toMatchObject({ state: 'failed', error: { code: 'TOO_MANY_EXAMPLES_FAILED' } })
  expect(run?.error?.message).toContain('“No.”')
  const { items } = await platform.client.runs.examples(run?.id ?? '', { limit: 1 })
  expect(items[0]?.error).toContain('no score: “No.”')
  const [patient] = await evaluate({ metrics: ['judge/silent'], max_failed_ratio: 1 })
  const evaluation = patient?.jobs.at(-1)
  if (evaluation?.kind !== 'evaluation') throw new Error('no evaluation')
  expect(evaluation.result?.scores['judge/silent']).toMatchObject({ estimate: null, n: 0 })
  expect(evaluation.result?.caveats).toContainEqual(
    expect.objectContaining({ metric: 'judge/silent', examples: count }),
  )
})

it('refuses judges that cannot judge, and forgets one that is removed', async () => {
  const { judges } = platform.client
  const criteria = [{ name: 'x', description: 'x' }]
  await expect(judges.create({ name: 'b', model: 'lead-1', criteria })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  const noPlace = { name: 'b', model: model(), criteria, prompt: 'How good is it?' }
  await expect(judges.create(noPlace)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  const unneeded = { name: 'b', model: model(), criteria, prompt: '{prediction} or {reference}' }
  await expect(judges.create(unneeded)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  const taken = { name: 'g_eval_translation', model: model(), criteria }
  await expect(judges.create(taken)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await expect(evaluate({ metrics: ['judge/styl'] })).rejects.toMatchObject({
    code: 'METRIC_UNKNOWN',
    data: { nearest: ['judge/style'] },
  })
  expect((await judges.list({ name: 'style' })).items.map(({ version }) => version)).toEqual([2, 1])
  await judges.remove('style')
  await expect(judges.get('style')).rejects.toMatchObject({ code: 'JUDGE_NOT_FOUND' })
})
