import type { EvaluateParams } from '@assay/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newsCsv, type Platform, startPlatform } from '../src/index.ts'

let platform: Platform

beforeAll(async () => {
  platform = await startPlatform()
})
afterAll(() => platform[Symbol.asyncDispose]())

const base = { models: ['lead-1'], metrics: ['rouge'] } satisfies EvaluateParams

async function makeExperiment(examples: number): Promise<string> {
  const { client } = platform
  const dataset = await client.datasets.upload(new Blob([newsCsv(examples)]), { name: 'news', filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  return (await client.experiments.create({ name: `news of ${examples}`, dataset_id: dataset.id, task })).id
}

/** Evaluates, and says of each job why it ran: its cause, and what has changed as "part name". */
async function explain(experiment: string, more: Partial<EvaluateParams> = {}): Promise<Record<string, string[]>> {
  const { client } = platform
  const [run] = await client.experiments.evaluate(experiment, { ...base, ...more })
  await client.runs.wait(run?.id ?? '', { throwOnFailure: true })
  const { items } = await client.runs.explain(run?.id ?? '')
  return Object.fromEntries(
    items.map(({ name, cause, changes }) => [name, [cause, ...changes.map((one) => `${one.part} ${one.name}`)]]),
  )
}

it('names, for inference and evaluation too, the very input that has changed', async () => {
  const experiment = await makeExperiment(6)
  expect(await explain(experiment)).toEqual({ inference: ['first'], evaluation: ['first'] })
  expect(await explain(experiment)).toEqual({ inference: ['reused'], evaluation: ['reused'] })
  const upstream = ['upstream', 'upstream inference']
  expect(await explain(experiment, { models: ['lead-3'] })).toEqual({
    inference: ['changed', 'model model'],
    evaluation: upstream,
  })
  const [, ...metrics] = (await explain(experiment, { metrics: ['rouge', 'bleu'] }))['evaluation'] ?? []
  expect(metrics).toEqual(['metric bleu'])
  expect(await explain(experiment, { max_samples: 3 })).toEqual({
    inference: ['changed', 'setting max_samples'],
    evaluation: ['changed', 'upstream inference', 'setting max_samples'],
  })
  expect(await explain(experiment, { seed: 7 })).toEqual({
    inference: ['changed', 'setting seed'],
    evaluation: ['changed', 'upstream inference', 'setting seed'],
  })
  expect(await explain(experiment, { force_rerun: true })).toEqual({ inference: ['forced'], evaluation: ['forced'] })
  expect(await explain(await makeExperiment(7))).toEqual({
    inference: ['changed', 'dataset content'],
    evaluation: ['changed', 'upstream inference', 'dataset content'],
  })
})
