import { expect, it } from 'vitest'
import { type Platform, startPlatform } from '../src/index.ts'
import { guideCode, metricCode, writeMetricFile } from './metric-file.ts'

const task = { type: 'summarization' } as const

const bridges = `predictions,worse,ground_truth
"The bridge of 1931 cost 1.4 million.","A bridge cost money.","The bridge of 1931 cost 1.4 million."
"It opened in 1932.","It opened.","It opened in 1932."
"Nobody counted.","Nobody counted.","Nobody counted."
`

/** Evaluates columns of a dataset with a metric, and waits for the ends. */
async function evaluate(
  { client }: Platform,
  { csv, metrics, columns }: { csv: string; metrics: string[]; columns: string[] },
): Promise<{ experiment_id: string; jobs: { state: string; result: unknown; error: unknown; attempt: number }[] }> {
  const dataset = await client.datasets.upload(new Blob([csv]), { filename: 'texts.csv' })
  const { id } = await client.experiments.create({ name: 'own', dataset_id: dataset.id, task })
  const models = columns.map((column) => ({ provider: 'dataset' as const, column }))
  const runs = await client.experiments.evaluate(id, { models, metrics })
  const ended = await Promise.all(runs.map((run) => client.runs.wait(run.id)))
  return { experiment_id: id, jobs: ended.flatMap((run) => run.jobs) }
}

it('lists, computes and compares the metric of the guide like any other', async () => {
  await using file = await writeMetricFile(await guideCode('kept-numbers.ts'))
  await using platform = await startPlatform({ metric_modules: [file.path] })
  const { items } = await platform.client.metrics.list()
  expect(items.at(-1)).toMatchObject({ name: 'kept_numbers', version: '1', available: true, equals: null })
  const { experiment_id, jobs } = await evaluate(platform, {
    csv: bridges,
    metrics: ['kept_numbers'],
    columns: ['predictions', 'worse'],
  })
  expect(jobs.map((job) => job.result)).toMatchObject([
    {
      examples: 3,
      scores: { kept_numbers: { estimate: 1, n: 2 } },
      unscored: [{ score: 'kept_numbers', reason: 'The reference has no number.', examples: 1 }],
      metrics: { kept_numbers: '1' },
    },
    { scores: { kept_numbers: { estimate: 0, n: 2 } } },
  ])
  const comparison = await platform.client.experiments.compare(experiment_id, { primary_metric: 'kept_numbers' })
  expect(comparison.metrics[0]).toMatchObject({ metric: 'kept_numbers' })
})

it('lists metrics that need a model as unavailable, with what to do, and refuses them before anything runs', async () => {
  await using platform = await startPlatform()
  const { items } = await platform.client.metrics.list()
  expect(items.filter((metric) => metric.cost === 'model')).toMatchObject([
    { name: 'bertscore', available: false, unavailable_reason: expect.stringContaining('ASSAY_MODEL_DIR') },
    { name: 'embedding_cosine', available: false, unavailable_reason: expect.stringContaining('"embedding"') },
    { name: 'comet', available: false, unavailable_reason: expect.stringContaining('local-models.md shows how') },
  ])
  const asked = evaluate(platform, { csv: bridges, metrics: ['bertscore'], columns: ['predictions'] })
  await expect(asked).rejects.toMatchObject({ code: 'METRIC_UNAVAILABLE', status: 400 })
})

it('computes corpus scores of an own metric from sums, and compares them', async () => {
  await using file = await writeMetricFile(await guideCode('number-ratio.ts'))
  await using platform = await startPlatform({ metric_modules: [file.path] })
  const columns = ['worse', 'predictions']
  const { jobs, experiment_id } = await evaluate(platform, { csv: bridges, metrics: ['number_ratio'], columns })
  expect(jobs[0]?.result).toMatchObject({ corpus: { number_ratio: 0 }, scores: { number_ratio: { n: 2 } } })
  const { corpus } = await platform.client.experiments.compare(experiment_id)
  expect(corpus).toMatchObject([{ metric: 'number_ratio', reason: null, examples: 2, runs: [{ estimate: 0 }, {}] }])
  expect(corpus[0]?.verdict?.sentence).toContain('corpus')
})

it('fails the examples for which a metric throws or answers nonsense, not the job', async () => {
  const score = `if (prediction === 'bad') throw new TypeError('no badness, please')
      if (prediction === 'nan') return { fragile: Number.NaN }
      return { fragile: prediction.length }`
  await using file = await writeMetricFile(metricCode({ name: 'fragile', score }))
  await using platform = await startPlatform({ metric_modules: [file.path] })
  const csv = 'predictions,ground_truth\nbad,a\nfine,a\nbad,a\nnan,a\n'
  const { jobs } = await evaluate(platform, { csv, metrics: ['fragile'], columns: ['predictions'] })
  expect(jobs[0]).toMatchObject({
    state: 'succeeded',
    result: {
      examples: 4,
      failed: 0,
      scores: { fragile: { estimate: 4, n: 1 } },
      unscored: [
        { score: 'fragile', reason: 'The metric failed: no badness, please', examples: 2 },
        { score: 'fragile', reason: 'The metric gave NaN as "fragile", which is no score.', examples: 1 },
      ],
    },
  })
})

it.for([
  ['never comes to an end', `if (prediction === 'stuck') for (;;);`],
  ['never answers', `if (prediction === 'stuck') await new Promise(() => {})`],
])('kills a metric that %s, fails its job, and goes on with others', async ([, body]) => {
  const score = `${body}\n      return { stubborn: 1 }`
  await using file = await writeMetricFile(metricCode({ name: 'stubborn', score }))
  await using platform = await startPlatform({ metric_modules: [file.path], metric_seconds: 2 })
  const csv = 'predictions,other,ground_truth\nfine,fine,a\nstuck,fine,a\n'
  const { jobs } = await evaluate(platform, { csv, metrics: ['stubborn'], columns: ['predictions', 'other'] })
  expect(jobs).toMatchObject([
    {
      state: 'failed',
      attempt: 1,
      error: { code: 'METRIC_TOO_SLOW', data: { metric: 'stubborn', example: 1, limit_seconds: 2 } },
    },
    { state: 'succeeded', result: { scores: { stubborn: { estimate: 1 } } } },
  ])
})
