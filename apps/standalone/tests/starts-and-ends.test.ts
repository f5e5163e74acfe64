import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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
      ASSAY_LOG_LEVEL: 'error',
      ...env,
    },
  })
}

async function ready(program: SpawnedProgram): Promise<Assay> {
  const [, url = ''] = await program.says(/^ready (\S+) in \d+ ms$/m)
  return new Assay({ url, ...admin })
}

/** Makes a program say on stdout that it has begun to hear SIGTERM. */
const saysThatItHears =
  "--import=data:text/javascript,process.on('newListener',e=>e==='SIGTERM'" +
  "&&queueMicrotask(()=>process.stdout.write('hears')))"

it('ends with 0 by a SIGTERM that comes before it is loaded', async () => {
  await using directory = await createThrowAwayDirectory()
  await using program = start(directory.path, { NODE_OPTIONS: saysThatItHears })
  await program.says(/hears/)
  program.kill('SIGTERM')
  expect(await program.exited, program.stderr).toBe(0)
  expect(program.stdout).toMatch(/^hears/)
})

it('lets nothing of another database in the environment reach its own', async () => {
  await using directory = await createThrowAwayDirectory()
  await using program = start(directory.path, {
    ...{ PGSSLMODE: 'require', PGHOST: 'db.example.org', PGPORT: '1', PGUSER: 'nobody', PGPASSWORD: 'x' },
    ...{ PGDATABASE: 'other', PGOPTIONS: '-c search_path=nowhere', PGAPPNAME: 'other', PGCLIENTENCODING: 'LATIN1' },
  })
  expect(await (await ready(program)).whoami()).toMatchObject({ email: admin.email })
  program.kill('SIGTERM')
  expect(await program.exited).toBe(0)
})

it.each<[string, (folder: string) => Promise<string>]>([
  [
    'is a file',
    async (folder) => {
      await writeFile(join(folder, 'data'), '')
      return join(folder, 'data')
    },
  ],
  [
    'lies below a file',
    async (folder) => {
      await writeFile(join(folder, 'file'), '')
      return join(folder, 'file', 'data')
    },
  ],
  [
    'has a folder where its lock should be',
    async (folder) => {
      await mkdir(join(folder, 'data', 'lock'), { recursive: true })
      return join(folder, 'data')
    },
  ],
])('says in one line what to do when its data directory %s', async (_, prepare) => {
  await using directory = await createThrowAwayDirectory()
  const path = await prepare(directory.path)
  await using program = start(path)
  expect(await program.exited).toBe(1)
  const lines = program.stderr.trim().split('\n')
  expect(lines).toEqual([expect.stringMatching(/^The data directory .*ASSAY_DATA_DIR/)])
  expect(lines[0]).toContain(path)
})

it('uses up no attempts of a job by being killed again and again', async () => {
  const open = Promise.withResolvers<void>()
  await using endpoint = await startModelEndpoint(async () => {
    await open.promise
    return 'The harbour reopens.'
  })
  await using directory = await createThrowAwayDirectory()
  let program = start(directory.path)
  let client = await ready(program)
  const dataset = await client.datasets.upload(new Blob([newsCsv(4)]), { name: 'news', filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const models = [{ provider: 'openai-compatible' as const, model: 'slow', base_url: endpoint.base_url }]
  const [run] = await client.experiments.evaluate(id, { models })
  const inference = async () => (await client.runs.get(run?.id ?? '')).jobs[0]
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await expect.poll(async () => (await inference())?.attempt, { timeout: 20_000 }).toBe(attempt)
    program.kill('SIGKILL')
    await program.exited
    program = start(directory.path)
    client = await ready(program)
  }
  open.resolve()
  expect(await client.runs.wait(run?.id ?? '')).toMatchObject({
    state: 'succeeded',
    jobs: [{ attempt: 6, attempts_left: 2 }, { attempts_left: 2 }],
  })
  program.kill('SIGTERM')
  expect(await program.exited).toBe(0)
}, 120_000)

const stuck = `import { defineMetric } from '@assay/metrics'
export const stuck = defineMetric({
  name: 'stuck',
  title: 'Stuck',
  description: 'A metric that never ends.',
  scores: [{ name: 'stuck', title: 'Stuck', direction: 'lower', range: [0, null], unit: 'points', margin: 1 }],
  columns: ['prediction'],
  citation: { text: 'A test.', url: 'https://example.org' },
  scorer: { score: () => { for (;;); } },
})
`

it('ends by SIGTERM within 30 seconds, whatever it computes, and the next start goes on', async () => {
  await using directory = await createThrowAwayDirectory()
  const metrics = join(directory.path, 'stuck.ts')
  await writeFile(metrics, stuck)
  const data_dir = join(directory.path, 'data')
  await using program = start(data_dir, { ASSAY_METRICS: metrics })
  const client = await ready(program)
  const dataset = await client.datasets.upload(new Blob([newsCsv(4)]), { name: 'news', filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const { id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const [run] = await client.experiments.evaluate(id, { models: ['lead-1'], metrics: ['stuck'] })
  for await (const { type, data } of client.runs.events(run?.id ?? ''))
    if (type === 'job.started' && data['name'] === 'evaluation') break
  const asked = client.metrics.explain({ metric: 'stuck', prediction: 'a' }).catch((error: unknown) => error)
  const began = performance.now()
  program.kill('SIGTERM')
  expect(await program.exited, program.stderr).toBe(0)
  expect(performance.now() - began).toBeLessThan(30_500)
  await asked
  await using next = start(data_dir, { ASSAY_METRICS: metrics })
  expect((await (await ready(next)).runs.get(run?.id ?? '')).jobs[1]).toMatchObject({ name: 'evaluation' })
}, 90_000)
