import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { expect, it } from 'vitest'
import { type ModelEndpoint, newsCsv, type SpawnedProgram, spawnProgram, startModelEndpoint } from '../src/index.ts'

const count = 40
const admin = { email: 'admin@example.org', password: 'correct horse battery' }
const task = { type: 'summarization' } as const

interface Served {
  readonly url: string
  readonly client: Assay
  readonly headers: Readonly<Record<string, string>>
}

/** The platform as `npm start` runs it, with a Postgres of its own to be killed. */
function start(data_dir: string): SpawnedProgram {
  return spawnProgram('apps/standalone/src/main.ts', {
    env: {
      ASSAY_DATA_DIR: data_dir,
      ASSAY_PORT: '0',
      ASSAY_SAMPLE: 'off',
      ASSAY_ADMIN_EMAIL: admin.email,
      ASSAY_ADMIN_PASSWORD: admin.password,
      ASSAY_LOG_LEVEL: 'error',
    },
  })
}

async function signIn(program: SpawnedProgram): Promise<Served> {
  const [, url = ''] = await program.says(/^ready (\S+) in \d+ ms$/m)
  const { key } = await new Assay({ url, ...admin }).apiKeys.create({ name: 'test' })
  return { url, client: new Assay({ url, apiKey: key, maxRetries: 10 }), headers: { authorization: `Bearer ${key}` } }
}

