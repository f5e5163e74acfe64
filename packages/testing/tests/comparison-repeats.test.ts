import { expect, it } from 'vitest'
import { newsCsv, startModelEndpoint, startPlatform } from '../src/index.ts'

const task = { type: 'summarization' } as const

it("tells the model's chance from the examples', and quality against latency and cost", async () => {
  await using platform = await startPlatform()
  const answers = ['The harbour', 'The library reopens after a long repair, as neighbours had long waited for.']
  // another of 64 patterns for each prompt: whichever calls a run gets, its repeats differ
  await using endpoint = await startModelEndpoint(({ prompt, asked_before }) => {
    const pattern = (Number(/number (\d+)/.exec(prompt)?.[1]) * 37) % 64
    return answers[(pattern >> asked_before) & 1]
  })
  const assay = platform.client
  const dataset = await assay.datasets.upload(new Blob([newsCsv(40)]), { filename: 'news.csv' })
  const { id } = await assay.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const model = (name: string, output_per_million: number) =>
    ({
      provider: 'openai-compatible',
      base_url: endpoint.base_url,
      model: name,
      price: { input_per_million: 1, output_per_million },
    }) as const
  const runs = await assay.experiments.evaluate(id, {
    models: [model('cheap', 2), model('dear', 200)],
    metrics: ['rouge'],
    repeats: 3,
  })
  for (const run of runs) await assay.runs.wait(run.id, { throwOnFailure: true })
  const { metrics, fronts } = await assay.comparisons.create({ run_ids: runs.map((run) => run.id) })
  const [primary] = metrics
  const [cheap] = primary?.runs ?? []
  expect(cheap?.noise).toMatchObject({ repeats: 3 })
  expect(cheap?.noise?.share).toBeGreaterThan(0.3)
  expect(cheap?.noise?.standard_deviation).toBeGreaterThan(0)
  expect(metrics.slice(-2).map(({ metric, direction, examples }) => [metric, direction, examples])).toEqual([
    ['latency_ms', 'lower', 40],
    ['cost', 'lower', 40],
  ])
  expect(metrics.at(-1)).toMatchObject({
    least_examples: 100,
    verdict: { metric: 'cost', outcome: 'undecided', p_value: null },
  })
  expect(metrics.at(-1)?.verdict.sentence).toMatch(
    /40 examples are too few .* on cost; that takes at least 100 examples\./,
  )
  expect(fronts.map(({ quality, expense }) => [quality, expense])).toEqual([
    ['rougeL', 'latency_ms'],
    ['rougeL', 'cost'],
  ])
  const [ours, theirs] = fronts[1]?.runs ?? []
  expect(ours?.expense).toBeCloseTo(20e-6, 12)
  expect(theirs?.expense).toBeCloseTo(1010e-6, 12)
  expect([ours?.is_optimal, theirs?.is_optimal]).toEqual([true, (theirs?.quality ?? 0) > (ours?.quality ?? 0)])
})

it('says what was not sampled, and has no noise without repeats', async () => {
  await using platform = await startPlatform()
  const assay = platform.client
  const dataset = await assay.datasets.upload(new Blob([newsCsv(30)]), { filename: 'news.csv' })
  const { id } = await assay.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const [all] = await assay.experiments.evaluate(id, { models: ['lead-3'], metrics: ['rouge'] })
  const [some] = await assay.experiments.evaluate(id, { models: ['lead-1'], metrics: ['rouge'], max_samples: 20 })
  for (const run of [all, some]) await assay.runs.wait(run?.id ?? '', { throwOnFailure: true })
  const comparison = await assay.comparisons.create({ run_ids: [all?.id ?? '', some?.id ?? ''] })
  expect(comparison).toMatchObject({ examples: 20, left_out: 10 })
  expect(comparison.runs.map(({ not_sampled, examples }) => [not_sampled, examples])).toEqual([
    [0, 30],
    [10, 20],
  ])
  expect(comparison.metrics[0]?.runs.map(({ noise }) => noise)).toEqual([null, null])
})
