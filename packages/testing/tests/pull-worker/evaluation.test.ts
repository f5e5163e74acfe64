import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createWorker } from '@assay/access'
import { checkpointPrefix, sweepCheckpoints } from '@assay/core'
import { modelSpec } from '@assay/schemas'
import { Assay, type EvaluateParams, type RunDetail, toAssayError } from '@assay/sdk'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  newsCsv,
  type Platform,
  type SpawnedProgram,
  spawnProgram,
  startModelEndpoint,
  startPlatform,
} from '../../src/index.ts'

const count = 24
const metrics = ['rouge', 'bleu', 'exact_match']

const prediction = {
  ...{ input_tokens: null, output_tokens: null, cost: null, latency_ms: 1, finish_reason: 'stop' as const },
  ...{ reasoning: null, served_model: null, system_fingerprint: null, adaptations: [], answered_at: null },
}

let platform: Platform
let token = ''
let directory = ''
let experiment_id = ''
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  platform = stack.use(await startPlatform({ worker: false }))
  await platform.addWorker({ lease_seconds: 2 })
  directory = await mkdtemp(join(tmpdir(), 'assay-pull-evaluation-'))
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  ;({ token } = await createWorker(platform.core, platform.user.actor, { name: 'lab', labels: ['lab'] }))
  const { client } = platform
  const dataset = await client.datasets.upload(new Blob([newsCsv(count)]), { filename: 'news.csv' })
  experiment_id = (
    await client.experiments.create({ name: 'news', dataset_id: dataset.id, task: { type: 'summarization' } })
  ).id
})
afterAll(() => stack.disposeAsync())

/** Starts the program as its user does, with nothing but HTTP to the server. */
async function startWorker(...args: string[]): Promise<SpawnedProgram> {
  const program = spawnProgram('apps/pull-worker/src/main.ts', {
    env: { ASSAY_WORKER_TOKEN: token },
    args: [
      ...['--url', platform.url, '--name', 'gpu', '--work-dir', join(directory, 'work'), '--lease-seconds', '2'],
      ...['--sandbox', 'none', '--slots', '2', '--allow-private-urls', '127.0.0.1', ...args],
    ],
  })
  await program.says(/has \d+ slots/)
  return program
}

async function evaluate(params: EvaluateParams): Promise<RunDetail[]> {
  const runs = await platform.client.experiments.evaluate(experiment_id, { metrics, force_rerun: true, ...params })
  return Promise.all(runs.map(({ id }) => platform.client.runs.wait(id)))
}

/** What the evaluations found. */
function found(runs: readonly RunDetail[]): unknown[] {
  return runs.map(({ jobs }) => jobs.find(({ kind }) => kind === 'evaluation')?.result)
}

async function workersOf(runs: readonly RunDetail[]): Promise<Set<string | null>> {
  const jobs = await platform.core.db
    .selectFrom('jobs')
    .innerJoin('workers', 'workers.id', 'jobs.worker_id')
    .select(['workers.name'])
    .where(
      'jobs.run_id',
      'in',
      runs.map(({ id }) => id),
    )
    .execute()
  return new Set(jobs.map(({ name }) => name))
}

