import { expect, it } from 'vitest'
import { newsCsv, startPlatform } from '../src/index.ts'

const summarization = { type: 'summarization' } as const
const file = (count: number) => new Blob([newsCsv(count)])

it('goes from a file to a verdict', async () => {
  await using platform = await startPlatform()
  const assay = platform.client
  const dataset = await assay.datasets.upload(file(40), { name: 'news', filename: 'news.csv' })
  expect(dataset).toMatchObject({ name: 'news', version: 1, state: 'ready', examples: 40 })
  const experiment = await assay.experiments.create({ name: 'news', dataset_id: dataset.id, task: summarization })
  const runs = await assay.experiments.evaluate(experiment.id, {
    models: ['lead-3', 'random-sentences'],
    metrics: ['rouge'],
  })
  const [first, second] = runs
  if (!first || !second) throw new Error('there are no runs')
  const types: string[] = []
  for await (const event of assay.runs.events(first.id)) types.push(event.type)
  expect(types.at(0)).toBe('run.created')
  expect(types.at(-1)).toBe('run.succeeded')
  expect(types.filter((type) => type === 'job.succeeded')).toHaveLength(2)
  const ended = await assay.runs.wait(second.id)
  expect(ended.jobs.map((job) => [job.name, job.state])).toEqual([
    ['inference', 'succeeded'],
    ['evaluation', 'succeeded'],
  ])
  const comparison = await assay.experiments.compare(experiment.id)
  expect(comparison.baseline_run_id).toBe(first.id)
  expect(comparison.examples).toBe(40)
  expect(comparison.left_out).toBe(0)
  expect(comparison.metrics[0]?.metric).toBe('rougeL')
  expect(comparison.verdict).toMatchObject({ outcome: 'worse', metric: 'rougeL', trusted_run_id: first.id })
  expect(comparison.verdict.sentence).toMatch(/^Trust lead-3: on ROUGE-L/)
  const { items } = await assay.runs.examples(first.id, { limit: 3 })
  expect(items.map((item) => item.example)).toEqual([0, 1, 2])
  expect(items[0]?.prediction).toContain('The harbour number 0')
  expect(items[0]?.scores['rougeL']).toBeGreaterThan(0)
})

it('reuses predictions for other metrics, and everything for the same question', async () => {
  await using platform = await startPlatform()
  const assay = platform.client
  const dataset = await assay.datasets.upload(file(10), { name: 'news', filename: 'news.csv' })
  const { id } = await assay.experiments.create({ name: 'news', dataset_id: dataset.id, task: summarization })
  const [first] = await assay.experiments.evaluate(id, { models: ['lead-1'], metrics: ['rouge'] })
  await assay.runs.wait(first?.id ?? '')
  const [other] = await assay.experiments.evaluate(id, { models: ['lead-1'], metrics: ['bleu'] })
  const reused = await assay.runs.wait(other?.id ?? '')
  expect(reused.jobs[0]).toMatchObject({ name: 'inference', state: 'succeeded', attempt: 0 })
  expect(reused.jobs[0]?.reused_from).not.toBeNull()
  expect(reused.jobs[1]).toMatchObject({ name: 'evaluation', reused_from: null, attempt: 1 })
  const [same] = await assay.experiments.evaluate(id, { models: ['lead-1'], metrics: ['rouge'] })
  expect(same).toMatchObject({ state: 'succeeded', jobs_open: 0 })
  const [again] = await assay.experiments.evaluate(id, { models: ['lead-1'], metrics: ['rouge'], force_rerun: true })
  expect((await assay.runs.wait(again?.id ?? '')).jobs.every((job) => job.reused_from === null)).toBe(true)
})

it('evaluates predictions that the dataset holds already, without a model', async () => {
  await using platform = await startPlatform()
  const assay = platform.client
  const csv =
    'predictions,ground_truth,other\nthe cat sat,the cat sat,a dog\na dog ran,a dog ran,a dog ran\n,a bird,a bird\n'
  const dataset = await assay.datasets.upload(new Blob([csv]), { filename: 'done.csv' })
  const { id } = await assay.experiments.create({ name: 'done', dataset_id: dataset.id, task: summarization })
  const [run] = await assay.experiments.evaluate(id, { metrics: ['rouge'] })
  const ended = await assay.runs.wait(run?.id ?? '')
  expect(ended.jobs.map((job) => job.name)).toEqual(['evaluation'])
  expect(ended.jobs[0]?.result).toMatchObject({
    examples: 3,
    missing: 1,
    failed: 0,
    scores: { rouge1: { estimate: expect.closeTo(2 / 3), answered: 1 } },
  })
  const [named] = await assay.experiments.evaluate(id, {
    models: [{ provider: 'dataset', column: 'other' }],
    metrics: ['rouge'],
  })
  await assay.runs.wait(named?.id ?? '')
  const comparison = await assay.experiments.compare(id)
  expect(comparison).toMatchObject({ examples: 3, left_out: 0, runs: [{ missing: 1 }, {}] })
})

