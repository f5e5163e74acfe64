import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ModelEndpoint, newsCsv, type Platform, startModelEndpoint, startPlatform } from '../src/index.ts'

const count = 20

let platform: Platform
let endpoint: ModelEndpoint
let experiment_id: string
let baseline: string

/** Prefers the longer answer, except that of every fifth news item it prefers whatever comes first. */
function judge(prompt: string): string {
  const [first = '', second = ''] = [/<first>\n(.*?)\n<\/first>/s, /<second>\n(.*?)\n<\/second>/s].map(
    (part) => part.exec(prompt)?.[1],
  )
  const number = Number(/number (\d+)/.exec(prompt)?.[1] ?? 0)
  const better = number % 5 === 0 || first.length > second.length ? 'first' : 'second'
  return number === 7 ? 'I would rather not.' : `{"reason": "It says more.", "better": "${better}"}`
}

beforeAll(async () => {
  endpoint = await startModelEndpoint(({ prompt }) => judge(prompt))
  platform = await startPlatform()
  const { datasets, experiments, judges } = platform.client
  const dataset = await datasets.upload(new Blob([newsCsv(count)]), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  experiment_id = (await experiments.create({ name: 'news', dataset_id: dataset.id, task })).id
  const model = { provider: 'openai-compatible', model: 'gpt-test', base_url: endpoint.base_url } as const
  const criteria = [{ name: 'better', description: 'which summary says more of what matters' }]
  await judges.create({ name: 'duel', model, criteria, pairs: true })
  const [run] = await evaluate({ models: ['lead-1'], metrics: ['rouge'] })
  baseline = run?.id ?? ''
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await endpoint[Symbol.asyncDispose]()
})

async function evaluate(params: object) {
  const runs = await platform.client.experiments.evaluate(experiment_id, params)
  return Promise.all(runs.map(({ id }) => platform.client.runs.wait(id)))
}

function scoresOf(run: Awaited<ReturnType<typeof evaluate>>[number] | undefined) {
  const evaluation = run?.jobs.at(-1)
  if (evaluation?.kind !== 'evaluation') throw new Error('no evaluation')
  return evaluation.result
}

it('asks which of two answers is better in both orders, and tells win rate and consistency with intervals', async () => {
  const before = endpoint.prompts.length
  const judged = { metrics: ['judge/duel'], judge_against: baseline }
  const [same, longer] = await evaluate({ models: ['lead-1', 'lead-3'], ...judged })
  expect([same?.state, longer?.state]).toEqual(['succeeded', 'succeeded'])
  const judgement = longer?.jobs.find(({ kind }) => kind === 'judgement')
  expect(judgement?.result).toMatchObject({ calls: count * 2, judged: count - 1, failed: 2, inconsistent: 4 })
  const { scores = {}, unscored } = scoresOf(longer) ?? {}
  // of 19 pairs four are ties, and the longer one wins the others
  expect(scores['judge/duel']).toMatchObject({ estimate: expect.closeTo((15 + 2) / 19, 9), n: 19 })
  expect(scores['judge/duel']?.low).toBeGreaterThan(0.5)
  expect(scores['judge/duel/swap_consistency']).toMatchObject({ estimate: expect.closeTo(15 / 19, 9), n: 19 })
  expect(scores['judge/duel/swap_consistency']?.low).toEqual(expect.any(Number))
  expect(unscored).toContainEqual(expect.objectContaining({ score: 'judge/duel', examples: 1 }))

  expect(scoresOf(same)?.scores['judge/duel']).toMatchObject({ estimate: 0.5, n: count })
  expect(scoresOf(same)?.scores['judge/duel/swap_consistency']).toMatchObject({ estimate: null, n: 0 })
  expect(endpoint.prompts.length - before).toBe(count * 2)

  const { items } = await platform.client.runs.examples(longer?.id ?? '', { after: 4, limit: 1 })
  expect(items[0]?.scores).toMatchObject({ 'judge/duel': 0.5, 'judge/duel/swap_consistency': 0 })
  expect(items[0]?.judgements).toMatchObject([
    { criterion: 'better', is_swapped: false, score: 1, reason: 'It says more.' },
    { criterion: 'better', is_swapped: true, score: -1, reason: 'It says more.' },
  ])

  const run_ids = [same?.id ?? '', longer?.id ?? '']
  const comparison = await platform.client.experiments.compare(experiment_id, { run_ids, primary_metric: 'judge/duel' })
  expect(comparison.verdict).toMatchObject({ metric: 'judge/duel', outcome: 'better' })
})

it('is calibrated by people who see both answers in an order that tells nothing', async () => {
  const { judges, labels } = platform.client
  const [run] = await evaluate({ models: ['lead-3'], metrics: ['judge/duel'], judge_against: baseline })
  const sample = await judges.sample('duel', { run_ids: [run?.id ?? ''], examples: count })
  expect(sample).toMatchObject({ pairs: true, items: 19, criteria: [{ name: 'better', scale: [-1, 1] }] })
  const items = await labels.items(sample.id).toArray()
  const longerFirst = items.filter(({ prediction, other }) => (prediction ?? '').length > (other ?? '').length)
  expect(longerFirst.length).toBeGreaterThan(2)
  expect(longerFirst.length).toBeLessThan(17)
  const said = items.map(({ item }) => ({ item, score: longerFirst.some((one) => one.item === item) ? 1 : -1 }))
  const kept = await labels.put(sample.id, said)
  expect(kept.map(({ score }) => score)).toEqual(Array(19).fill(1))
  const again = await labels.items(sample.id).toArray()
  expect(again.map((item) => item.labels['better'])).toEqual(said.map(({ score }) => score))
  const found = await judges.calibrate(sample.id)
  expect(found).toMatchObject({ score: 'judge/duel', scale: [-1, 1], labelled: 19, is_stale: false })
  expect(found.agreement.same.estimate).toBeCloseTo(15 / 19, 9)
  expect(found.bias.estimate).toBeCloseTo(-4 / 19, 9)
  expect(found.runs[0]?.corrected?.estimate).toBeCloseTo(1, 1)
})

it('refuses a judge of pairs that is not told with whom to compare, or cannot', async () => {
  const alone = { models: ['lead-3'], metrics: ['judge/duel'] }
  await expect(evaluate(alone)).rejects.toMatchObject({ data: { issues: [{ path: 'judge_against' }] } })
  await expect(evaluate({ ...alone, judge_against: experiment_id })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  const { judges, datasets, experiments, runs } = platform.client
  const dataset = await datasets.upload(new Blob([newsCsv(2)]), { filename: 'other.csv' })
  const other = await experiments.create({ name: 'other', dataset_id: dataset.id, task: { type: 'summarization' } })
  await expect(experiments.evaluate(other.id, { ...alone, judge_against: baseline })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    data: { issues: [{ path: 'judge_against' }] },
  })
  const stranger = await platform.addUser()
  const theirs = await stranger.client.datasets.upload(new Blob([newsCsv(2)]), { filename: 'theirs.csv' })
  const task = { type: 'summarization' } as const
  const { id } = await stranger.client.experiments.create({ name: 'theirs', dataset_id: theirs.id, task })
  const { model, criteria } = await judges.get('duel')
  if (model === null || model.provider === 'dataset') throw new Error('it has a model')
  await stranger.client.judges.create({ name: 'duel', model, criteria, pairs: true })
  await expect(stranger.client.experiments.evaluate(id, { ...alone, judge_against: baseline })).rejects.toMatchObject({
    code: 'RUN_NOT_FOUND',
  })
  const noPlace = { name: 'x', model, criteria, pairs: true, prompt: '{first} or what?' }
  await expect(judges.create(noPlace)).rejects.toMatchObject({ code: 'INPUT_INVALID' })

  const column = await evaluate({ models: [{ provider: 'dataset', column: 'ground_truth' }], metrics: ['rouge'] })
  const against = { models: ['lead-3'], metrics: ['judge/duel'], judge_against: column[0]?.id ?? '' }
  const [judged] = await evaluate(against)
  expect(judged?.state).toBe('succeeded')
  expect((await runs.examples(judged?.id ?? '', { limit: 1 })).items[0]?.judgements).toHaveLength(2)
})
