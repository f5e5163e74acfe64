import { expect, it } from 'vitest'
import { z } from 'zod'
import { newsCsv, startModelEndpoint, startPlatform } from '../src/index.ts'
import { readContract } from './openapi-contract.ts'

const tags = ['judges', 'labels']
const made = z.object({ id: z.string() })

it('answers on every route of REST about judges and labels as its OpenAPI document says', async () => {
  await using endpoint = await startModelEndpoint(() => '{"reason": "So it is.", "score": 3}')
  await using platform = await startPlatform()
  const { client, url, user } = platform
  const { ask, unasked } = await readContract({ url, headers: { authorization: `Bearer ${user.key}` } })
  const model = { provider: 'openai-compatible', model: 'm', base_url: endpoint.base_url }
  const criteria = [{ name: 'care', description: 'how careful' }]
  const judge = await ask('judges.create', { body: { name: 'care', model, criteria } })
  expect(judge.status).toBe(201)
  await ask('judges.get', { path: { name: 'care' } })
  await ask('judges.list', { query: { builtin: 'true' } })
  const dataset = await client.datasets.upload(new Blob([newsCsv(10)]), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const experiment = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const [run] = await client.experiments.evaluate(experiment.id, { models: ['lead-1'], metrics: ['judge/care'] })
  await client.runs.wait(run?.id ?? '')
  await ask('runs.examples', { path: { run_id: run?.id ?? '' }, query: { limit: '1' } })
  const body = { experiment_id: 'news', examples: 5 }
  const sample = await ask('judges.sample', { path: { name: 'care' }, body })
  expect(sample.json).toMatchObject({ drawn: 5, population: 10 })
  const path = { sample_id: made.parse(sample.json).id }
  await ask('judges.samples')
  expect((await ask('labels.items', { path, query: { limit: '2' } })).json['next_after']).toBe(1)
  const labels = [0, 1, 2].map((item) => ({ item, score: 2 }))
  await ask('labels.put', { path, body: { labels } })
  expect((await ask('labels.list', { path })).json['items']).toHaveLength(3)
  expect((await ask('judges.calibrate', { path, query: { level: '0.9' } })).json).toMatchObject({ labelled: 3 })
  expect((await ask('labels.items', { path: { sample_id: run?.id ?? '' } })).json).toMatchObject({
    code: 'SAMPLE_NOT_FOUND',
  })
  await ask('judges.remove', { path: { name: 'care' } })
  expect((await ask('judges.remove', { path: { name: 'care' } })).json).toMatchObject({ code: 'JUDGE_NOT_FOUND' })
  expect(unasked().filter((operation) => tags.some((tag) => operation.startsWith(`${tag}.`)))).toEqual([])
})
