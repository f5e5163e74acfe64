import { afterAll, beforeAll, expect, it } from 'vitest'
import { endJobs, type Platform, startPlatform, type TestUser } from '../../src/index.ts'
import { addApplication, address, jobOf } from './application.ts'
import { type Client, clientOf } from './client.ts'

let platform: Platform
let stranger: TestUser
let client: Client

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  await addApplication(platform)
  stranger = await platform.addUser()
  client = clientOf(platform, platform.user)
  await client.send('/files/config/c1/upload', new File(['lr: 1'], 'param.yaml'))
  await client.send('/files/data/d1/upload', new File(['1'], 'a.tif'))
  await client.send('/files/data/d2/upload', new File(['2'], 'b.tif'))
})

afterAll(async () => platform[Symbol.asyncDispose]())

async function faultsOf(body: object): Promise<unknown> {
  const { status, json } = await client.ask('POST', '/jobs', body)
  expect(status).toBe(422)
  return json
}

async function idOf(name: string, more: object = {}): Promise<number> {
  const { status, json, text } = await client.ask('POST', '/jobs', jobOf(name, more))
  expect(status, text).toBe(201)
  return Number((json as { id: number }).id)
}

it('takes a job with all that it names, and tells of it as the original does', async () => {
  const asked = jobOf('first', {
    environment: 'local',
    priority: 3,
    attributes: {
      files_down: { config_id: 'c1', data_ids: ['d1', 'd2'], artifact_ids: [] },
      env_vars: { TEST_ENV: 'a $HOME' },
    },
    hardware: { cpu_cores: 2, memory: 512, gpu_model: null, gpu_archi: null, gpu_mem: null },
  })
  const { status, json } = await client.ask('POST', '/jobs', asked)
  const id = Number((json as { id: number }).id)
  expect([status, json]).toEqual([
    201,
    {
      ...asked,
      id,
      date_created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
      ...{ date_started: null, date_finished: null, status: 'queued', runtime_details: null },
      paths_out: { output: 'output/first', log: 'log/first', artifact: 'artifact/first' },
      user_id: platform.user.actor.user_id,
      user_email: platform.user.actor.email,
    },
  ])
  expect((await client.ask('GET', `/jobs/${id}`)).json).toEqual(json)
  const [run] = (await platform.client.runs.list({ name: 'first' })).items
  const native = await platform.client.runs.get(run?.id ?? '')
  expect(native.jobs).toMatchObject([
    {
      kind: 'application',
      priority: 3,
      requires: { cpu: 2, memory_bytes: 512 << 20, labels: ['environment.local', 'executor:docker'] },
      spec: { inputs: [{ path: 'config/param.yaml' }, { path: 'data/a.tif' }, { path: 'data/b.tif' }] },
    },
  ])
  expect((await client.ask('DELETE', `/jobs/${id}`)).status).toBe(204)
})

it('takes what its schema calls optional to be so', async () => {
  const bare = { job_name: 'bare', application: address, attributes: { files_down: {} } }
  const { status, json } = await client.ask('POST', '/jobs', bare)
  expect(status).toBe(201)
  expect(json).toMatchObject({ environment: null, priority: 0, hardware: null, status: 'queued' })
})

it('says what is wrong in the order and the words of the original', async () => {
  const unknown = jobOf('bad', { application: { ...address, application: 'other' } })
  expect(await faultsOf(unknown)).toMatchObject({
    detail: [
      {
        loc: ['body', 'application', 'application'],
        msg: "Value error, Application must be one of ['app'], not other.",
      },
      { loc: ['body', 'application', 'version'], msg: 'Value error, Application must be set before version.' },
      {
        loc: ['body', 'application', 'entrypoint'],
        msg: 'Value error, Application and version must be set before entrypoint.',
      },
      { loc: ['body', 'attributes'], msg: 'Value error, Application must be set before attributes.' },
    ],
  })
  const old = jobOf('bad', { application: { ...address, version: 'old' } })
  expect(await faultsOf(old)).toMatchObject({
    detail: [
      { msg: "Value error, Version must be one of dict_keys(['latest']), not old.", type: 'value_error' },
      {},
      {},
    ],
  })
  const files_down = { config_id: null, data_ids: [], artifact_ids: [] }
  expect(await faultsOf(jobOf('bad', { attributes: { files_down, env_vars: { PATH: '/' } } }))).toMatchObject({
    detail: [{ loc: ['body', 'attributes'], msg: "Value error, Environment variables must be in ['TEST_ENV']." }],
  })
  expect(await faultsOf(jobOf('bad', { priority: 6, environment: 'any' }))).toMatchObject({
    detail: [
      { loc: ['body', 'environment'], msg: "Input should be 'cloud' or 'local'", type: 'enum' },
      { loc: ['body', 'priority'], msg: 'Value error, Priority must be between 0 and 5, not 6.' },
    ],
  })
  expect(await faultsOf({})).toMatchObject({
    detail: ['job_name', 'application', 'attributes'].map((field) => ({ type: 'missing', loc: ['body', field] })),
  })
})

