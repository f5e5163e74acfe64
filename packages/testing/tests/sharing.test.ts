import { newId } from '@assay/db'
import { submitRuns, transactAround } from '@assay/engine'
import { type Assay, toAssayError } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newsCsv, type Platform, startPlatform, type TestUser } from '../src/index.ts'

let platform: Platform
let owner: TestUser
let ids: Awaited<ReturnType<typeof evaluateNews>>

beforeAll(async () => {
  platform = await startPlatform()
  owner = platform.user
  ids = await evaluateNews(owner.client)
}, 60_000)
afterAll(() => platform[Symbol.asyncDispose]())

/** A dataset, an experiment on it, two runs that succeeded, and their comparison. */
async function evaluateNews(assay: Assay) {
  const file = new Blob([newsCsv(12)])
  const { id: dataset_id } = await assay.datasets.upload(file, { name: 'news', filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const { id: experiment_id } = await assay.experiments.create({ name: 'news', dataset_id, task })
  const run_ids = await evaluate(assay, experiment_id, ['lead-1', 'lead-3'])
  const [run_id = '', other_run_id = ''] = run_ids
  const [inference] = (await assay.runs.get(run_id)).jobs
  const { id: comparison_id } = await assay.experiments.compare(experiment_id)
  return { dataset_id, experiment_id, run_id, other_run_id, job_id: inference?.id ?? '', comparison_id }
}

async function evaluate(assay: Assay, experiment_id: string, models: string[]): Promise<string[]> {
  const runs = await assay.experiments.evaluate(experiment_id, { models, metrics: ['rouge'] })
  for (const run of runs) await assay.runs.wait(run.id, { throwOnFailure: true })
  return runs.map(({ id }) => id)
}

/** The code with which something is refused; `none`: it is not. */
async function codeOf(promise: PromiseLike<unknown>): Promise<string> {
  try {
    await promise
    return 'none'
  } catch (error) {
    return toAssayError(error).code
  }
}

async function lastEvent(assay: Assay, run_id: string): Promise<string | undefined> {
  let last: string | undefined
  for await (const { type } of assay.runs.events(run_id)) last = type
  return last
}

/** Everything that can be read of what was evaluated, and how it is answered. */
async function readAll(assay: Assay): Promise<Record<string, string>> {
  const { dataset_id, experiment_id, run_id, job_id, comparison_id } = ids
  const reads = {
    dataset: assay.datasets.get(dataset_id),
    rows: assay.datasets.rows(dataset_id),
    download: assay.datasets.download(dataset_id).then((file) => file.bytes()),
    experiment: assay.experiments.get(experiment_id),
    run: assay.runs.get(run_id),
    examples: assay.runs.examples(run_id),
    events: lastEvent(assay, run_id),
    job: assay.jobs.get(job_id),
    output: assay.jobs.output(job_id, 'predictions').then((file) => file.bytes()),
    comparison: assay.comparisons.get(comparison_id),
    slices: assay.comparisons.slices(comparison_id, { column: 'ground_truth' }),
    pairs: assay.comparisons.examples(comparison_id),
    report: assay.comparisons.export(comparison_id, 'html').then((file) => file.bytes()),
    bundle: assay.comparisons.export(comparison_id, 'bundle').then((file) => file.bytes()),
  }
  return Object.fromEntries(
    await Promise.all(Object.entries(reads).map(async ([name, read]) => [name, await codeOf(read)] as const)),
  )
}

const refused = {
  dataset: 'DATASET_NOT_FOUND',
  rows: 'DATASET_NOT_FOUND',
  download: 'DATASET_NOT_FOUND',
  experiment: 'EXPERIMENT_NOT_FOUND',
  run: 'RUN_NOT_FOUND',
  examples: 'RUN_NOT_FOUND',
  events: 'RUN_NOT_FOUND',
  job: 'JOB_NOT_FOUND',
  output: 'JOB_NOT_FOUND',
  comparison: 'COMPARISON_NOT_FOUND',
  slices: 'COMPARISON_NOT_FOUND',
  pairs: 'COMPARISON_NOT_FOUND',
  report: 'COMPARISON_NOT_FOUND',
  bundle: 'COMPARISON_NOT_FOUND',
}
const all = Object.fromEntries(Object.keys(refused).map((name) => [name, 'none']))

describe('what is shared', () => {
  it('is, of an experiment, all that belongs to it, and nothing once that is revoked', async () => {
    const { client, actor } = await platform.addUser()
    expect(await readAll(client)).toEqual(refused)
    const { experiment_id } = ids
    const share = await owner.client.shares.create({ experiment_id, with: actor.email })
    expect(await readAll(client)).toEqual(all)
    expect(await codeOf(client.experiments.compare(experiment_id))).toBe('FORBIDDEN')
    await owner.client.shares.delete(share.id)
    expect(await readAll(client)).toEqual(refused)
  })

  it('is, of a dataset, the dataset alone', async () => {
    const { client, actor } = await platform.addUser()
    await owner.client.shares.create({ dataset_id: ids.dataset_id, with: { user_id: actor.user_id } })
    expect(await readAll(client)).toEqual({ ...refused, dataset: 'none', rows: 'none', download: 'none' })
  })

  it('is, of a run, the run with its outputs and the examples that it was given', async () => {
    const { client, actor } = await platform.addUser()
    await owner.client.shares.create({ run_id: ids.run_id, with: actor.email })
    const ofRun = { run: 'none', examples: 'none', events: 'none', job: 'none', output: 'none' }
    expect(await readAll(client)).toEqual({ ...refused, ...ofRun })
    const { items } = await client.runs.examples(ids.run_id, { limit: 1 })
    expect(items[0]?.input).toContain('harbour')
  })

  it('is, of a run on a dataset that its owner was only lent, nothing of that dataset', async () => {
    const [middle, last] = [await platform.addUser(), await platform.addUser()]
    const { dataset_id } = ids
    await owner.client.shares.create({ dataset_id, with: middle.actor.email })
    const { id } = await middle.client.experiments.create({ name: 'lent', dataset_id, task: { type: 'summarization' } })
    const [run_id = ''] = await evaluate(middle.client, id, ['lead-1'])
    await middle.client.shares.create({ run_id, with: last.actor.email })
    expect((await last.client.runs.get(run_id)).state).toBe('succeeded')
    expect(await codeOf(middle.client.runs.examples(run_id))).toBe('none')
    expect(await codeOf(last.client.runs.examples(run_id))).toBe('DATASET_NOT_FOUND')
    // lead-1 answers with a part of what it is given
    const { jobs } = await last.client.runs.get(run_id)
    const inference = jobs.find(({ kind }) => kind === 'inference')?.id ?? ''
    const answersFor = ({ key }: { readonly key: string }) =>
      fetch(`${platform.url}/api/v1/jobs/${inference}/outputs/predictions`, {
        headers: { authorization: `Bearer ${key}` },
      })
    expect((await answersFor(middle)).status).toBe(200)
    const refused = await answersFor(last)
    expect([refused.status, await refused.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'DATASET_NOT_FOUND' }),
    ])
  })

  it('is a new dataset to experiment on for whom it is shared with', async () => {
    const { client, actor } = await platform.addUser()
    const { dataset_id } = ids
    await owner.client.shares.create({ dataset_id, with: actor.email })
    const { id } = await client.experiments.create({ name: 'mine', dataset_id, task: { type: 'summarization' } })
    await evaluate(client, id, ['lead-1', 'lead-3'])
    expect((await client.experiments.compare(id)).verdict.sentence).toMatch(/lead-/)
    expect(await codeOf(owner.client.experiments.get(id))).toBe('EXPERIMENT_NOT_FOUND')
  })
})

