import { createWorker } from '@assay/access'
import { sweep } from '@assay/engine'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Platform, startPlatform, type TestUser } from '../../src/index.ts'
import { addApplication, jobOf } from './application.ts'
import { type Client, clientOf } from './client.ts'

let platform: Platform
let user: Client
let account: TestUser
let worker: Client
let other: Client
let cloud: Client

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  await addApplication(platform)
  user = clientOf(platform, platform.user)
  account = await platform.addUser({ groups: ['users', 'workers'] })
  worker = clientOf(platform, account, 'worker')
  other = clientOf(platform, await platform.addUser({ groups: ['workers'] }), 'worker')
  cloud = clientOf(platform, await platform.addUser({ groups: ['workers', 'cloud'] }), 'worker')
  await user.send('/files/config/c1/upload', new File(['lr: 1'], 'param #1.yaml'))
})

afterAll(async () => platform[Symbol.asyncDispose]())

const attributes = {
  files_down: { config_id: 'c1', data_ids: [], artifact_ids: [] },
  env_vars: { TEST_ENV: 'a $HOME' },
}

async function submit(name: string, more: object = {}): Promise<number> {
  const { json, text } = await user.ask('POST', '/jobs', jobOf(name, more))
  return z.object({ id: z.number() }, text).parse(json).id
}

async function pull(client: Client, query = ''): Promise<Record<string, unknown>> {
  const { status, json, text } = await client.ask('GET', `/jobs?memory=1024&cpu_cores=2${query}`)
  expect(status, text).toBe(200)
  return z.record(z.string(), z.unknown()).parse(json)
}

/** What the worker says; the status of the answer. */
async function say(client: Client, id: number, status: string, details?: string): Promise<number> {
  const query = new URLSearchParams({ status, ...(details !== undefined && { runtime_details: details }) })
  return (await client.ask('PUT', `/jobs/${id}/status?${query}`)).status
}

async function statusOf(id: number): Promise<unknown> {
  return ((await user.ask('GET', `/jobs/${id}`)).json as { status: unknown }).status
}

it('greets anybody, and is for workers alone', async () => {
  expect(await clientOf(platform, undefined, 'worker').ask('GET', '/')).toMatchObject({
    json: { message: 'Welcome to the DECODE OpenCloud Worker-facing API' },
  })
  expect(await clientOf(platform, undefined, 'worker').ask('GET', '/jobs?memory=1')).toMatchObject({
    ...{ status: 401, json: { detail: 'Not authenticated' } },
  })
  expect(await clientOf(platform, platform.user, 'worker').ask('GET', '/jobs?memory=1')).toMatchObject({
    ...{ status: 403, json: { detail: "Not a member of the 'workers' group" } },
  })
  expect((await worker.ask('GET', '/jobs')).status).toBe(422)
  expect(await pull(worker)).toEqual({})
})

