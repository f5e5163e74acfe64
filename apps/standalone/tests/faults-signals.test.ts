import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { newsCsv, type SpawnedProgram, spawnProgram, startModelEndpoint } from '@assay/testing'
import { expect, it } from 'vitest'

const admin = { email: 'admin@example.org', password: 'correct horse battery' }
const task = { type: 'summarization' } as const

/** A start in a terminal of its own, where Ctrl-C reaches its child processes as well. */
function start(data_dir: string, env: Record<string, string> = {}): SpawnedProgram {
  return spawnProgram('apps/standalone/src/main.ts', {
    own_group: true,
    env: {
      ASSAY_DATA_DIR: data_dir,
      ASSAY_PORT: '0',
      ASSAY_SAMPLE: 'off',
      ASSAY_ADMIN_EMAIL: admin.email,
      ASSAY_ADMIN_PASSWORD: admin.password,
      ASSAY_LOG_LEVEL: 'error',
      ...env,
    },
  })
}

async function ready(program: SpawnedProgram): Promise<Assay> {
  const [, url = ''] = await program.says(/^ready (\S+) in \d+ ms$/m)
  return new Assay({ url, ...admin })
}

async function pressCtrlC(program: SpawnedProgram): Promise<void> {
  program.interrupt()
  expect(await program.exited, program.stderr).toBe(0)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

const makesCluster = async (data_dir: string) =>
  (await readdir(data_dir)).some((name) => name.startsWith('postgres-partial-'))

it.each([
  ['while it makes its database', (data_dir: string) => makesCluster(data_dir)],
  ['as soon as it has its port', (_: string, port: number) => answers(port)],
])('ends well by Ctrl-C %s, and the next start is as good as the first', async (_, isDue) => {
  await using directory = await createThrowAwayDirectory()
  const port = await freePort()
  await using first = start(directory.path, { ASSAY_PORT: String(port) })
  await expect.poll(() => isDue(directory.path, port), { timeout: 20_000, interval: 5 }).toBe(true)
  await pressCtrlC(first)
  await using second = start(directory.path)
  const client = await ready(second)
  expect(await client.whoami()).toMatchObject({ email: admin.email })
  await pressCtrlC(second)
})

it('ends well by Ctrl-C in the middle of an upload and of reading a file, and keeps what it has', async () => {
  await using directory = await createThrowAwayDirectory()
  const port = String(await freePort())
  await using first = start(directory.path, { ASSAY_PORT: port })
  const client = await ready(first)
  const large = newsCsv(60_000)
  const reading = await client.datasets.upload(new Blob([large]), { name: 'reading', filename: 'a.csv', wait: false })
  const begun = Promise.withResolvers<void>()
  // other bytes: those that the server has already are not sent again
  const sending = client.datasets.upload(new Blob([newsCsv(60_001)]), {
    name: 'sending',
    filename: 'b.csv',
    onProgress: () => begun.resolve(),
  })
  await begun.promise
  await pressCtrlC(first)
  await using second = start(directory.path, { ASSAY_PORT: port })
  await ready(second)
  expect(await sending).toMatchObject({ name: 'sending', version: 1, state: 'ready', examples: 60_001 })
  await expect.poll(async () => (await client.datasets.get(reading.id)).state, { timeout: 30_000 }).toBe('ready')
  expect((await client.datasets.list()).items).toHaveLength(2)
  const whole = await client.datasets.download(reading.id)
  expect((await whole.text()) === large).toBe(true)
  await pressCtrlC(second)
})

it('ends well by Ctrl-C in the middle of a run, which goes on at the next start and asks nothing twice', async () => {
  const open = Promise.withResolvers<void>()
  await using endpoint = await startModelEndpoint(async ({ prompt }) => {
    if (!/number [0-5] /.test(prompt)) await open.promise
    return 'The harbour reopens.'
  })
  await using directory = await createThrowAwayDirectory()
  await using first = start(directory.path)
  const client = await ready(first)
  const dataset = await client.datasets.upload(new Blob([newsCsv(20)]), { name: 'news', filename: 'news.csv' })
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const models = [{ provider: 'openai-compatible' as const, model: 'slow', base_url: endpoint.base_url }]
  const [run] = await client.experiments.evaluate(id, { models })
  const run_id = run?.id ?? ''
  const done = async () => (await client.runs.get(run_id)).jobs[0]?.progress?.done
  await expect.poll(done, { timeout: 20_000 }).toBe(6)
  first.interrupt()
  await expect.poll(() => client.whoami().catch(() => 'refused'), { timeout: 20_000 }).toBe('refused')
  open.resolve()
  expect(await first.exited).toBe(0)
  await using second = start(directory.path)
  const after = await ready(second)
  const ended = await after.runs.wait(run_id)
  expect(ended).toMatchObject({ state: 'succeeded', jobs: [{ attempt: 1 }, { attempt: 1 }] })
  expect(ended.jobs[0]?.result).toMatchObject({ examples: 20, failed: 0 })
  expect(endpoint.prompts).toHaveLength(20)
  await pressCtrlC(second)
})

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    () => true,
    () => false,
  )
}
