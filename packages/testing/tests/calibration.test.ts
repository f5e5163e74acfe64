import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ModelEndpoint, newsCsv, type Platform, startModelEndpoint, startPlatform } from '../src/index.ts'

const count = 60

let platform: Platform
let endpoint: ModelEndpoint
let experiment_id: string

/** A judge that gives a point too much, and to longer texts two. */
function judged(prediction: string): number {
  return Math.min(5, truth(prediction) + (prediction.length > 90 ? 2 : 1))
}

/** What people would give: by the words of a prediction. */
function truth(prediction: string): number {
  return (prediction.split(' ').length % 3) + 1
}

const model = () => ({ provider: 'openai-compatible' as const, model: 'gpt-test', base_url: endpoint.base_url })
const criteria = [{ name: 'care', description: '5: careful. 1: careless.' }]

beforeAll(async () => {
  endpoint = await startModelEndpoint(({ prompt }) => {
    const prediction = /<answer>\n(.*)\n<\/answer>/s.exec(prompt)?.[1] ?? ''
    return JSON.stringify({ reason: 'So it is.', score: judged(prediction) })
  })
  platform = await startPlatform()
  const { datasets, experiments, judges, runs } = platform.client
  const dataset = await datasets.upload(new Blob([newsCsv(count)]), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  experiment_id = (await experiments.create({ name: 'news', dataset_id: dataset.id, task })).id
  await judges.create({ name: 'care', model: model(), criteria })
  const started = await experiments.evaluate(experiment_id, { models: ['lead-1', 'lead-3'], metrics: ['judge/care'] })
  await Promise.all(started.map(({ id }) => runs.wait(id)))
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await endpoint[Symbol.asyncDispose]()
})

it('draws examples, has them labelled blindly, and corrects the judge by what people said', async () => {
  const { judges, labels } = platform.client
  const sample = await judges.sample('care', { experiment_id, examples: 30, seed: 4 })
  expect(sample).toMatchObject({
    drawn: 30,
    population: count,
    items: 60,
    run_ids: [expect.any(String), expect.any(String)],
  })
  const items = []
  for await (const item of labels.items(sample.id, { limit: 25 })) items.push(item)
  expect(items.map(({ item }) => item)).toEqual(Array.from({ length: 60 }, (_, at) => at))
  expect(Object.keys(items[0] ?? {}).toSorted()).toEqual(['input', 'item', 'labels', 'prediction', 'reference'])
  expect(await judges.calibrate(sample.id)).toMatchObject({ labelled: 0, differences: [{ corrected: null }] })

  const said = items.map(({ item, prediction }) => ({ item, score: truth(prediction ?? '') }))
  await labels.put(sample.id, said.slice(0, 40))
  expect((await labels.items(sample.id, { only_open: true })).items).toHaveLength(20)
  await labels.put(sample.id, said)
  const kept = await labels.list(sample.id)
  expect(kept).toHaveLength(60)
  expect(kept[0]).toMatchObject({ author_id: expect.any(String), created_at: expect.any(String) })

  const found = await judges.calibrate(sample.id, { reach: 0.5 })
  expect(found).toMatchObject({
    labelled: 60,
    is_stale: false,
    stale_because: null,
    score: 'judge/care',
    scale: [1, 5],
  })
  expect(found.bias.low).toBeGreaterThan(0.5)
  expect(found.agreement.same.estimate).toBeLessThan(0.5)
  expect(found.length_bias.estimate).toBeGreaterThan(0)
  expect(found.notices.join(' ')).toMatch(/too much on average.*kinder to longer/s)
  const predictions = new Map<string, number[]>()
  for (const run_id of sample.run_ids) {
    const { items: all } = await platform.client.runs.examples(run_id, { limit: count })
    predictions.set(
      run_id,
      all.map(({ prediction }) => truth(prediction ?? '')),
    )
  }
  for (const { run_id, judged: alone, corrected } of found.runs) {
    const values = predictions.get(run_id) ?? []
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(corrected?.low).toBeLessThanOrEqual(mean)
    expect(corrected?.high).toBeGreaterThanOrEqual(mean)
    expect(alone).toBeGreaterThan(mean + 0.9)
  }
  expect(found.differences).toHaveLength(1)
  expect(found.differences[0]?.sentence).toMatch(/lead-[13]/)
})

it('says that a calibration is stale when the judge has changed, and refuses what is no label', async () => {
  const { judges, labels } = platform.client
  const [sample] = (await judges.samples()).items
  const id = sample?.id ?? ''
  await expect(labels.put(id, [{ item: 60, score: 3 }])).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await expect(labels.put(id, [{ item: 0, score: 6 }])).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await expect(labels.put(id, [{ item: 0, criterion: 'x', score: 3 }])).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await expect(judges.sample('care', { examples: 10 })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await judges.create({ name: 'care', model: { ...model(), timeout_seconds: 60 }, criteria })
  expect(await judges.calibrate(id)).toMatchObject({ is_stale: false })
  await judges.create({ name: 'care', model: { ...model(), model: 'claude-test' }, criteria })
  const stale = await judges.calibrate(id)
  expect(stale).toMatchObject({ is_stale: true, stale_because: expect.stringContaining('newest version is 3') })
  expect(stale.notices[0]).toBe(stale.stale_because)
})
