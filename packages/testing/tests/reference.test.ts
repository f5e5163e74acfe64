import { AssayError } from '@assay/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newsCsv, type Platform, startPlatform } from '../src/index.ts'

const task = { type: 'summarization' } as const
let platform: Platform

beforeAll(async () => {
  platform = await startPlatform()
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
})

function upload(name: string, examples: number, { client }: Pick<Platform, 'client'> = platform) {
  return client.datasets.upload(Buffer.from(newsCsv(examples)), { name, filename: 'news.csv' })
}

async function failure(call: PromiseLike<unknown>): Promise<AssayError> {
  const error = await call.then(undefined, (thrown: unknown) => thrown)
  if (!AssayError.is(error)) throw new Error('it failed with no error of Assay')
  return error
}

it('takes the name of a dataset for its newest version, name@1 and name:1 for that version', async () => {
  const first = await upload('by name', 4)
  const second = await upload('by name', 5)
  const { datasets } = platform.client
  expect((await datasets.get('by name')).id).toBe(second.id)
  expect((await datasets.get('by name@1')).id).toBe(first.id)
  expect((await datasets.get('by name:1')).id).toBe(first.id)
  expect((await datasets.rows('by name@1')).items).toHaveLength(4)
  expect((await (await datasets.download('by name@1')).text()).length).toBe(newsCsv(4).length)
  expect(await failure(datasets.get('by name@3'))).toMatchObject({ code: 'DATASET_NOT_FOUND' })
})

it('takes the beginning of an id wherever an id is taken', async () => {
  const dataset = await upload('by id', 4)
  const { client } = platform
  expect((await client.datasets.get(dataset.id.slice(0, 30))).id).toBe(dataset.id)
  const experiment = await client.experiments.create({ name: 'by id', dataset_id: 'by id', task })
  expect(experiment.dataset_id).toBe(dataset.id)
  const runs = await client.experiments.evaluate('by id', { models: ['lead-1', 'lead-3'] })
  const run_ids = runs.map(({ id }) => id)
  await client.runs.waitAll(run_ids)
  const comparison = await client.experiments.compare('by id', { run_ids: run_ids.map((id) => id.slice(0, 35)) })
  expect(comparison.run_ids).toEqual(run_ids)
  expect((await client.comparisons.get(comparison.id.slice(0, 35))).id).toBe(comparison.id)
  expect(await client.runs.list({ experiment_id: 'by id' })).toMatchObject({ items: [{}, {}] })
  const types: string[] = []
  for await (const { type } of client.runs.events((run_ids[0] ?? '').slice(0, 35))) types.push(type)
  expect(types.at(-1)).toBe('run.succeeded')
})

it('tells which things may be meant where several have the name', async () => {
  const dataset = await upload('twins', 4)
  const { experiments } = platform.client
  const twins = [
    await experiments.create({ name: 'twins', dataset_id: dataset.id, task }),
    await experiments.create({ name: 'twins', dataset_id: dataset.id, task }),
  ]
  const error = await failure(experiments.get('twins'))
  if (!AssayError.is(error, 'REFERENCE_AMBIGUOUS')) throw error
  expect(error.status).toBe(400)
  expect(error.data.candidates.map(({ id }) => id)).toEqual(twins.map(({ id }) => id).reverse())
  for (const { id } of twins) expect(error.message).toContain(id)
})

it("means one's own before what others share, and never what one may not see", async () => {
  const other = await platform.addUser({})
  const theirs = await upload('shared', 4, other)
  const { datasets } = platform.client
  expect(await failure(datasets.get('shared'))).toMatchObject({ code: 'DATASET_NOT_FOUND' })
  expect(await failure(datasets.get(theirs.id.slice(0, 30)))).toMatchObject({ code: 'DATASET_NOT_FOUND' })
  const { email } = platform.user.actor
  await other.client.shares.create({ dataset_id: 'shared', with: email })
  expect((await datasets.get('shared')).id).toBe(theirs.id)
  const own = await upload('shared', 5)
  expect((await datasets.get('shared')).id).toBe(own.id)
})

it('answers what it answered, when a change by name is asked for again under its key', async () => {
  await upload('gone by now', 4)
  const { datasets } = platform.client
  await datasets.delete('gone by now', { idempotencyKey: 'once' })
  await datasets.delete('gone by now', { idempotencyKey: 'once' })
  expect(await failure(datasets.delete('gone by now'))).toMatchObject({ code: 'DATASET_NOT_FOUND' })
})

it('writes the id into the audit log, whatever a thing was named by', async () => {
  const { id } = await upload('for the log', 4)
  await platform.client.datasets.delete('for the log')
  const { client } = await platform.addUser({ groups: ['users', 'admin'] })
  const { items } = await client.audit.list({ procedure: 'datasets.delete' })
  expect(items[0]?.target).toMatchObject({ dataset_id: id })
})