describe('a comparison', () => {
  it('is made in an experiment by those who may write it, and seen by all of its readers', async () => {
    const [writer, reader] = [await platform.addUser(), await platform.addUser()]
    const { experiment_id } = ids
    await owner.client.shares.create({ experiment_id, with: writer.actor.email, access: 'write' })
    await owner.client.shares.create({ experiment_id, with: reader.actor.email })
    const [theirs = ''] = await evaluate(writer.client, experiment_id, ['random-sentences'])
    const { id } = await writer.client.experiments.compare(experiment_id, { run_ids: [ids.run_id, theirs] })
    for (const { client } of [owner, reader]) {
      expect(await client.comparisons.get(id)).toMatchObject({ owner_id: writer.actor.user_id, experiment_id })
      const { items } = await client.comparisons.list({ experiment_id })
      expect(items.map((item) => item.id)).toContain(id)
    }
  })

  it('of runs that may only be read is its maker’s alone, for as long as they may be', async () => {
    const { client, actor } = await platform.addUser()
    const shares = await Promise.all(
      [ids.run_id, ids.other_run_id].map((run_id) => owner.client.shares.create({ run_id, with: actor.email })),
    )
    const { id, experiment_id } = await client.comparisons.create({ run_ids: [ids.run_id, ids.other_run_id] })
    expect(experiment_id).toBeNull()
    expect((await client.comparisons.examples(id)).items.length).toBeGreaterThan(0)
    expect(await codeOf(client.comparisons.export(id, 'bundle'))).toBe('DATASET_NOT_FOUND')
    expect(await codeOf(client.comparisons.slices(id, { column: 'ground_truth' }))).toBe('DATASET_NOT_FOUND')
    expect(await codeOf(owner.client.comparisons.get(id))).toBe('COMPARISON_NOT_FOUND')
    await owner.client.shares.delete(shares[1]?.id ?? '')
    expect(await codeOf(client.comparisons.get(id))).toBe('COMPARISON_NOT_FOUND')
    expect((await client.comparisons.list()).items).toEqual([])
  })
})