it('refuses unknown models, metrics and columns before anything runs, and names what is near', async () => {
  await using platform = await startPlatform({ worker: false })
  await platform.addWorker()
  const assay = platform.client
  const dataset = await assay.datasets.upload(file(3), { name: 'news', filename: 'news.csv' })
  const create = (more: object) =>
    assay.experiments.create({ name: 'news', dataset_id: dataset.id, task: summarization, ...more })
  await expect(create({ columns: { input: 'exampels' } })).rejects.toMatchObject({
    code: 'COLUMN_UNKNOWN',
    data: { nearest: ['examples'] },
  })
  await expect(create({ primary_metric: 'rougel' })).rejects.toMatchObject({ code: 'METRIC_UNKNOWN' })
  const { id } = await create({})
  await expect(assay.experiments.evaluate(id, { models: ['lead3'] })).rejects.toMatchObject({
    code: 'MODEL_UNKNOWN',
    status: 400,
    data: { nearest: expect.arrayContaining(['lead-3']) },
  })
  await expect(assay.experiments.evaluate(id, { models: ['lead-3'], metrics: ['rogue'] })).rejects.toMatchObject({
    code: 'METRIC_UNKNOWN',
    data: { nearest: expect.arrayContaining(['rouge']) },
  })
  await expect(assay.experiments.evaluate(id, {})).rejects.toMatchObject({ code: 'COLUMN_MISSING' })
  expect((await assay.runs.list()).items).toEqual([])
})

it("answers another user's ids exactly as ids that do not exist", async () => {
  await using platform = await startPlatform()
  const mine = platform.client
  const dataset = await mine.datasets.upload(file(5), { name: 'news', filename: 'news.csv' })
  const experiment = await mine.experiments.create({ name: 'news', dataset_id: dataset.id, task: summarization })
  const [run] = await mine.experiments.evaluate(experiment.id, { models: ['lead-1'] })
  const { jobs } = await mine.runs.wait(run?.id ?? '')
  const { client: theirs } = await platform.addUser()
  const nobodys = '01890000-0000-7000-8000-000000000000'
  const calls: Record<string, (id: string) => Promise<unknown>> = {
    dataset: (id) => theirs.datasets.get(id),
    rows: async (id) => theirs.datasets.rows(id),
    experiment: (id) => theirs.experiments.get(id),
    evaluate: (id) => theirs.experiments.evaluate(id, { models: ['lead-1'] }),
    compare: (id) => theirs.experiments.compare(id),
    run: (id) => theirs.runs.get(id),
    stop: (id) => theirs.runs.stop(id),
    job: (id) => theirs.jobs.get(id),
  }
  const ids: Record<string, string> = {
    dataset: dataset.id,
    rows: dataset.id,
    run: run?.id ?? '',
    stop: run?.id ?? '',
    job: jobs[0]?.id ?? '',
  }
  for (const [name, call] of Object.entries(calls)) {
    const foreign = ids[name] ?? experiment.id
    const [known, unknown] = await Promise.all(
      [foreign, nobodys].map((id) => call(id).catch((error: unknown) => error)),
    )
    const facts = (error: unknown, id: string) =>
      JSON.stringify(error, ['code', 'status', 'message', 'data']).replaceAll(id, 'ID')
    expect(known, name).toBeInstanceOf(Error)
    expect(facts(known, foreign), name).toBe(facts(unknown, nobodys))
    expect(known).toMatchObject({ status: 404 })
  }
  expect((await theirs.runs.list()).items).toEqual([])
  expect((await theirs.datasets.list()).items).toEqual([])
})

it('takes other columns for their parts, on a dataset that has none of the usual names', async () => {
  await using platform = await startPlatform()
  const assay = platform.client
  const csv =
    'text,summary\n"One thing happened. Then another.","One thing happened."\n"It rains. It pours.","It rains."\n'
  const dataset = await assay.datasets.upload(new Blob([csv]), { filename: 'other.csv' })
  const task = { type: 'summarization' } as const
  const make = (columns: object) => assay.experiments.create({ name: 'other', dataset_id: dataset.id, task, columns })
  await expect(make({ input: 'Text' })).rejects.toMatchObject({ code: 'COLUMN_UNKNOWN', data: { nearest: ['text'] } })
  const { id, columns } = await make({ input: 'text', reference: 'summary' })
  expect(columns).toEqual({ input: 'text', reference: 'summary', prediction: 'predictions' })
  const [run] = await assay.experiments.evaluate(id, { models: ['lead-1'] })
  const { jobs } = await assay.runs.wait(run?.id ?? '')
  expect(jobs[1]?.result).toMatchObject({ scores: { rouge1: { estimate: 1 } } })
})
