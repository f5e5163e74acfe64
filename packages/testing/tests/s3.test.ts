import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { type S3Server, s3ServerMissing, startFaultProxy, startS3Server } from '@assay/storage/testing'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { newsCsv, spawnProgram, startModelEndpoint, startPlatform } from '../src/index.ts'
import { apiProgram, atWork, ready, refusalOf, setScene, standalone, workerProgram } from './processes/scene.ts'

const task = { type: 'summarization' } as const
const missing = s3ServerMissing('versitygw')
let server: S3Server

beforeAll(async () => {
  if (missing === undefined) server = await startS3Server('versitygw')
})

beforeEach(({ skip }) => {
  skip(missing !== undefined, missing)
  for (const [variable, value] of Object.entries(server.env)) vi.stubEnv(variable, value)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await server?.[Symbol.asyncDispose]()
})

it('goes from a file to a verdict and back to the file with all objects in a bucket, and leaves no copies', async () => {
  await using platform = await startPlatform({ storage_url: server.newUrl() })
  const { client, core } = platform
  const csv = newsCsv(40)
  const dataset = await client.datasets.upload(new Blob([csv]), { name: 'news', filename: 'news.csv' })
  expect(dataset).toMatchObject({ state: 'ready', examples: 40 })
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const models = ['lead-3', 'random-sentences']
  const runs = await client.experiments.evaluate(id, { models, metrics: ['rouge'] })
  for (const run of runs) expect(await client.runs.wait(run.id)).toMatchObject({ state: 'succeeded' })
  const comparison = await client.experiments.compare(id)
  expect(comparison.verdict).toMatchObject({ outcome: 'worse', trusted_run_id: runs[0]?.id })
  const { items } = await client.runs.examples(runs[0]?.id ?? '', { limit: 3 })
  expect(items[0]?.prediction).toContain('The harbour number 0')
  const original = await client.datasets.download(dataset.id)
  expect(await new Response(original.stream).text()).toBe(csv)
  const kept = (await readdir(core.scratch_directory)).filter((name) => /^(job|part)-/.test(name))
  expect(kept).toEqual([])
})

it('uses no dataset that has rotted in the bucket', async () => {
  const storage_url = server.newUrl()
  await using platform = await startPlatform({ storage_url })
  const { client, core } = platform
  const dataset = await client.datasets.upload(new Blob([newsCsv(30)]), { name: 'news', filename: 'news.csv' })
  const { object_key } = await core.db
    .selectFrom('blobs')
    .innerJoin('datasets', 'datasets.table_blob_id', 'blobs.id')
    .select('object_key')
    .where('datasets.id', '=', dataset.id)
    .executeTakeFirstOrThrow()
  const path = join(server.folder, new URL(storage_url).pathname, object_key.replace(/([^/]+)$/, '=$1'))
  const bytes = await readFile(path)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  await writeFile(path, bytes)
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const [run] = await client.experiments.evaluate(id, { models: ['lead-1'] })
  expect(await client.runs.wait(run?.id ?? '')).toMatchObject({
    state: 'failed',
    error: { code: 'OBJECT_DAMAGED', data: { damage: 'altered', dataset_id: dataset.id } },
  })
})

it('hands jobs back while the store does not answer, and goes on with the same attempts', async () => {
  const asked = Promise.withResolvers<void>()
  const open = Promise.withResolvers<void>()
  await using endpoint = await startModelEndpoint(async () => {
    asked.resolve()
    await open.promise
    return 'The harbour reopens.'
  })
  await using proxy = await startFaultProxy(server.endpoint)
  await using directory = await createThrowAwayDirectory()
  const admin = { email: 'admin@example.org', password: 'correct horse battery' }
  await using program = spawnProgram(standalone, {
    env: {
      ...server.env,
      AWS_ENDPOINT_URL_S3: proxy.url,
      ASSAY_DATA_DIR: directory.path,
      ASSAY_STORAGE_URL: server.newUrl(),
      ASSAY_PORT: '0',
      ASSAY_SAMPLE: 'off',
      ASSAY_ADMIN_EMAIL: admin.email,
      ASSAY_ADMIN_PASSWORD: admin.password,
      ASSAY_LOG_LEVEL: 'error',
    },
  })
  const { url } = await ready(program)
  const client = new Assay({ url, ...admin, maxRetries: 0 })
  const dataset = await client.datasets.upload(new Blob([newsCsv(4)]), { name: 'news', filename: 'news.csv' })
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const models = [{ provider: 'openai-compatible' as const, model: 'slow', base_url: endpoint.base_url }, 'lead-1']
  const runs = await client.experiments.evaluate(id, { models })
  await asked.promise
  proxy.meet(() => ({ answers: 503, code: 'ServiceUnavailable' }))
  open.resolve()
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 30_000 }).toBe(503)
  for await (const { type } of client.runs.events(runs[0]?.id ?? '')) if (type === 'job.handed_back') break
  await expect(client.trpc.datasets.rows.query({ dataset_id: dataset.id })).rejects.toMatchObject({
    data: { error: { code: 'UNAVAILABLE' } },
  })
  proxy.meet(() => undefined)
  for (const { id: run_id } of runs) {
    const ended = await client.runs.wait(run_id)
    expect(ended.state).toBe('succeeded')
    for (const job of ended.jobs) expect(job.attempts_left).toBe(2)
  }
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  program.kill('SIGTERM')
  expect(await program.exited).toBe(0)
})

it('lets several servers and workers share a bucket, and says in a line why another cannot start', async () => {
  await using scene = await setScene()
  const env = { ...server.env, ASSAY_STORAGE_URL: server.newUrl() }
  const one = await ready(scene.start(apiProgram, env))
  const other = await ready(scene.start(apiProgram, { ...env, ASSAY_DATA_DIR: scene.folder('other') }))
  await atWork(scene.start(workerProgram, { ...env, ASSAY_DATA_DIR: scene.folder('worker') }))
  const dataset = await one.client.datasets.upload(new Blob([newsCsv(12)]), { filename: 'news.csv' })
  const { id } = await one.client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const [run] = await other.client.experiments.evaluate(id, { models: ['lead-1'] })
  expect(await one.client.runs.wait(run?.id ?? '')).toMatchObject({ state: 'succeeded' })
  const wrong: [Record<string, string>, RegExp][] = [
    [{ ASSAY_STORAGE_URL: server.newUrl() }, /objects of this database are not in s3:.*its bucket and prefix/],
    [{ ASSAY_STORAGE_URL: 's3://no-such-bucket/a' }, /no bucket "no-such-bucket" at http:.*aws s3 mb/],
    [{ AWS_SECRET_ACCESS_KEY: 'wrong' }, /refuses the credentials .*AWS_SECRET_ACCESS_KEY/],
    [
      { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' },
      /nothing answers at http:\S+:9\/? \(ECONNREFUSED\)\. Check the endpoint/,
    ],
    [{ ASSAY_STORAGE_URL: `${env.ASSAY_STORAGE_URL}?path=true` }, /unknown setting "path". Correct ASSAY_STORAGE_URL/],
  ]
  const refusals = await Promise.all(
    wrong.map(([change]) => refusalOf(scene.start(workerProgram, { ...env, ...change }))),
  )
  for (const [at, refusal] of refusals.entries()) {
    expect(refusal).toMatch(wrong[at]?.[1] ?? 'a reason')
    expect(refusal).not.toContain('    at ')
  }
}, 120_000)
