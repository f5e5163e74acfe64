import { spawnSync } from 'node:child_process'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { beforeEach, expect, it } from 'vitest'
import { newsCsv, spawnProgram } from '../src/index.ts'

const diskBytes = 8 * 1024 * 1024
const admin = { email: 'admin@example.org', password: 'correct horse battery' }
const task = { type: 'summarization' } as const

const succeeds = ([command, ...args]: readonly [string, ...string[]]) => spawnSync(command, args).status === 0
const mount = (path: string) => succeeds(['mount', '-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', path])
const unmount = (path: string) => succeeds(['umount', '--lazy', path])

/** Whether a small disk can be had. */
async function canMount(): Promise<boolean> {
  await using directory = await createThrowAwayDirectory()
  return mount(directory.path) && unmount(directory.path)
}

const isPossible = await canMount()
beforeEach(({ skip }) => skip(!isPossible, 'a small disk can be mounted by root alone'))

/** The platform, with its objects on a disk of 8 MiB, and its database elsewhere. */
async function startOnSmallDisk() {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await createThrowAwayDirectory())
  const disk = join(path, 'disk')
  await mkdir(disk)
  if (!mount(disk)) throw new Error('the disk cannot be mounted')
  stack.defer(() => void unmount(disk))
  const program = stack.use(
    spawnProgram('apps/standalone/src/main.ts', {
      env: {
        ASSAY_DATA_DIR: join(path, 'data'),
        ASSAY_STORAGE_URL: pathToFileURL(join(disk, 'storage')).href,
        ASSAY_PORT: '0',
        ASSAY_SAMPLE: 'off',
        ASSAY_ADMIN_EMAIL: admin.email,
        ASSAY_ADMIN_PASSWORD: admin.password,
        ASSAY_LOG_LEVEL: 'error',
      },
    }),
  )
  const [, url = ''] = await program.says(/^ready (\S+) in \d+ ms$/m)
  const { key } = await new Assay({ url, ...admin }).apiKeys.create({ name: 'test' })
  const ballast = join(disk, 'ballast')
  const running = stack.move()
  return {
    url,
    headers: { authorization: `Bearer ${key}` },
    client: new Assay({ url, apiKey: key, retryDelay: 5 }),
    /** Takes all room that is left. */
    fill: async () => {
      await expect(writeFile(ballast, Buffer.alloc(2 * diskBytes))).rejects.toMatchObject({ code: 'ENOSPC' })
    },
    free: () => rm(ballast),
    /** What was begun to be written, and neither finished nor removed. */
    halfWritten: () => readdir(join(disk, 'storage', '=incoming')),
    async stop() {
      program.kill('SIGTERM')
      expect(await program.exited).toBe(0)
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

it('refuses an upload that does not fit, keeps nothing of the refused part, and takes it when there is room', async () => {
  await using platform = await startOnSmallDisk()
  const { url, headers, client, fill, free, halfWritten } = platform
  const text = newsCsv(3_000)
  const { id } = await client.trpc.uploads.create.mutate({ filename: 'news.csv', size_bytes: text.length })
  const at = `${url}/api/v1/uploads/${id}`
  const send = () => fetch(at, { method: 'PATCH', headers: { ...headers, 'upload-offset': '0' }, body: text })
  await fill()
  const refused = await send()
  expect(refused.status).toBe(507)
  expect(await refused.json()).toMatchObject({ code: 'STORAGE_FULL', retryable: true, data: {} })
  expect((await fetch(at, { method: 'HEAD', headers })).headers.get('upload-offset')).toBe('0')
  await expect(client.datasets.upload(new Blob([text]), { filename: 'news.csv' })).rejects.toMatchObject({
    code: 'STORAGE_FULL',
    status: 507,
  })
  expect((await client.datasets.list()).items).toEqual([])
  expect(await halfWritten()).toEqual([])

  await free()
  expect(await (await send()).json()).toMatchObject({ state: 'complete', received_bytes: text.length })
  const { id: dataset_id } = await client.trpc.datasets.create.mutate({ upload_id: id })
  await expect.poll(async () => (await client.datasets.get(dataset_id)).state, { timeout: 20_000 }).toBe('ready')
  expect((await (await client.datasets.download(dataset_id)).text()) === text).toBe(true)
  await platform.stop()
})

it('says within seconds that a dataset waits for room, and reads it when there is some', async () => {
  await using platform = await startOnSmallDisk()
  const { url, headers, client, fill, free } = platform
  const text = newsCsv(3_000)
  const { id } = await client.trpc.uploads.create.mutate({ filename: 'news.csv', size_bytes: text.length })
  const at = `${url}/api/v1/uploads/${id}`
  await fetch(at, { method: 'PATCH', headers: { ...headers, 'upload-offset': '0' }, body: text })
  await fill()
  const { id: dataset_id } = await client.trpc.datasets.create.mutate({ upload_id: id })
  const waiting = async () => (await client.datasets.get(dataset_id)).waiting?.code
  await expect.poll(waiting, { timeout: 10_000 }).toBe('STORAGE_FULL')
  expect(await client.datasets.get(dataset_id)).toMatchObject({ state: 'ingesting', error: null })
  await free()
  await expect.poll(async () => (await client.datasets.get(dataset_id)).state, { timeout: 40_000 }).toBe('ready')
  expect(await waiting()).toBeUndefined()
  await platform.stop()
})

it('fails a job whose output does not fit, after three attempts and with the reason, and a retry succeeds', async () => {
  await using platform = await startOnSmallDisk()
  const { client, fill, free, halfWritten } = platform
  const dataset = await client.datasets.upload(new Blob([newsCsv(40)]), { name: 'news', filename: 'news.csv' })
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  await fill()
  const [run] = await client.experiments.evaluate(id, { models: ['lead-1'] })
  const failed = await client.runs.wait(run?.id ?? '')
  expect(failed).toMatchObject({
    state: 'failed',
    error: { code: 'STORAGE_FULL' },
    jobs: [
      { name: 'inference', state: 'failed', attempt: 3, attempts_left: 0, outputs: [] },
      { name: 'evaluation', state: 'skipped', outputs: [] },
    ],
  })
  expect(await halfWritten()).toEqual([])

  await free()
  const { id: retry_id } = await client.runs.retry(failed.id)
  const ended = await client.runs.wait(retry_id)
  expect(ended).toMatchObject({ state: 'succeeded', jobs: [{ attempt: 1 }, { attempt: 1 }] })
  expect(ended.jobs[1]?.result).toMatchObject({ examples: 40, failed: 0 })
  await platform.stop()
})

it('goes on with the next attempt when there is room by then', async () => {
  await using platform = await startOnSmallDisk()
  const { client, fill, free } = platform
  const dataset = await client.datasets.upload(new Blob([newsCsv(40)]), { name: 'news', filename: 'news.csv' })
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  await fill()
  const [run] = await client.experiments.evaluate(id, { models: ['lead-1'] })
  const run_id = run?.id ?? ''
  for await (const { type } of client.runs.events(run_id)) if (type === 'job.retried') break
  await free()
  const ended = await client.runs.wait(run_id)
  expect(ended).toMatchObject({
    state: 'succeeded',
    jobs: [{ attempts_left: expect.toSatisfy((left) => left < 2) }, {}],
  })
  expect(ended.jobs[1]?.result).toMatchObject({ examples: 40, failed: 0 })
  await platform.stop()
})
