import { Assay } from '@assay/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newsCsv, type SpawnedProgram } from '../../src/index.ts'
import { admin, apiProgram, atWork, ready, type Scene, type Served, setScene, workerProgram } from './scene.ts'

const task = { type: 'summarization' } as const
const stack = new AsyncDisposableStack()
let scene: Scene
let first: Served
let second: Served

beforeAll(async () => {
  scene = stack.use(await setScene())
  const programs = [scene.start(apiProgram), scene.start(apiProgram)] as const
  ;[first, second] = await Promise.all([ready(programs[0]), ready(programs[1])])
  await atWork(scene.start(workerProgram))
})
afterAll(() => stack.disposeAsync())

async function newKey(options: { readonly name: string } = { name: 'test' }) {
  const made = await first.client.apiKeys.create(options)
  const at = ({ url }: Served) => new Assay({ url, apiKey: made.key, maxRetries: 0 })
  return { ...made, at, headers: { authorization: `Bearer ${made.key}` } }
}

it('follows at one server a run that was submitted at the other, and that a worker executes', async () => {
  const key = await newKey()
  const dataset = await key.at(first).datasets.upload(new Blob([newsCsv(12)]), { filename: 'news.csv' })
  const { id } = await key.at(first).experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const [run] = await key.at(first).experiments.evaluate(id, { models: ['lead-1'] })
  const types: string[] = []
  for await (const { type } of key.at(second).runs.events(run?.id ?? '')) types.push(type)
  expect(types).toContain('job.started')
  expect(types.at(-1)).toBe('run.succeeded')
})

it('refuses at one server, within a second, a key that was revoked at the other', async () => {
  const key = await newKey()
  const ask = async () => (await fetch(`${second.url}/api/v1/me`, { headers: key.headers })).status
  expect(await ask()).toBe(200)
  await first.client.apiKeys.revoke(key.id)
  await expect.poll(ask, { timeout: 1_000, interval: 20 }).toBe(401)
})

it('executes a request once that both get at once under one Idempotency-Key', async () => {
  const key = await newKey()
  const dataset = await key.at(first).datasets.upload(new Blob([newsCsv(3)]), { filename: 'news.csv' })
  const create = async ({ url }: Served) => {
    const answer = await fetch(`${url}/api/v1/experiments`, {
      method: 'POST',
      headers: { ...key.headers, 'content-type': 'application/json', 'idempotency-key': 'once' },
      body: JSON.stringify({ name: 'made once', dataset_id: dataset.id, task }),
    })
    return answer.json()
  }
  const [one, other] = await Promise.all([create(first), create(second)])
  expect(one).toMatchObject({ name: 'made once' })
  expect(other).toEqual(one)
  const { items } = await key.at(first).experiments.list()
  expect(items.filter(({ name }) => name === 'made once')).toHaveLength(1)
})

it('goes on at one server with an upload that was begun at the other', async () => {
  const key = await newKey()
  const text = newsCsv(20)
  const created = await fetch(`${first.url}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...key.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ filename: 'news.csv', size_bytes: Buffer.byteLength(text) }),
  })
  const path = created.headers.get('location') ?? ''
  const send = ({ url }: Served, offset: number, end?: number) =>
    fetch(`${url}${path}`, {
      method: 'PATCH',
      headers: { ...key.headers, 'upload-offset': String(offset), 'content-type': 'application/octet-stream' },
      body: Buffer.from(text).subarray(offset, end),
    })
  expect(await (await send(first, 0, 500)).json()).toMatchObject({ state: 'open', received_bytes: 500 })
  const head = await fetch(`${second.url}${path}`, { method: 'HEAD', headers: key.headers })
  expect(head.headers.get('upload-offset')).toBe('500')
  expect(await (await send(second, 500)).json()).toMatchObject({ state: 'complete' })
})

it('counts wrong passwords at all servers together', async () => {
  const guess = async ({ url }: Served) => {
    const basic = Buffer.from(`somebody@example.org:not the password`).toString('base64')
    return (await fetch(`${url}/api/v1/me`, { headers: { authorization: `Basic ${basic}` } })).status
  }
  const statuses: number[] = []
  for (const server of [first, second, first, second, first, second, first, second, first, second, first, second]) {
    statuses.push(await guess(server))
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
})

it('drains on SIGTERM: a request under way ends well, streams are to come back, and the other goes on', async () => {
  const leaving: SpawnedProgram = scene.start(apiProgram)
  const third = await ready(leaving)
  const key = await newKey()
  const created = await fetch(`${first.url}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...key.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ filename: 'a.csv' }),
  })
  const path = created.headers.get('location') ?? ''
  const refused = Promise.withResolvers<void>()
  async function* parts() {
    yield Buffer.from('a\n')
    await refused.promise
    yield Buffer.from('1\n')
  }
  const uploading = fetch(`${third.url}${path}`, {
    method: 'PATCH',
    headers: { ...key.headers, 'upload-offset': '0', 'content-type': 'application/octet-stream' },
    body: ReadableStream.from(parts()),
    duplex: 'half',
  })
  // what is no whole part yet is known to the process alone that receives it
  const received = async () =>
    (await fetch(`${third.url}${path}`, { method: 'HEAD', headers: key.headers })).headers.get('upload-offset')
  await expect.poll(received, { timeout: 5_000 }).toBe('2')
  leaving.kill('SIGTERM')
  const asked = () => fetch(`${third.url}/healthz`).then(String, () => 'refused')
  await expect.poll(asked, { timeout: 5_000 }).toBe('refused')
  refused.resolve()
  expect(await (await uploading).json()).toMatchObject({ received_bytes: 4 })
  expect(await leaving.exited).toBe(0)
  expect(await new Assay({ url: first.url, ...admin }).whoami()).toMatchObject({ email: admin.email })
})