it.each(['', '.', '../../x', 'a/b', 'a\u0000'])('refuses the name %j, which is none of a folder', async (name) => {
  expect(await faultsOf(jobOf(name))).toMatchObject({ detail: [{ loc: ['body', 'job_name'], type: 'value_error' }] })
})

it('refuses a name that is in use, of the same user alone, also where two ask at once', async () => {
  const both = await Promise.all([1, 2].map(() => client.ask('POST', '/jobs', jobOf('twice'))))
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
  expect(both.find(({ status }) => status === 409)?.json).toEqual({ detail: 'Job name must be unique' })
  expect((await clientOf(platform, stranger).ask('POST', '/jobs', jobOf('twice'))).status).toBe(201)
})

it.each([['c0'], ['../../etc'], ['c1/../../data/d1'], ['%2e%2e']])(
  'refuses the config %j with a reason',
  async (config_id) => {
    const attributes = { files_down: { config_id, data_ids: [], artifact_ids: [] } }
    const { status, json } = await client.ask('POST', '/jobs', jobOf('nowhere', { attributes }))
    expect([status, json]).toEqual([400, { detail: expect.stringMatching(/\w/) }])
  },
)

it('lists in one order, page by page, and no job of others', async () => {
  const made: number[] = []
  for (const name of ['p1', 'p2', 'p3']) made.unshift(await idOf(name))
  const idsAt = async (path: string) => {
    const { json } = await client.ask('GET', path)
    return Array.isArray(json) ? json.map(({ id }: { id: number }) => id) : []
  }
  const all = await idsAt('/jobs')
  expect(all.slice(0, 3)).toEqual(made)
  expect(all).toEqual(all.toSorted((one, other) => other - one))
  expect([...(await idsAt('/jobs?limit=2')), ...(await idsAt('/jobs?offset=2&limit=1000'))]).toEqual(all)
  expect(await idsAt('/jobs?limit=-1')).toEqual(all)
  expect(await idsAt('/jobs?limit=0')).toEqual([])
  expect(await idsAt('/jobs?offset=99999999999')).toEqual([])
  expect((await client.ask('GET', '/jobs?limit=x')).status).toBe(422)
  const moved = await client.ask('GET', '/jobs/?limit=1')
  expect([moved.status, moved.headers.get('location')]).toEqual([307, expect.stringMatching(/\/jobs\?limit=1$/)])
  const [of_stranger] = (await clientOf(platform, stranger).ask('GET', '/jobs')).json as { id: number }[]
  expect(all).not.toContain(of_stranger?.id)
})

it('has no job of another user, none without a number, and none that was deleted', async () => {
  const id = await idOf('mine')
  const other = clientOf(platform, stranger)
  const absent = { status: 404, json: { detail: 'Job not found' } }
  expect(await other.ask('GET', `/jobs/${id}`)).toMatchObject(absent)
  expect(await other.ask('DELETE', `/jobs/${id}`)).toMatchObject(absent)
  expect(await client.ask('GET', '/jobs/99999999')).toMatchObject(absent)
  expect(await client.ask('GET', '/jobs/-1')).toMatchObject(absent)
  expect((await client.ask('GET', '/jobs/x')).status).toBe(422)
  expect((await clientOf(platform).ask('GET', `/jobs/${id}`)).status).toBe(401)
  const deleted = await client.ask('DELETE', `/jobs/${id}`)
  expect([deleted.status, deleted.text]).toEqual([204, ''])
  expect(await client.ask('GET', `/jobs/${id}`)).toMatchObject(absent)
  expect(await client.ask('DELETE', `/jobs/${id}`)).toMatchObject(absent)
  expect(await idOf('mine')).toBeGreaterThan(id)
})

it('deletes what a job has left with it, and nothing else', async () => {
  const id = await idOf('done')
  await endJobs(platform)
  expect((await client.ask('GET', `/jobs/${id}`)).json).toMatchObject({
    ...{ status: 'finished', date_finished: expect.any(String) },
  })
  for (const path of ['output/done/a', 'log/done/a', 'artifact/done/a', 'output/done2/a']) {
    await client.send('/files/data/x/upload', new File(['x'], 'x'))
    await client.ask('PUT', '/files/data/x/x', { path })
  }
  expect((await client.ask('DELETE', `/jobs/${id}`)).status).toBe(204)
  const { json } = await client.ask('GET', '/files/?recursive=true')
  const paths = (json as { path: string }[]).map(({ path }) => path)
  expect(paths).toContain('output/done2/a')
  expect(paths.filter((path) => path.includes('/done/'))).toEqual([])
  expect((await platform.client.runs.list({ name: 'done' })).items).toEqual([])
})

it('answers about a job whose application has been removed from the catalogue', async () => {
  const id = await idOf('kept')
  await platform.core.db.updateTable('entrypoints').set({ removed_at: new Date().toISOString() }).execute()
  expect((await client.ask('GET', `/jobs/${id}`)).json).toMatchObject({ application: address })
  expect((await client.ask('GET', '/jobs')).status).toBe(200)
})
