import { expect, it } from 'vitest'
import { startPlatform } from '../src/index.ts'

const labels = ['positive', 'negative', 'neutral']
const labelOf = (at: number) => labels[at % labels.length] ?? ''

/** 60 reviews: the old classifier is wrong about every third, the new one about every tenth. */
const rows = Array.from({ length: 60 }, (_, at) => {
  const old = at % 3 === 0 ? labelOf(at + 1) : labelOf(at)
  const better = at % 10 === 1 ? labelOf(at + 1) : ` ${labelOf(at)}`
  return [labelOf(at), old, better].join(',')
})

it("compares classifiers by accuracy as shares with Wilson intervals, and by McNemar's exact test", async () => {
  await using platform = await startPlatform()
  const { client } = platform
  const csv = ['ground_truth,old,new', ...rows].join('\n')
  const { id: dataset_id } = await client.datasets.upload(new Blob([csv]), { filename: 'reviews.csv' })
  const task = { type: 'text-generation' } as const
  const { id } = await client.experiments.create({ name: 'reviews', dataset_id, task, primary_metric: 'accuracy' })
  const models = ['old', 'new'].map((column) => ({ provider: 'dataset', column }) as const)
  const runs = await client.experiments.evaluate(id, { models, metrics: ['accuracy'] })
  for (const run of runs) await client.runs.wait(run.id, { throwOnFailure: true })
  const comparison = await client.experiments.compare(id)
  const [accuracy] = comparison.metrics
  expect(comparison.verdict).toMatchObject({ metric: 'accuracy', outcome: 'better' })
  expect(accuracy?.runs).toMatchObject([
    { estimate: 40 / 60, low: expect.closeTo(0.5406, 4), high: expect.closeTo(0.7727, 4) },
    { estimate: 54 / 60, low: expect.closeTo(0.7985, 4), high: expect.closeTo(0.9534, 4) },
  ])
  expect(accuracy?.differences).toMatchObject([{ test: 'mcnemar_exact', wins: 18, losses: 4, ties: 38 }])
})
