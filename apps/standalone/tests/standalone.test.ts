import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { newsCsv, type SpawnedProgram, spawnProgram, startModelEndpoint } from '@assay/testing'
import { expect, it } from 'vitest'

const admin = { email: 'admin@example.org', password: 'correct horse battery' }

function start(data_dir: string, env: Record<string, string> = {}): SpawnedProgram {
  return spawnProgram('apps/standalone/src/main.ts', {
    env: {
      ASSAY_DATA_DIR: data_dir,
      ASSAY_PORT: '0',
      ASSAY_SAMPLE: 'off',
      ASSAY_ADMIN_EMAIL: admin.email,
      ASSAY_ADMIN_PASSWORD: admin.password,
      ASSAY_LOG_LEVEL: 'warn',
      ...env,
    },
  })
}

async function ready(program: SpawnedProgram): Promise<{ url: string; client: Assay }> {
  const [, url = ''] = await program.says(/^ready (\S+) in \d+ ms$/m)
  return { url, client: new Assay({ url, ...admin }) }
}

it('compares three offline models on the sample on its first start, and does not do it again', async () => {
  await using directory = await createThrowAwayDirectory()
  await using first = start(directory.path, { ASSAY_SAMPLE: 'on' })
  const { client, url } = await ready(first)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  await first.says(/Trust lead-3: on ROUGE-L/)
  for (const model of ['lead-3', 'textrank', 'random-sentences'])
    expect(first.stdout).toMatch(new RegExp(`^ {2}${model} +ROUGE-L 0\\.\\d{3} \\(0\\.\\d{3} to 0\\.\\d{3}\\)$`, 'm'))
  expect((await client.datasets.list()).items).toEqual([])
  const [sample] = (await client.experiments.list({ sample: true })).items
  const comparison = await client.experiments.compare(sample?.id ?? '')
  const random = comparison.runs.find((run) => run.name === 'random-sentences')
  const difference = comparison.metrics[0]?.differences.find(({ run_id }) => run_id === random?.run_id)
  expect(difference?.outcome).toBe('worse')
  expect(difference?.p_value).toBeLessThan(0.05)
  first.kill('SIGTERM')
  expect(await first.exited).toBe(0)
  await using second = start(directory.path, { ASSAY_SAMPLE: 'on' })
  await ready(second)
  second.kill('SIGINT')
  expect(await second.exited).toBe(0)
  expect(second.stdout).not.toContain('Trust')
})

it('offers one link to make the admin when the environment names none', async () => {
  await using directory = await createThrowAwayDirectory()
  await using program = start(directory.path, { ASSAY_ADMIN_EMAIL: '', ASSAY_ADMIN_PASSWORD: '' })
  const { url } = await ready(program)
  const [, token = ''] = await program.says(/sign-in#(\S+)/)
  const claim = () =>
    fetch(`${url}/api/v1/claim`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, ...admin }),
    })
  const [one, other] = await Promise.all([claim(), claim()])
  expect([one.status, other.status].toSorted()).toEqual([201, 401])
  const client = new Assay({ url, ...admin })
  expect(await client.whoami()).toMatchObject({ email: admin.email, groups: ['users', 'admin'] })
})

it('says how the command line is called from any folder, with whatever Node the machine has', async () => {
  await using directory = await createThrowAwayDirectory()
  await using program = start(directory.path)
  const [, assay = ''] = await program.says(/alias assay='([^']+)'/)
  const called = await promisify(execFile)(assay, ['--version'], {
    cwd: directory.path,
    env: { PATH: '/usr/bin:/bin' },
  })
  expect(called.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

it('keeps its files to their owner', async () => {
  await using directory = await createThrowAwayDirectory()
  const data_dir = join(directory.path, 'data')
  await using program = start(data_dir)
  await ready(program)
  expect((await stat(data_dir)).mode & 0o077).toBe(0)
  expect((await stat(join(data_dir, 'secret.key'))).mode & 0o077).toBe(0)
})

it('says so and ends when another one has the data directory', async () => {
  await using directory = await createThrowAwayDirectory()
  await using first = start(directory.path)
  await ready(first)
  await using second = start(directory.path)
  expect(await second.exited).toBe(1)
  expect(second.stderr).toContain(`in use by process ${first.pid}`)
})

it.each([
  [{ ASSAY_PORT: 'http' }, 'ASSAY_PORT'],
  [{ ASSAY_ADMIN_PASSWORD: 'short' }, 'ASSAY_ADMIN_PASSWORD'],
  [{ ASSAY_ADMIN_PASSWORD: '' }, 'ASSAY_ADMIN_EMAIL and ASSAY_ADMIN_PASSWORD'],
])('names the setting that is wrong in %j', async (env, name) => {
  await using directory = await createThrowAwayDirectory()
  await using program = start(directory.path, env)
  expect(await program.exited).toBe(1)
  expect(program.stderr).toContain(name)
  expect(program.stderr).not.toContain('    at ')
})

it('goes on where it was after kill -9 in the middle of everything', async () => {
  const open = Promise.withResolvers<void>()
  await using endpoint = await startModelEndpoint(async ({ prompt, asked_before }) => {
    if (!/number [0-5] /.test(prompt) && asked_before === 0) await open.promise
    return 'The harbour reopens.'
  })
  await using directory = await createThrowAwayDirectory()
  await using killed = start(directory.path)
  const { client } = await ready(killed)
  const dataset = await client.datasets.upload(new Blob([newsCsv(30)]), { name: 'news', filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const models = ['lead-1', { provider: 'openai-compatible' as const, model: 'slow', base_url: endpoint.base_url }]
  const runs = await client.experiments.evaluate(id, { models })
  const upload = client.datasets.upload(new Blob([newsCsv(2000)]), { filename: 'more.csv', wait: false })
  await Promise.all([endpoint.seen(8), upload.catch(() => undefined)])
  killed.kill('SIGKILL')
  await killed.exited
  open.resolve()
  await using again = start(directory.path)
  const { client: after } = await ready(again)
  for (const { id: run_id } of runs) expect((await after.runs.wait(run_id)).state).toBe('succeeded')
  for (const { state } of (await after.datasets.list()).items) expect(['ingesting', 'ready']).toContain(state)
  const comparison = await after.experiments.compare(id)
  expect(comparison.examples).toBe(30)
  again.kill('SIGTERM')
  expect(await again.exited).toBe(0)
})