it('lets everyone read and compare the sample, each for themselves, and nobody evaluate in it', async () => {
  const { db } = platform.core
  const sample = await evaluateNews((await platform.addUser()).client)
  await db.updateTable('datasets').set({ is_sample: true }).where('id', '=', sample.dataset_id).execute()
  await db.updateTable('experiments').set({ is_sample: true }).where('id', '=', sample.experiment_id).execute()
  const [one, another] = [await platform.addUser(), await platform.addUser()]
  expect(await codeOf(one.client.comparisons.get(sample.comparison_id))).toBe('none')
  expect(await codeOf(one.client.runs.examples(sample.run_id))).toBe('none')
  const { id } = await one.client.experiments.compare(sample.experiment_id, { seed: 1 })
  expect(await codeOf(one.client.comparisons.examples(id))).toBe('none')
  expect(await codeOf(another.client.comparisons.get(id))).toBe('COMPARISON_NOT_FOUND')
  const { items } = await another.client.comparisons.list({ experiment_id: sample.experiment_id })
  expect(items.map((item) => item.id)).toEqual([sample.comparison_id])
  expect(await codeOf(another.client.experiments.evaluate(sample.experiment_id, { models: ['lead-1'] }))).toBe(
    'FORBIDDEN',
  )
  expect((await another.client.runs.list()).items).toEqual([])
})

it('ends what goes on, a stream of events as well as a wait, when the share of its run is revoked', async () => {
  const { client, actor } = await platform.addUser()
  const run_id = await submitEndless()
  const share = await owner.client.shares.create({ run_id, with: actor.email })
  const events = client.runs.events(run_id)
  expect((await events.next()).value).toMatchObject({ type: 'run.created' })
  const wait = codeOf(client.trpc.runs.get.query({ run_id, wait_seconds: 30 }))
  await owner.client.shares.delete(share.id)
  const rest = (async () => {
    for await (const { type } of events) expect(type).toBe('job.queued')
  })()
  expect(await Promise.all([codeOf(rest), wait])).toEqual(['RUN_NOT_FOUND', 'RUN_NOT_FOUND'])
})