it('gives a job with all keys, takes it through its states, and keeps what it leaves where its user finds it', async () => {
  const id = await submit('whole', { attributes, environment: 'local' })
  const jobs = await pull(worker)
  const key = `${id}`
  expect(jobs).toEqual({
    [key]: {
      app: { cmd: ['cat config/* > output/result.txt && echo $TEST_ENV'], env: { TEST_ENV: 'a $HOME' } },
      handler: {
        ...{ image_url: 'app:test', image_name: null, image_version: null, entrypoint: null },
        files_down: { 'config/param #1.yaml': expect.any(String) },
        files_up: { output: 'output', log: 'log', artifact: 'model' },
      },
      meta: { job_id: id, date_created: expect.stringMatching(/\.\d{6}$/) },
      hardware: { cpu_cores: null, memory: null, gpu_model: null, gpu_archi: null, gpu_mem: null },
    },
  })
  expect(await statusOf(id)).toBe('pulled')
  const states: unknown[] = []
  for (const state of ['preprocessing', 'running', 'running', 'postprocessing']) {
    expect(await say(worker, id, state)).toBe(204)
    states.push(await statusOf(id))
  }
  expect(states).toEqual(['preprocessing', 'running', 'running', 'postprocessing'])
  expect((await worker.ask('GET', `/jobs/${id}/status`)).json).toBe('postprocessing')

  const files = z.record(z.string(), z.string()).parse(Object(jobs[key]).handler.files_down)
  const [file = ''] = Object.values(files)
  const down = await worker.ask('GET', `/files/${file}/url`)
  expect([down.status, down.json]).toMatchObject([200, { method: 'get', headers: {}, data: {} }])
  expect((await worker.replay(down.json)).text).toBe('lr: 1')
  expect((await worker.ask('GET', `/files/${file}/download`)).text).toBe('lr: 1')
  const url = z.object({ url: z.string() }).parse(down.json).url
  expect((await fetch(url.replace('/download', '/url'))).status).toBe(403)

  const up = await worker.ask('POST', `/jobs/${id}/files/url?type=artifact&base_path=model/a%20b`)
  expect([up.status, up.json]).toMatchObject([201, { method: 'post', headers: {}, data: {} }])
  for (const name of ['weights#?.pt', 'param_run_in.yaml']) {
    const sent = await worker.replay(up.json, new File([name], name))
    expect([sent.status, sent.text]).toEqual([201, 'null'])
  }
  const changed = z.object({ url: z.string() }).parse(up.json).url.replace('type=artifact', 'type=output')
  expect((await fetch(changed, { method: 'POST', body: new FormData() })).status).toBe(403)
  expect(
    (await worker.send(`/jobs/${id}/files/upload?type=log&base_path=log`, new File(['l'], 'log.txt'))).status,
  ).toBe(201)
  expect(await say(worker, id, 'finished', '')).toBe(204)
  expect(await say(worker, id, 'running')).toBe(404)
  expect((await user.ask('GET', `/jobs/${id}`)).json).toMatchObject({
    status: 'finished',
    date_started: expect.any(String),
  })
  const listed = (await user.ask('GET', '/files/?recursive=true&show_dirs=false')).json as { path: string }[]
  expect(listed.map(({ path }) => path)).toEqual([
    'artifact/whole/model/a b/param_run_in.yaml',
    'artifact/whole/model/a b/weights#?.pt',
    'config/c1/param #1.yaml',
    'log/whole/log/log.txt',
  ])
})

it('binds a worker to the jobs that it has', async () => {
  const id = await submit('bound', { attributes })
  const jobs = await pull(worker)
  const [file = ''] = Object.values(Object(jobs[`${id}`]).handler.files_down as Record<string, string>)
  const asked = [
    ...[other.ask('GET', `/files/${file}/url`), other.ask('GET', `/files/${file}/download`)],
    ...[other.ask('GET', `/jobs/${id}/status`), other.ask('POST', `/jobs/${id}/files/url?type=output`)],
    other.send(`/jobs/${id}/files/upload?type=output`, new File(['x'], 'x')),
    ...['/files//etc/passwd/download', '/files/..%2F..%2Fetc%2Fpasswd/url', '/files/s3://b/k/url'].map((path) =>
      worker.ask('GET', path),
    ),
    ...[worker.ask('GET', '/jobs/999999/status'), worker.ask('PUT', '/jobs/999999/status?status=running')],
  ]
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 404))
  expect(await say(other, id, 'finished')).toBe(404)
  expect(await say(worker, id, 'sleeping')).toBe(422)
  for (const path of ['../../../x', '/etc', 'a/../../b', '..']) {
    const query = new URLSearchParams({ type: 'output', base_path: path })
    expect((await worker.ask('POST', `/jobs/${id}/files/url?${query}`)).status).toBe(422)
    expect((await worker.send(`/jobs/${id}/files/upload?${query}`, new File(['x'], 'x'))).status).toBe(422)
  }
  expect((await worker.ask('POST', `/jobs/${id}/files/url?type=config`)).status).toBe(422)
  expect(await say(worker, id, 'finished')).toBe(204)
  expect((await worker.ask('GET', `/files/${file}/url`)).status).toBe(404)
})

it('tells a worker by 404 that its job was deleted, as often as it asks, and takes nothing of it any more', async () => {
  const id = await submit('cancelled')
  await pull(worker)
  expect(await say(worker, id, 'preprocessing')).toBe(204)
  expect((await user.ask('DELETE', `/jobs/${id}`)).status).toBe(204)
  expect([await say(worker, id, 'preprocessing'), await say(worker, id, 'running')]).toEqual([404, 404])
  expect((await worker.ask('POST', `/jobs/${id}/files/url?type=output`)).status).toBe(404)
  const [run] = (await platform.client.runs.list({ name: 'cancelled' })).items
  expect(run?.state ?? 'deleted').toMatch(/stopped|deleted/)
  const again = await submit('cancelled')
  expect(again).toBeGreaterThan(id)
  expect((await user.ask('DELETE', `/jobs/${again}`)).status).toBe(204)
  expect(await pull(worker)).toEqual({})
})

