import { join } from 'node:path'
import { createModelDirectory, onnxMissing, writeTinyComet, writeTinyModel } from '@assay/metrics/testing'
import { expect, it } from 'vitest'
import { startPlatform } from '../src/index.ts'

const task = { type: 'translation', source_language: 'German', target_language: 'English' } as const

const animals = `examples,predictions,worse,ground_truth
cat,kitten,car,kitten
kitten,cat cat,car car,cat
car,car,cat,car
`

it('computes, with the models of the model directory, in threads, and compares', async ({ skip }) => {
  skip(onnxMissing !== undefined, onnxMissing)
  await using models = await createModelDirectory()
  await writeTinyModel(join(models.path, 'bertscore'))
  await writeTinyComet(join(models.path, 'comet'))
  await using platform = await startPlatform({ model_directory: models.path })
  const { client } = platform
  const { items } = await client.metrics.list()
  expect(items.filter((metric) => metric.cost === 'model')).toMatchObject([
    { name: 'bertscore', available: true, unavailable_reason: null },
    { name: 'embedding_cosine', available: false },
    { name: 'comet', available: true, columns: ['input', 'prediction', 'reference'] },
  ])

  const dataset = await client.datasets.upload(new Blob([animals]), { filename: 'animals.csv' })
  const { id } = await client.experiments.create({ name: 'translations', dataset_id: dataset.id, task })
  const runs = await client.experiments.evaluate(id, {
    models: ['predictions', 'worse'].map((column) => ({ provider: 'dataset', column })),
    metrics: ['bertscore', 'comet'],
  })
  const ended = await Promise.all(runs.map((run) => client.runs.wait(run.id)))
  const version = expect.stringMatching(/^1 [0-9a-f]{12}$/)
  for (const { jobs } of ended) {
    expect(jobs[0]).toMatchObject({
      state: 'succeeded',
      result: {
        examples: 3,
        failed: 0,
        scores: { bertscore_f1: { n: 3 }, comet: { n: 3 } },
        metrics: { bertscore: version, comet: version },
      },
    })
  }
  const comparison = await client.experiments.compare(id, { primary_metric: 'comet' })
  expect(comparison.metrics[0]).toMatchObject({ metric: 'comet' })
})

it('refuses COMET for a dataset without sources before anything runs', async ({ skip }) => {
  skip(onnxMissing !== undefined, onnxMissing)
  await using models = await createModelDirectory()
  await writeTinyComet(join(models.path, 'comet'))
  await using platform = await startPlatform({ model_directory: models.path })
  const csv = 'predictions,ground_truth\ncat,kitten\n'
  const dataset = await platform.client.datasets.upload(new Blob([csv]), { filename: 'animals.csv' })
  const { id } = await platform.client.experiments.create({ name: 'no sources', dataset_id: dataset.id, task })
  const asked = platform.client.experiments.evaluate(id, {
    models: [{ provider: 'dataset', column: 'predictions' }],
    metrics: ['comet'],
  })
  await expect(asked).rejects.toMatchObject({ code: 'COLUMN_MISSING' })
})