const postmasterOf = async (data_dir: string) =>
  Number.parseInt(await readFile(join(data_dir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => ''), 10)

async function killPostgres(data_dir: string): Promise<number> {
  const pid = await postmasterOf(data_dir)
  process.kill(pid, 'SIGKILL')
  return pid
}

/** Kills Postgres, which cannot come back before that is allowed. */
async function keepDown(data_dir: string): Promise<{ allow(): Promise<void> }> {
  const needed = join(data_dir, 'postgres', 'PG_VERSION')
  await rename(needed, `${needed}.away`)
  await killPostgres(data_dir)
  return { allow: () => rename(`${needed}.away`, needed) }
}

/** Asks over and over, REST and tRPC in turns, until it is ended; says which statuses there were, and how often. */
function load({ url, headers }: Served, run_id: string) {
  const ending = new AbortController()
  const statuses = new Map<number, number>()
  const paths = ['/api/v1/me', `/api/v1/runs/${run_id}`, '/trpc/datasets.list?input={}', '/trpc/models.list?input={}']
  const ask = async (path: string) => {
    while (!ending.signal.aborted) {
      const answer = await fetch(url + path, { headers })
      await answer.arrayBuffer()
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    }
  }
  const asking = Promise.all(paths.map(ask))
  return {
    async end() {
      ending.abort()
      await asking
      return statuses
    },
  }
}

const isUp = async (url: string) => (await fetch(`${url}/readyz`)).status === 200

/** Starts a run whose model holds back most answers until it is told to give them. */
async function startSlowRun(client: Assay, endpoint: ModelEndpoint) {
  const dataset = await client.datasets.upload(new Blob([newsCsv(count)]), { name: 'news', filename: 'news.csv' })
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const models = [{ provider: 'openai-compatible' as const, model: 'slow', base_url: endpoint.base_url }]
  const [run] = await client.experiments.evaluate(id, { models })
  const run_id = run?.id ?? ''
  const answered = async () => (await client.runs.get(run_id)).jobs[0]?.progress?.done
  await expect.poll(answered, { timeout: 20_000 }).toBe(6)
  return { dataset_id: dataset.id, run_id }
}

async function startSlowEndpoint() {
  const open = Promise.withResolvers<void>()
  const endpoint = await startModelEndpoint(async ({ prompt }) => {
    if (!/number [0-5] /.test(prompt)) await open.promise
    return 'The harbour reopens.'
  })
  return Object.assign(endpoint, { open: open.resolve })
}

async function followToEnd(client: Assay, run_id: string) {
  const events: { seq: number; type: string; job_id: string | null }[] = []
  for await (const { seq, type, job_id } of client.runs.events(run_id)) events.push({ seq, type, job_id })
  return events
}

it('answers 503 while Postgres is gone, then goes on by itself: nothing is lost, nothing is recorded twice', async () => {
  await using endpoint = await startSlowEndpoint()
  await using directory = await createThrowAwayDirectory()
  await using program = start(directory.path)
  const served = await signIn(program)
  const { url, client, headers } = served
  const { dataset_id, run_id } = await startSlowRun(client, endpoint)
  const following = followToEnd(client, run_id)
  const waiting = client.runs.wait(run_id)
  const loading = load(served, run_id)

  const outage = await keepDown(directory.path)
  const names = Array.from({ length: 12 }, (_, index) => `made ${index}`)
  const made = Promise.all(names.map((name) => client.experiments.create({ name, dataset_id, task })))
  const sent = client.datasets.upload(new Blob([newsCsv(5_000)]), { name: 'sent', filename: 'sent.csv' })
  await expect.poll(() => isUp(url)).toBe(false)
  const rest = await fetch(`${url}/api/v1/runs/${run_id}`, { headers })
  expect(rest.status).toBe(503)
  expect(Number(rest.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await rest.json()).toMatchObject({ code: 'UNAVAILABLE', retryable: true, request_id: expect.any(String) })
  const rpc = await fetch(`${url}/trpc/datasets.list?input={}`, { headers })
  expect(rpc.status).toBe(503)
  expect(Number(rpc.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await rpc.json()).toMatchObject({ error: { data: { error: { code: 'UNAVAILABLE', retryable: true } } } })
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  await outage.allow()
  await expect.poll(() => isUp(url), { timeout: 20_000 }).toBe(true)
  endpoint.open()

  const ended = await waiting
  expect(ended.state).toBe('succeeded')
  expect(ended.jobs.map(({ name, state, attempt }) => [name, state, attempt])).toEqual([
    ['inference', 'succeeded', 1],
    ['evaluation', 'succeeded', 1],
  ])
  expect(ended.jobs[0]?.result).toMatchObject({ examples: count, failed: 0 })
  expect(new Set(endpoint.prompts).size).toBe(count)
  expect(endpoint.prompts).toHaveLength(count)

  const events = await following
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  const jobsOf = (type: string) => events.filter((event) => event.type === type).map(({ job_id }) => job_id)
  for (const type of ['run.created', 'run.succeeded']) expect(jobsOf(type)).toEqual([null])
  for (const type of ['job.started', 'job.succeeded']) {
    expect(jobsOf(type).toSorted()).toEqual(ended.jobs.map((job) => job.id).toSorted())
  }
  await made
  const { items } = await client.experiments.list({ limit: 200 })
  expect(items.map(({ name }) => name).toSorted()).toEqual(['news', ...names].toSorted())
  expect(await sent).toMatchObject({ state: 'ready', version: 1, examples: 5_000 })

  const statuses = await loading.end()
  expect([...statuses.keys()].toSorted()).toEqual([200, 503])
  program.kill('SIGTERM')
  expect(await program.exited).toBe(0)
})

it('keeps the answers that came while Postgres was gone: nothing is asked twice, and the first attempt succeeds', async () => {
  await using endpoint = await startSlowEndpoint()
  await using directory = await createThrowAwayDirectory()
  await using program = start(directory.path)
  const { url, client } = await signIn(program)
  const { run_id } = await startSlowRun(client, endpoint)
  const outage = await keepDown(directory.path)
  await expect.poll(() => isUp(url)).toBe(false)
  endpoint.open()
  await outage.allow()
  const ended = await client.runs.wait(run_id)
  expect(ended).toMatchObject({ state: 'succeeded', jobs: [{ attempt: 1 }, { attempt: 1 }] })
  expect(endpoint.prompts).toHaveLength(count)
  expect(ended.jobs[0]?.result).toMatchObject({ examples: count, failed: 0 })
  expect((await followToEnd(client, run_id)).map(({ type }) => type)).not.toContain('job.failed')
})

it('gets through Postgres dying again and again under load', async () => {
  await using directory = await createThrowAwayDirectory()
  await using program = start(directory.path)
  const served = await signIn(program)
  const { client, url } = served
  const dataset = await client.datasets.upload(new Blob([newsCsv(300)]), { name: 'news', filename: 'news.csv' })
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const runs = await client.experiments.evaluate(id, { models: ['lead-1', 'lead-3', 'textrank', 'random-sentences'] })
  const loading = load(served, runs[0]?.id ?? '')
  for (let kill = 0; kill < 3; kill += 1) {
    const killed = await killPostgres(directory.path)
    const isAnother = (pid: number) => pid > 0 && pid !== killed
    await expect.poll(() => postmasterOf(directory.path), { timeout: 20_000 }).toSatisfy(isAnother)
    await expect.poll(() => isUp(url), { timeout: 20_000 }).toBe(true)
  }
  for (const { id: run_id } of runs) {
    const ended = await client.runs.wait(run_id)
    expect(ended).toMatchObject({ state: 'succeeded', jobs: [{ state: 'succeeded' }, { state: 'succeeded' }] })
    expect(ended.jobs[1]?.result).toMatchObject({ examples: 300, failed: 0 })
    const events = await followToEnd(client, run_id)
    expect(events.filter(({ type }) => type === 'job.succeeded')).toHaveLength(2)
    expect(events.at(-1)?.type).toBe('run.succeeded')
  }
  const statuses = await loading.end()
  expect([200, 503]).toEqual(expect.arrayContaining([...statuses.keys()]))
})