it('keeps an error with what is told of it, also after the end', async () => {
  const id = await submit('failing')
  await pull(worker)
  await say(worker, id, 'running')
  expect(await say(worker, id, 'error', '')).toBe(204)
  expect(await say(worker, id, 'postprocessing')).toBe(204)
  const granted = await worker.ask('POST', `/jobs/${id}/files/url?type=log&base_path=log`)
  expect((await worker.replay(granted.json, new File(['why'], 'why.txt'))).status).toBe(201)
  expect((await other.send(`/jobs/${id}/files/upload?type=log&base_path=log`, new File(['x'], 'x'))).status).toBe(404)
  expect((await user.ask('GET', '/files/log/failing/log/why.txt/download')).text).toBe('why')
  expect(await say(worker, id, 'error', 'Logs:\nit broke <b>')).toBe(204)
  expect((await user.ask('GET', `/jobs/${id}`)).json).toMatchObject({
    ...{ status: 'error', runtime_details: '\nLogs:\nit broke <b>' },
  })
})

it('takes a job back into the queue where its worker says so', async () => {
  const id = await submit('returned')
  await pull(worker)
  expect(await say(worker, id, 'queued')).toBe(204)
  expect(await statusOf(id)).toBe('queued')
  expect(Object.keys(await pull(other))).toEqual([`${id}`])
  expect(await say(worker, id, 'running')).toBe(404)
  expect(await say(other, id, 'finished')).toBe(204)
})

it('gives each worker what fits: hardware, environment, priority, age, as many as it asks for', async () => {
  const large = await submit('large', { hardware: { memory: 4096 } })
  const gpu = await submit('gpu', { hardware: { gpu_model: 'A100', gpu_mem: 100 }, priority: 5 })
  const above = await submit('above', { environment: 'cloud', priority: 5 })
  const low = await submit('low', { environment: 'local' })
  const high = await submit('high', { environment: 'local', priority: 4 })
  const any = await submit('any', { priority: 3 })
  const keys = async (client: Client, query: string) => Object.keys(await pull(client, query)).map(Number)
  expect(await keys(worker, '&older_than=3600&limit=5')).toEqual([low, high])
  expect(await keys(cloud, '&older_than=3600&limit=5')).toEqual([above])
  expect(await keys(worker, '&limit=1&groups=a&groups=b')).toEqual([any])
  expect(await keys(worker, '&limit=5')).toEqual([])
  expect(await keys(worker, '&gpu_model=A100&gpu_mem=99')).toEqual([])
  expect(await keys(worker, '&gpu_model=A100&gpu_mem=100')).toEqual([gpu])
  const { json } = await worker.ask('GET', '/jobs?memory=4096')
  expect(Object.keys(Object(json))).toEqual([`${large}`])
  for (const id of [large, gpu, low, high, any]) await say(worker, id, 'finished')
  await say(cloud, above, 'finished')
})

it('loses a job to another worker when nothing is heard of it, and gives no job twice', async () => {
  const id = await submit('lost')
  await pull(worker)
  await platform.core.db.updateTable('workers').set({ renewed_at: '2020-01-01T00:00:00Z' }).execute()
  await sweep(platform.core, { standing_ms: 1e9 })
  expect(await statusOf(id)).toBe('queued')
  const both = await Promise.all([...[1, 2, 3].map(() => pull(other)), pull(cloud)])
  expect(both.flatMap((jobs) => Object.keys(jobs))).toEqual([`${id}`])
  expect(await say(worker, id, 'running')).toBe(404)
})

it('serves the token of a native worker too, with what that worker is for', async () => {
  const { token } = await createWorker(platform.core, account.actor, { name: 'own', labels: [] })
  const own = clientOf(platform, { key: token }, 'worker')
  await submit('of somebody else')
  expect(await pull(own)).toEqual({})
})
