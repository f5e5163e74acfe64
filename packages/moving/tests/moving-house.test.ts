import { newId } from '@assay/db'
import { startInstalledServer } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { newsCsv, startModelEndpoint } from '@assay/testing'
import { expect, it } from 'vitest'
import { admin, reading, rowsOf, type Scene, type Server, setScene } from './scene.ts'

const bin = process.env['ASSAY_TEST_POSTGRES15_BIN']
const key = 'a key that is only good for tests, as everyone knows it'
const task = { type: 'summarization' } as const

/** What the new home of a server does not share with the old one. */
const ownToHouse = { installation: 'true', workers: 'true', upload_parts: 'true', uploads: "state = 'open'" }

/** Has a server do something of everything; ends while a run waits for its model. */
async function live({ client, url }: Server, base_url: string) {
  await client.secrets.put('openai', 'sk-of-the-lab')
  const { key: api_key } = await client.apiKeys.create({ name: 'script' })
  const dataset = await client.datasets.upload(new Blob([newsCsv(24)]), { name: 'news', filename: 'nëws.csv' })
  const { id: experiment_id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const runs = await client.experiments.evaluate(experiment_id, { models: ['lead-1', 'lead-3'] })
  const ended = await Promise.all(runs.map(({ id }) => client.runs.wait(id, { throwOnFailure: true })))
  await client.experiments.compare(experiment_id, { run_ids: runs.map(({ id }) => id) })
  await client.shares.create({ dataset_id: dataset.id, with: { group: 'users' } })
  await client.invitations.create({ email: 'ada@example.org' })
  await client.trpc.uploads.create.mutate({ filename: 'half.csv', size_bytes: 1_000 })
  const model = { provider: 'openai-compatible' as const, model: 'slow', base_url, secret: 'openai' }
  const [waiting] = await client.experiments.evaluate(experiment_id, { models: [model] })
  const [job] = ended[0]?.jobs ?? []
  const output = await (await fetch(`${url}/api/v1/jobs/${job?.id}/outputs/predictions`, basic(admin))).bytes()
  return { api_key, dataset, experiment_id, waiting_id: waiting?.id ?? '', job_id: job?.id, output }
}

function basic({ email, password }: typeof admin) {
  return { headers: { authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}` } }
}

type Lived = Awaited<ReturnType<typeof live>>

/** Whether a server is what another one was, to those who use it. */
async function expectSame({ client, url }: Server, lived: Lived): Promise<void> {
  const { dataset, job_id, output, experiment_id, api_key } = lived
  expect((await client.datasets.list()).items).toMatchObject([{ id: dataset.id, filename: 'nëws.csv' }])
  expect(await (await client.datasets.download(dataset.id)).text()).toBe(newsCsv(24))
  expect((await client.secrets.list()).items).toMatchObject([{ name: 'openai' }])
  expect((await new Assay({ url, apiKey: api_key }).experiments.get(experiment_id)).name).toBe('news')
  const got = await (await fetch(`${url}/api/v1/jobs/${job_id}/outputs/predictions`, basic(admin))).bytes()
  expect(Buffer.from(got).equals(output)).toBe(true)
}

/** Takes an archive of one server to another one, and compares their tables. */
async function move(scene: Scene, from: Record<string, string>, to: Record<string, string>, lived: Lived) {
  const archive = scene.path(`${newId()}.tar.gz`)
  expect(await scene.admin(from, 'export', archive)).toMatchObject({ code: 0, stderr: '' })
  expect(await scene.admin(to, 'import', archive)).toMatchObject({ code: 0, stderr: '' })
  const moved = {
    runs: `id = '${lived.waiting_id}'`,
    jobs: `run_id = '${lived.waiting_id}'`,
    events: `run_id = '${lived.waiting_id}'`,
  }
  const [before, after] = await Promise.all(
    [from, to].map((of) => reading(of, (url) => rowsOf(url, { ...ownToHouse, ...moved }))),
  )
  for (const [table, rows] of Object.entries(before ?? {})) expect(after?.[table], table).toEqual(rows)
}

it('takes a server that was killed to another embedded Postgres, to a PostgreSQL 15, and back', async ({ skip }) => {
  skip(bin === undefined, 'PostgreSQL 15 is not installed')
  await using scene = await setScene()
  await using oldest = await startInstalledServer(bin ?? '')
  let answers = false
  await using endpoint = await startModelEndpoint(() => (answers ? 'The harbour reopens.' : undefined))
  const home = { ...scene.embedded('home'), ASSAY_SECRET_KEY: key }
  const first = await scene.start(home)
  const lived = await live(first, endpoint.base_url)
  await endpoint.seen(1)
  await first.kill()

  const second = { ...scene.embedded('second'), ASSAY_SECRET_KEY: key }
  await move(scene, home, second, lived)
  const outside = { ...scene.outside('outside', oldest.url), ASSAY_SECRET_KEY: key }
  await move(scene, second, outside, lived)
  const back = { ...scene.embedded('back'), ASSAY_SECRET_KEY: key }
  await move(scene, outside, back, lived)

  answers = true
  for (const variables of [outside, back]) {
    await using server = await scene.start(variables)
    await expectSame(server, lived)
    const run = await server.client.runs.wait(lived.waiting_id)
    expect(run).toMatchObject({ state: 'succeeded', jobs: [{ attempts_left: 2 }, {}] })
    expect((await server.client.audit.list()).items.map(({ procedure }) => procedure)).toContain('shares.create')
  }
}, 180_000)
