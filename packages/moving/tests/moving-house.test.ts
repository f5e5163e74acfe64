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

/** Fills a tree: folders, files, what is shared, signed and made of them, and uploads that are whole and half. */
async function fillTree({ client, url }: Server) {
  await client.files.createFolder('data/run-7/empty')
  const file = await client.files.upload(new Blob(['a scan']), 'data/run-7/ä.tif', { content_type: 'image/tiff' })
  await client.files.copy(file.path, 'output/copy.tif')
  await client.files.upload(new Blob(['as it was']), 'data/run-7/b.tif')
  await client.shares.create({ file_id: file.id, with: { group: 'users' } })
  const signed = await client.files.createUrl(file.path, { expires_seconds: 3_600 })
  const { id: set_id } = await client.datasets.createFromFiles('data/run-7', { name: 'scans' })
  // what it was is the set's alone now
  await client.files.upload(new Blob(['as it is']), 'data/run-7/b.tif')
  const [whole_id = '', half_id = ''] = await Promise.all(
    ['whole', 'half'].map(async (filename) => {
      const { id } = await client.trpc.uploads.create.mutate({ filename, size_bytes: 5 })
      const headers = { ...basic(admin).headers, 'upload-offset': '0' }
      const body = filename
      expect((await fetch(`${url}/api/v1/uploads/${id}`, { method: 'PATCH', headers, body })).status).toBe(200)
      return id
    }),
  )
  return { file, signed: new URL(signed.url).pathname, set_id, whole_id, half_id }
}

/** Has a server do something of everything; ends while a run waits for its model. */
async function live(server: Server, base_url: string) {
  const { client, url } = server
  await client.secrets.put('openai', 'sk-of-the-lab')
  const { key: api_key } = await client.apiKeys.create({ name: 'script' })
  const dataset = await client.datasets.upload(new Blob([newsCsv(24)]), { name: 'news', filename: 'nëws.csv' })
  const { id: experiment_id } = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const runs = await client.experiments.evaluate(experiment_id, { models: ['lead-1', 'lead-3'] })
  const ended = await Promise.all(runs.map(({ id }) => client.runs.wait(id, { throwOnFailure: true })))
  await client.experiments.compare(experiment_id, { run_ids: runs.map(({ id }) => id) })
  await client.shares.create({ dataset_id: dataset.id, with: { group: 'users' } })
  await client.invitations.create({ email: 'ada@example.org' })
  const tree = await fillTree(server)
  const model = { provider: 'openai-compatible' as const, model: 'slow', base_url, secret: 'openai' }
  const [waiting] = await client.experiments.evaluate(experiment_id, { models: [model] })
  const [job] = ended[0]?.jobs ?? []
  const output = await (await fetch(`${url}/api/v1/jobs/${job?.id}/outputs/predictions`, basic(admin))).bytes()
  return { api_key, dataset, experiment_id, waiting_id: waiting?.id ?? '', job_id: job?.id, output, tree }
}

function basic({ email, password }: typeof admin) {
  return { headers: { authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}` } }
}

type Lived = Awaited<ReturnType<typeof live>>

/** Whether a server is what another one was, to those who use it. */
async function expectSame(server: Server, lived: Lived): Promise<void> {
  const { client, url } = server
  const { dataset, job_id, output, experiment_id, api_key } = lived
  expect((await client.datasets.list({ name: 'news' })).items).toMatchObject([{ id: dataset.id, filename: 'nëws.csv' }])
  expect(await (await client.datasets.download(dataset.id)).text()).toBe(newsCsv(24))
  expect((await client.secrets.list()).items).toMatchObject([{ name: 'openai' }])
  expect((await new Assay({ url, apiKey: api_key }).experiments.get(experiment_id)).name).toBe('news')
  const got = await (await fetch(`${url}/api/v1/jobs/${job_id}/outputs/predictions`, basic(admin))).bytes()
  expect(Buffer.from(got).equals(output)).toBe(true)
  await expectSameTree(server, lived.tree)
}

/** Whether a tree is what another one was, and goes on to be used. */
async function expectSameTree(
  { client, url }: Server,
  { file, signed, set_id, whole_id, half_id }: Lived['tree'],
): Promise<void> {
  expect(await client.files.get(file.path)).toEqual(file)
  expect((await client.files.list('data/run-7').toArray()).map(({ path, kind }) => [path, kind])).toEqual([
    ['data/run-7/b.tif', 'file'],
    ['data/run-7/empty', 'folder'],
    ['data/run-7/ä.tif', 'file'],
  ])
  for (const path of [file.path, 'output/copy.tif'])
    expect(await (await client.files.download(path)).text()).toBe('a scan')
  expect(await (await client.files.download('data/datasets/news/1/nëws.csv')).text()).toBe(newsCsv(24))
  expect(await (await client.datasets.downloadFile(set_id, 'b.tif')).text()).toBe('as it was')
  expect((await client.shares.list({ file_id: file.id })).items).toMatchObject([{ with: { group: 'users' } }])
  expect(await (await fetch(url + signed)).text()).toBe('a scan')
  await client.trpc.files.put.mutate({ path: 'data/whole', upload_id: whole_id })
  expect(await (await client.files.download('data/whole')).text()).toBe('whole')
  // its parts are nowhere but where they arrived
  await expect(client.trpc.uploads.get.query({ upload_id: half_id })).rejects.toThrow(/no such upload/)
  await client.files.delete(file.path)
  expect((await fetch(url + signed)).status).toBe(403)
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
  for (const table of ['files', 'dataset_files', 'shares']) expect(before?.[table], table).not.toEqual([])
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
