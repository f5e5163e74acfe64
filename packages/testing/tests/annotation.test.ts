import { afterAll, beforeAll, expect, it } from 'vitest'
import { newsCsv, type Platform, startPlatform } from '../src/index.ts'

let platform: Platform
const task = { type: 'summarization' } as const

beforeAll(async () => {
  platform = await startPlatform()
}, 60_000)
afterAll(() => platform[Symbol.asyncDispose]())

async function uploadNews(name: string, csv = newsCsv(6)) {
  return platform.client.datasets.upload(new Blob([csv]), { name, filename: `${name}.csv` })
}

it('has a model write the references of a dataset: a new version that knows who made it', async () => {
  const { datasets, runs, experiments } = platform.client
  const news = await uploadNews('news')
  const run = await datasets.annotate(news.id, { model: 'lead-1', task, max_samples: 4 })
  await runs.wait(run.id, { throwOnFailure: true })
  const [annotated] = await datasets.list({ run_id: run.id }).toArray()
  expect(annotated).toMatchObject({
    ...{ name: 'news', version: 2, state: 'ready', examples: 4, filename: 'news-annotated.parquet' },
    annotation: { by: 'model', from_dataset_id: news.id, run_id: run.id, column: 'ground_truth', failed: 0 },
  })
  expect(annotated?.annotation?.model).toMatchObject({ provider: 'baseline', model: 'lead-1' })
  const [first] = await datasets.rows(annotated?.id ?? '').toArray()
  const [before] = await datasets.rows(news.id).toArray()
  expect(String(before?.['examples']).startsWith(String(first?.['ground_truth']))).toBe(true)
  expect(first?.['examples']).toBe(before?.['examples'])
  expect(await datasets.get(news.id)).toEqual({ ...news, is_new: undefined })
  const experiment = await experiments.create({ name: 'on references', dataset_id: annotated?.id ?? '', task })
  const [scored] = await experiments.evaluate(experiment.id, { models: ['lead-1'] })
  const detail = await runs.wait(scored?.id ?? '', { throwOnFailure: true })
  const evaluation = detail.jobs.find((job) => job.kind === 'evaluation')
  expect(evaluation?.result?.scores['rougeL']?.estimate).toBe(1)
})
