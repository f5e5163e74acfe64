import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { openStorage } from '@assay/storage'
import { expect, it } from 'vitest'
import { newsCsv, type Platform, spawnProgram, startModelEndpoint, startPlatform } from '../src/index.ts'

const task = { type: 'summarization' } as const

/** Changes one bit in the middle of an object. */
async function flipBit(platform: Pick<Platform, 'core' | 'storage_url'>, object_key: string): Promise<void> {
  await using storage = await openStorage(platform.storage_url)
  const path = storage.localPath(object_key) ?? ''
  const bytes = await readFile(path)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  await writeFile(path, bytes)
}

async function objectOf({ core }: Platform, blob_id: string | null | undefined): Promise<string> {
  const { object_key } = await core.db
    .selectFrom('blobs')
    .select('object_key')
    .where('id', '=', blob_id ?? '')
    .executeTakeFirstOrThrow()
  return object_key
}

it('uses no dataset of which a bit has changed: neither for rows nor for a run nor for a download', async () => {
  await using platform = await startPlatform()
  const { client, core } = platform
  const dataset = await client.datasets.upload(new Blob([newsCsv(30)]), { name: 'news', filename: 'news.csv' })
  const row = await core.db.selectFrom('datasets').selectAll().where('id', '=', dataset.id).executeTakeFirstOrThrow()
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  await flipBit(platform, await objectOf(platform, row.table_blob_id))
  const damaged = {
    code: 'OBJECT_DAMAGED',
    retryable: false,
    message: expect.stringContaining('The dataset "news", version 1, is damaged'),
    data: { damage: 'altered', dataset_id: dataset.id, job_id: null },
  }
  await expect(client.trpc.datasets.rows.query({ dataset_id: dataset.id })).rejects.toMatchObject({
    data: { error: { code: 'OBJECT_DAMAGED' } },
  })
  await expect(client.datasets.download(dataset.id, { as: 'parquet' })).rejects.toMatchObject(damaged)
  const [run] = await client.experiments.evaluate(id, { models: ['lead-1'] })
  expect(await client.runs.wait(run?.id ?? '')).toMatchObject({
    state: 'failed',
    error: { code: 'OBJECT_DAMAGED', data: { damage: 'altered', dataset_id: dataset.id } },
    jobs: [{ name: 'inference', state: 'failed', attempt: 1 }, { state: 'skipped' }],
  })
  await flipBit(platform, await objectOf(platform, row.original_blob_id))
  await expect(client.datasets.download(dataset.id)).rejects.toMatchObject(damaged)
})

it('compares nothing with scores of which a bit has changed, and names their job', async () => {
  await using platform = await startPlatform()
  const { client, core } = platform
  const dataset = await client.datasets.upload(new Blob([newsCsv(30)]), { name: 'news', filename: 'news.csv' })
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const runs = await client.experiments.evaluate(id, { models: ['lead-1', 'lead-3'] })
  for (const { id: run_id } of runs) await client.runs.wait(run_id)
  const { jobs } = await client.runs.get(runs[0]?.id ?? '')
  const job_id = jobs.find(({ name }) => name === 'evaluation')?.id ?? ''
  const output = await core.db
    .selectFrom('job_outputs')
    .select('blob_id')
    .where('job_id', '=', job_id)
    .executeTakeFirstOrThrow()
  await flipBit(platform, await objectOf(platform, output.blob_id))
  const comparison = await client.experiments.compare(id).catch((error: unknown) => error)
  expect(
    JSON.stringify(comparison instanceof Error ? { ...comparison, message: comparison.message } : comparison),
  ).toMatch(/OBJECT_DAMAGED|is damaged/)
  await expect(client.runs.examples(runs[0]?.id ?? '').then(({ items }) => items)).rejects.toMatchObject({
    code: 'OBJECT_DAMAGED',
    data: { damage: 'altered', dataset_id: null, job_id },
  })
})

it('hands jobs back while storage is away, takes no uploads, and goes on with the same attempts', async () => {
  const asked = Promise.withResolvers<void>()
  const open = Promise.withResolvers<void>()
  await using endpoint = await startModelEndpoint(async () => {
    asked.resolve()
    await open.promise
    return 'The harbour reopens.'
  })
  await using directory = await createThrowAwayDirectory()
  const storage_url = pathToFileURL(join(directory.path, 'disk')).href
  const admin = { email: 'admin@example.org', password: 'correct horse battery' }
  await using program = spawnProgram('apps/standalone/src/main.ts', {
    env: {
      ASSAY_DATA_DIR: join(directory.path, 'data'),
      ASSAY_STORAGE_URL: storage_url,
      ASSAY_PORT: '0',
      ASSAY_SAMPLE: 'off',
      ASSAY_ADMIN_EMAIL: admin.email,
      ASSAY_ADMIN_PASSWORD: admin.password,
      ASSAY_LOG_LEVEL: 'error',
    },
  })
  const [, url = ''] = await program.says(/^ready (\S+) in \d+ ms$/m)
  const client = new Assay({ url, ...admin, maxRetries: 0 })
  const dataset = await client.datasets.upload(new Blob([newsCsv(4)]), { name: 'news', filename: 'news.csv' })
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const models = [{ provider: 'openai-compatible' as const, model: 'slow', base_url: endpoint.base_url }, 'lead-1']
  const disk = fileURLToPath(storage_url)
  const runs = await client.experiments.evaluate(id, { models })
  await asked.promise
  await rename(disk, `${disk}-away`)
  open.resolve()
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(503)
  for await (const { type } of client.runs.events(runs[0]?.id ?? '')) if (type === 'job.handed_back') break
  const upload = await client.trpc.uploads.create
    .mutate({ filename: 'more.csv', size_bytes: 10 })
    .catch(() => undefined)
  const { key } = await client.apiKeys.create({ name: 'test' })
  const sent = await fetch(`${url}/api/v1/uploads/${upload?.id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${key}`, 'upload-offset': '0' },
    body: '0123456789',
  })
  expect(sent.status).toBe(upload ? 503 : 404)
  await expect(client.trpc.datasets.rows.query({ dataset_id: dataset.id })).rejects.toMatchObject({
    data: { error: { code: 'UNAVAILABLE' } },
  })
  await rename(`${disk}-away`, disk)
  for (const { id: run_id } of runs) {
    const ended = await client.runs.wait(run_id)
    expect(ended.state).toBe('succeeded')
    for (const job of ended.jobs) expect(job.attempts_left).toBe(2)
  }
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  program.kill('SIGTERM')
  expect(await program.exited).toBe(0)
})