describe('a pull worker', { timeout: 30_000 }, () => {
  it('evaluates a baseline and a model that it alone can reach, with the very scores of the platform', async () => {
    await platform.client.secrets.put('endpoint', 'key-of-the-lab')
    await using endpoint = await startModelEndpoint(({ prompt, authorization }) =>
      authorization === 'Bearer key-of-the-lab' ? `Of ${prompt.slice(0, 60)}` : undefined,
    )
    const model = {
      provider: 'openai-compatible',
      model: 'lab',
      base_url: endpoint.base_url,
      secret: 'endpoint',
    } as const
    const models = ['lead-3', model]
    const here = await evaluate({ models })
    await using worker = await startWorker()
    const there = await evaluate({ models, labels: ['lab'], repeats: 2 })
    expect(there.flatMap(({ jobs }) => jobs.map(({ error }) => error))).toEqual([null, null, null, null, null, null])
    expect(await workersOf(there)).toEqual(new Set(['gpu']))
    expect(await workersOf(here)).toEqual(new Set(['a worker']))
    const once = await evaluate({ models, labels: ['lab'] })
    expect(found(once)).toEqual(found(here))
    worker.kill('SIGTERM')
    expect(await worker.exited).toBe(0)
  })

  it('may be killed in the middle: no answered call is made again', async () => {
    const open = Promise.withResolvers<void>()
    await using endpoint = await startModelEndpoint(async ({ prompt, asked_before }) => {
      if (!/number [0-9] /.test(prompt) && asked_before === 0) await open.promise
      return `About ${prompt.length} characters.`
    })
    await using doomed = await startWorker()
    const models = [{ provider: 'openai-compatible' as const, model: 'slow', base_url: endpoint.base_url }]
    const ending = evaluate({ models, labels: ['lab'] })
    const kept = () =>
      platform.core.db
        .selectFrom('model_calls')
        .select('key')
        .where(sql`prediction ->> 'output'`, 'like', 'About%')
        .execute()
    await expect.poll(async () => (await kept()).length, { timeout: 20_000 }).toBe(10)
    doomed.kill('SIGKILL')
    await doomed.exited
    const asked = endpoint.prompts.length
    open.resolve()
    await using _successor = await startWorker()
    const [ended] = await ending
    expect(ended).toMatchObject({ state: 'succeeded', jobs: [{ attempt: 2 }, {}] })
    const answered = endpoint.prompts.slice(0, asked).filter((prompt) => /number [0-9] /.test(prompt))
    expect(endpoint.prompts.slice(asked).filter((prompt) => answered.includes(prompt))).toEqual([])
  })

  it('may be killed while it scores: the next attempt goes on from the scores that were kept', async () => {
    const { client, core } = platform
    const words = (at: number) => Array.from({ length: 60 }, (_, word) => `w${(word * (at + 7)) % 53}`)
    const lines = Array.from({ length: 250 }, (_, at) => `${words(at).join(' ')},${words(at + 1).join(' ')}`)
    const csv = ['predictions,ground_truth', ...lines].join('\n')
    const dataset = await client.datasets.upload(new Blob([csv]), { filename: 'long.csv' })
    const task = { type: 'translation', source_language: 'de', target_language: 'en' } as const
    const { id } = await client.experiments.create({ name: 'long', dataset_id: dataset.id, task })
    await using doomed = await startWorker()
    const [run] = await client.experiments.evaluate(id, { metrics: ['ter'], labels: ['lab'] })
    const job_id = (await client.runs.get(run?.id ?? '')).jobs[0]?.id ?? ''
    const keys = async () => {
      const found: string[] = []
      for await (const { key } of core.storage.list(checkpointPrefix(job_id))) found.push(key)
      return found
    }
    await expect.poll(async () => (await keys()).length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0)
    doomed.kill('SIGKILL')
    await doomed.exited
    // one of them is another now, which only who reads it can know
    const [key = ''] = await keys()
    const text = Buffer.concat(await (await core.storage.read(key)).toArray()).toString()
    const changed = Buffer.from(text.replace(/("ter":\[)[^,\]]+/, '$11000000'))
    const hash = createHash('sha256').update(changed).digest('hex')
    await core.storage.put(key.replace(/[^-]+$/, hash), Readable.from([changed]))
    await core.storage.delete(key)
    await using _successor = await startWorker()
    const ended = await client.runs.wait(run?.id ?? '')
    expect(ended).toMatchObject({ state: 'succeeded', jobs: [{ attempt: 2 }] })
    expect(JSON.stringify(found([ended]))).toMatch(/"estimate":40\d\d/)
    await sweepCheckpoints(core)
    expect(await keys()).toEqual([])
  }, 60_000)

  it('pauses a run whose budget is spent, and goes on when it is raised', async () => {
    await using endpoint = await startModelEndpoint(() => 'Within a budget.')
    await using _worker = await startWorker()
    const { client } = platform
    const [run] = await client.experiments.evaluate(experiment_id, {
      models: [{ provider: 'openai-compatible', model: 'dear', base_url: endpoint.base_url }],
      ...{ labels: ['lab'], budget: { tokens: 150 } },
    })
    const run_id = run?.id ?? ''
    const look = () => client.runs.get(run_id)
    await expect.poll(async () => (await look()).budget?.paused_at, { timeout: 20_000 }).toBeTruthy()
    const [asking] = (await look()).jobs
    expect(asking).toMatchObject({ state: 'queued', attempts_left: 3 })
    expect((await client.jobs.get(asking?.id ?? '')).waiting).toMatchObject({ reason: 'budget_reached' })
    expect((await look()).budget?.spent.tokens).toBe(endpoint.prompts.length * 15)
    await client.runs.raiseBudget(run_id, { tokens: 100_000 })
    await client.runs.wait(run_id, { throwOnFailure: true })
    expect(new Set(endpoint.prompts).size).toBe(endpoint.prompts.length)
  })

  it('is told of answers, and keeps them, for a job alone that it holds', async () => {
    const { work } = new Assay({ url: platform.url, apiKey: token, maxRetries: 0 }).trpc
    const open = () => work.open.mutate({ name: 'by hand', slots: 1, kinds: ['inference'], offers: { labels: [] } })
    const [{ id: session_id }, { id: other }] = [await open(), await open()]
    const model = { provider: 'openai-compatible', model: 'm', base_url: 'http://127.0.0.1:9/v1', secret: 'endpoint' }
    const models = [modelSpec.parse(model)]
    const [run] = await platform.client.experiments.evaluate(experiment_id, { models, labels: ['lab'] })
    const { jobs } = await work.claim.mutate({ session_id, slots: 1, wait_seconds: 10 })
    const attempt = { session_id, job_id: jobs[0]?.id ?? '', attempt: 1 }
    const { inputs, secrets } = await work.material.query(attempt)
    expect([inputs.map(({ path }) => path), secrets]).toEqual([['dataset.parquet'], { API_KEY: 'key-of-the-lab' }])
    const key = 'a'.repeat(64)
    expect(await work.calls.mutate({ ...attempt, keys: [key] })).toEqual({ items: [] })
    const [first, second] = ['first', 'second'].map((output) => ({ key, prediction: { ...prediction, output } }))
    for (const item of [first, second]) await work.keep_calls.mutate({ ...attempt, items: item ? [item] : [] })
    expect(await work.calls.mutate({ ...attempt, keys: [key] })).toMatchObject({ items: [first] })
    const refused = work.calls.mutate({ ...attempt, session_id: other, keys: [key] })
    await expect(refused.catch((error: unknown) => toAssayError(error).code)).resolves.toBe('ATTEMPT_SUPERSEDED')
    await work.close.mutate({ session_id })
    await platform.client.runs.stop(run?.id ?? '')
  })
})