/** A run of the owner's that nobody executes. */
async function submitEndless(): Promise<string> {
  const { jobs } = await owner.client.runs.get(ids.run_id)
  const waiting = jobs.slice(0, 1).map(({ name, kind, spec }) => {
    return { name, kind, spec, needs: [], fingerprint: null, placement: 'worker' } as const
  })
  const submission = { owner_id: owner.actor.user_id, name: 'endless', jobs: waiting }
  const [run_id = ''] = await transactAround(platform.core, (held) => submitRuns(held, [submission]))
  return run_id
}

it('answers for what is not shared any more exactly as for what never was', async () => {
  const { client, actor, key } = await platform.addUser()
  const { experiment_id } = ids
  const share = await owner.client.shares.create({ experiment_id, with: actor.email, access: 'write' })
  expect(await codeOf(client.experiments.get(experiment_id))).toBe('none')
  await owner.client.shares.delete(share.id)
  const ask = async (method: string, path: string, id: string) => {
    const url = `${platform.url}/api/v1${path.replace('{id}', id)}`
    const headers = { authorization: `Bearer ${key}`, 'x-request-id': 'same', 'content-type': 'application/json' }
    const answer = await fetch(url, { method, headers, ...(method === 'POST' && { body: '{}' }) })
    return `${answer.status} ${(await answer.text()).replaceAll(id, '{id}')}`
  }
  const requests = [
    ['GET', '/datasets/{id}', ids.dataset_id],
    ['GET', '/datasets/{id}/download', ids.dataset_id],
    ['POST', '/datasets/{id}/rows', ids.dataset_id],
    ['DELETE', '/datasets/{id}', ids.dataset_id],
    ['GET', '/experiments/{id}', experiment_id],
    ['POST', '/experiments/{id}/runs', experiment_id],
    ['POST', '/experiments/{id}/comparisons', experiment_id],
    ['DELETE', '/experiments/{id}', experiment_id],
    ['GET', '/runs?experiment_id={id}', experiment_id],
    ['GET', '/comparisons?experiment_id={id}', experiment_id],
    ['GET', '/shares?experiment_id={id}', experiment_id],
    ['GET', '/runs/{id}', ids.run_id],
    ['GET', '/runs/{id}/events', ids.run_id],
    ['GET', '/runs/{id}/examples', ids.run_id],
    ['POST', '/runs/{id}/stop', ids.run_id],
    ['POST', '/runs/{id}/retry', ids.run_id],
    ['DELETE', '/runs/{id}', ids.run_id],
    ['GET', '/jobs?run_id={id}', ids.run_id],
    ['GET', '/jobs/{id}', ids.job_id],
    ['GET', '/jobs/{id}/outputs/predictions', ids.job_id],
    ['GET', '/comparisons/{id}', ids.comparison_id],
    ['GET', '/comparisons/{id}/slices?column=examples', ids.comparison_id],
    ['GET', '/comparisons/{id}/examples', ids.comparison_id],
    ['GET', '/comparisons/{id}/export?format=md', ids.comparison_id],
    ['DELETE', '/shares/{id}', share.id],
  ] as const
  for (const [method, path, id] of requests) {
    const answered = await ask(method, path, id)
    expect(answered).toMatch(/^404 /)
    expect(answered).toBe(await ask(method, path, newId()))
  }
})

it('writes down who shared what with whom, and who revoked it', async () => {
  const { actor } = await platform.addUser()
  const share = await owner.client.shares.create({ run_id: ids.run_id, with: actor.email })
  await owner.client.shares.delete(share.id)
  const entries = platform.core.db.selectFrom('audit_entries').select(['procedure', 'target', 'changes'])
  const written = await entries.where('procedure', 'like', 'shares.%').orderBy('id', 'desc').limit(2).execute()
  expect(written).toMatchObject([
    { procedure: 'shares.delete', target: { share_id: share.id } },
    {
      procedure: 'shares.create',
      target: { run_id: ids.run_id, id: share.id },
      changes: { with: { email: actor.email } },
    },
  ])
})
