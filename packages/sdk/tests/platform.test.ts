import { expect, test } from 'vitest'
import { startPlatform } from '../../testing/src/index.ts'
import { AssayError } from '../src/index.ts'

const articles = Array.from({ length: 12 }, (_, at) => {
  const text = `The ${at}th harbour opened today. Boats from ${at} towns came. Nobody had expected so many of them.`
  return `"${text}","Boats from ${at} towns came to the new harbour."`
})
const csv = ['examples,ground_truth', ...articles].join('\n')

test('from a file to a verdict', async () => {
  await using platform = await startPlatform()
  const assay = platform.client
  const dataset = await assay.datasets.upload(new File([csv], 'news.csv'), { name: 'news' })
  expect(dataset).toMatchObject({ name: 'news', state: 'ready', examples: 12, format: 'csv' })
  const experiment = await assay.experiments.create({
    name: 'news',
    dataset_id: dataset.id,
    task: { type: 'summarization' },
  })
  const runs = await assay.experiments.evaluate(experiment.id, { models: ['lead-1', 'lead-3'], metrics: ['rouge'] })
  expect(runs.map(({ name }) => name)).toEqual(['lead-1', 'lead-3'])
  const [first, second] = runs
  if (!first || !second) throw new Error('there are two runs')

  const types: string[] = []
  for await (const event of assay.runs.events(first.id)) types.push(event.type)
  expect(types[0]).toBe('run.created')
  expect(types.at(-1)).toBe('run.succeeded')
  await expect(assay.runs.wait(second.id, { throwOnFailure: true })).resolves.toMatchObject({ state: 'succeeded' })

  const comparison = await assay.experiments.compare(experiment.id)
  expect(comparison.verdict.sentence).toMatch(/lead-\d/)
  expect(comparison.runs.map(({ examples }) => examples)).toEqual([12, 12])
})

test('events go on from an event that is known', async () => {
  await using platform = await startPlatform()
  const assay = platform.client
  const dataset = await assay.datasets.upload(Buffer.from(csv), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const experiment = await assay.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const [run] = await assay.experiments.evaluate(experiment.id, { models: ['lead-1'] })
  if (!run) throw new Error('there is a run')
  const all: number[] = []
  for await (const { seq } of assay.runs.events(run.id)) all.push(seq)
  const later: number[] = []
  for await (const { seq } of assay.runs.events(run.id, { after: 2 })) later.push(seq)
  expect(later).toEqual(all.slice(2))
})

test('a refused file names line and column', async () => {
  await using platform = await startPlatform()
  const ragged = Buffer.from('examples,ground_truth\na,b\na,b,c\n')
  const error = await platform.client.datasets
    .upload(ragged, { filename: 'news.csv' })
    .catch((thrown: unknown) => thrown)
  expect(AssayError.is(error, 'TABLE_INVALID') && error.data.line).toBe(3)
})

test('rows, downloads and lists answer what was uploaded', async () => {
  await using platform = await startPlatform()
  const assay = platform.client
  const dataset = await assay.datasets.upload(new Blob([csv]).stream(), { filename: 'wörds.csv' })
  const rows: unknown[] = []
  for await (const row of assay.datasets.rows(dataset.id, { limit: 5 })) rows.push(row['example'])
  expect(rows).toEqual(Array.from({ length: 12 }, (_, at) => at))
  const download = await assay.datasets.download(dataset.id)
  expect([download.filename, await download.text()]).toEqual(['wörds.csv', csv])
  const parquet = await (await assay.datasets.download(dataset.id, { as: 'parquet' })).bytes()
  expect(Buffer.from(parquet.subarray(0, 4)).toString()).toBe('PAR1')
  for (const rows of [4, 5, 6, 6]) {
    const some = csv.split('\n').slice(0, rows).join('\n')
    const made = await assay.datasets.upload(Buffer.from(some), { name: 'more', filename: 'a.csv' })
    expect([made.version, made.examples]).toEqual([Math.min(rows - 3, 3), rows - 1])
  }
  const versions: number[] = []
  for await (const { version } of assay.datasets.list({ name: 'more', limit: 2 })) versions.push(version)
  expect(versions).toEqual([3, 2, 1])
  await assay.datasets.delete(dataset.id)
  await expect(assay.datasets.get(dataset.id)).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND', status: 404 })
})

test('the catalogue, secrets, keys and who one is', async () => {
  await using platform = await startPlatform({ worker: false })
  const assay = platform.client
  expect((await assay.models.list()).items.map(({ name }) => name)).toContain('lead-3')
  expect((await assay.metrics.list()).items.map(({ name }) => name)).toContain('rouge')
  await assay.secrets.put('KEY', 'value')
  expect((await assay.secrets.list()).items.map(({ name }) => name)).toEqual(['KEY'])
  await assay.secrets.delete('KEY')
  const key = await assay.apiKeys.create({ name: 'laptop' })
  expect((await assay.apiKeys.list()).items.map(({ name }) => name)).toEqual(['laptop', 'test'])
  await assay.apiKeys.revoke(key.id)
  expect((await assay.whoami()).id).toBe(platform.user.actor.user_id)
})

test('a column called __proto__ is uploaded, listed and read like every other', async () => {
  await using platform = await startPlatform()
  const csv = Buffer.from('examples,ground_truth,__proto__\na,b,c\n')
  const dataset = await platform.client.datasets.upload(csv, { filename: 'a.csv' })
  expect(dataset.columns?.map(({ name }) => name)).toEqual(['examples', 'ground_truth', '__proto__'])
  const [row = {}] = (await platform.client.datasets.rows(dataset.id)).items
  expect(Object.entries(row).map(([name]) => name)).toEqual(['example', 'examples', 'ground_truth', '__proto__'])
})
