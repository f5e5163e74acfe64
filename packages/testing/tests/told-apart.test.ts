import { expect, it } from 'vitest'
import { newsCsv, type Platform, startModelEndpoint, startPlatform } from '../src/index.ts'

const task = { type: 'text-generation' } as const

async function makeExperiment({ client }: Platform, more: { readonly primary_metric?: string } = {}) {
  const file = new Blob([newsCsv(12)])
  const dataset = await client.datasets.upload(file, { name: 'news', filename: 'news.csv' })
  return client.experiments.create({ name: 'news', dataset_id: dataset.id, task, ...more })
}

it('two temperatures, two prompts and a revision of one model are runs with names that say so, each in the comparison', async () => {
  await using endpoint = await startModelEndpoint(({ prompt }) => `The harbour. ${prompt.length}`)
  await using platform = await startPlatform()
  const { client } = platform
  const { id } = await makeExperiment(platform)
  const weak = { provider: 'openai-compatible', model: 'weak-1b', base_url: endpoint.base_url } as const
  const first = await client.experiments.evaluate(id, { models: [weak, { ...weak, temperature: 0.7 }] })
  const second = await client.experiments.evaluate(id, {
    models: [
      { ...weak, temperature: 0.7 },
      { ...weak, prompt: 'Say it: {input}' },
      { ...weak, revision: 'b', name: 'new' },
    ],
  })
  expect([...first, ...second].map(({ name }) => name)).toEqual([
    'weak-1b',
    'weak-1b (temperature 0.7)',
    'weak-1b (temperature 0.7)',
    'weak-1b (prompt “Say it: {input}”)',
    'new',
  ])
  for (const { id: run_id } of [...first, ...second]) await client.runs.wait(run_id)
  const { runs, verdict } = await client.experiments.compare(id)
  expect(runs.map(({ run_id }) => run_id)).toEqual([first[0], ...second].map((run) => run?.id))
  expect(new Set(runs.map(({ name }) => name)).size).toBe(4)
  expect(verdict.sentence).not.toMatch(/weak-1b(?! \() (?:and|beats) weak-1b(?! \()/)
})

it('runs of one model in two experiments have names that differ where they are compared', async () => {
  await using platform = await startPlatform()
  const { client } = platform
  const { id, dataset_id } = await makeExperiment(platform)
  const other = await client.experiments.create({ name: 'again', dataset_id, task: { type: 'summarization' } })
  const [one] = await client.experiments.evaluate(id, { models: [{ provider: 'dataset', column: 'ground_truth' }] })
  const [two] = await client.experiments.evaluate(other.id, {
    models: [{ provider: 'dataset', column: 'ground_truth' }],
  })
  const run_ids = [one?.id ?? '', two?.id ?? '']
  for (const run_id of run_ids) await client.runs.wait(run_id)
  const { runs } = await client.comparisons.create({ run_ids })
  expect(runs.map(({ name }) => name)).toEqual(['ground_truth', 'ground_truth (2)'])
})

it('an experiment is compared once none of its runs goes on any more, unless runs are named', async () => {
  let release: (() => void) | undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await using endpoint = await startModelEndpoint(async () => {
    await released
    return 'The harbour.'
  })
  await using platform = await startPlatform()
  const { client } = platform
  const { id } = await makeExperiment(platform)
  const done = await client.experiments.evaluate(id, {
    models: [
      { provider: 'dataset', column: 'ground_truth' },
      { provider: 'dataset', column: 'examples' },
    ],
  })
  for (const run of done) await client.runs.wait(run.id)
  const slow = { provider: 'openai-compatible', model: 'slow', base_url: endpoint.base_url } as const
  const [open] = await client.experiments.evaluate(id, { models: [slow] })
  const asked = client.experiments.compare(id, {}, { signal: AbortSignal.timeout(60_000) })
  await expect(asked).rejects.toMatchObject({
    code: 'COMPARISON_RUNS_OPEN',
    message: expect.stringMatching(/^slow is (queued|running): wait for the runs of the experiment to end/),
    data: { runs: [{ run_id: open?.id, name: 'slow' }] },
  })
  const run_ids = done.map((run) => run.id)
  expect((await client.experiments.compare(id, { run_ids })).run_ids).toEqual(run_ids)
  release?.()
  await client.runs.wait(open?.id ?? '')
  expect((await client.experiments.compare(id)).runs).toHaveLength(3)
})

it('a verdict is about a score that was asked for, where others of its metric are there too', async () => {
  await using platform = await startPlatform()
  const { client } = platform
  const models = ['ground_truth', 'examples'].map((column) => ({ provider: 'dataset', column }) as const)
  const { dataset_id } = await makeExperiment(platform)
  for (const [asked, verdict] of [
    [['rouge1'], 'rouge1'],
    [['exact_match', 'rouge2'], 'rouge2'],
    [['rouge1', 'rouge'], 'rougeL'],
  ] as const) {
    const { id } = await client.experiments.create({ name: 'asked', dataset_id, task })
    const runs = await client.experiments.evaluate(id, { models, metrics: [...asked] })
    expect(runs.map(({ metrics }) => metrics)).toEqual([asked, asked])
    for (const run of runs) await client.runs.wait(run.id)
    expect((await client.experiments.compare(id)).verdict.metric).toBe(verdict)
    const chosen = await client.experiments.compare(id, { primary_metric: 'rougeLsum' })
    expect(chosen.verdict.metric).toBe('rougeLsum')
  }
})

it('a primary metric that was chosen is computed whatever else is, and one that nobody chose is what there is', async () => {
  await using platform = await startPlatform()
  const { client } = platform
  const models = [
    { provider: 'dataset', column: 'ground_truth' } as const,
    { provider: 'dataset', column: 'examples' } as const,
  ]
  const chosen = await makeExperiment(platform, { primary_metric: 'exact_match' })
  const free = await client.experiments.create({ name: 'free', dataset_id: chosen.dataset_id, task })
  expect([chosen.primary_metric, free.primary_metric]).toEqual(['exact_match', null])
  for (const [experiment, metrics, verdict] of [
    [chosen, ['rouge'], 'exact_match'],
    [free, ['exact_match'], 'exact_match'],
    [free, ['exact_match', 'rouge'], 'rougeL'],
  ] as const) {
    const runs = await client.experiments.evaluate(experiment.id, { models, metrics: [...metrics] })
    for (const run of runs) await client.runs.wait(run.id)
    const comparison = await client.experiments.compare(experiment.id)
    expect([comparison.primary_metric, comparison.verdict.metric]).toEqual([verdict, verdict])
  }
})
