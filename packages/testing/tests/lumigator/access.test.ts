import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newsCsv, type Platform, startPlatform, type TestUser } from '../../src/index.ts'
import { clientOf, textIn } from './client.ts'

let platform: Platform
let owner: TestUser
let stranger: TestUser
let ids: Record<'dataset_id' | 'experiment_id' | 'workflow_id' | 'job_id' | 'task_id' | 'deployment_id', string>

const open_user = 'ada@example.org'

beforeAll(async () => {
  platform = await startPlatform()
  owner = platform.user
  stranger = await platform.addUser()
  const client = clientOf(platform, owner)
  const made = async (path: string, body: object) => textIn((await client.ask('POST', path, body)).json, 'id')
  const dataset_id = textIn((await client.upload(newsCsv(1))).json, 'id')
  const experiment_id = await made('/api/v1/experiments/', { name: 'e', dataset: dataset_id })
  const model = { model: 'lead-1', provider: 'assay' }
  const workflow_id = await made('/api/v1/workflows/', { name: 'w', experiment_id, ...model })
  const job_id = await made('/api/v1/jobs/inference/', { name: 'j', dataset: dataset_id, job_config: model })
  const task_id = await made('/api/v1/tasks/', { name: 't', models: [] })
  const deployment_id = await made('/api/v1/ground-truth/deployments', {})
  ids = { dataset_id, experiment_id, workflow_id, job_id, task_id, deployment_id }
})

afterAll(async () => platform[Symbol.asyncDispose]())

interface Route {
  readonly method: string
  readonly path: string
}

/** Every address of the dialect that names something of a user, with the things that are there. */
function routesOfThings(): Route[] {
  return platform.routes
    .filter(({ url }) => /^\/lumigator\/api\/.*:/.test(url) && !url.endsWith('/') && !url.includes(':secret_name'))
    .filter(({ url }) => !url.endsWith('/models') && !/\/health\/jobs\//.test(url.replace(/:.*/, '')))
    .map(({ method, url }) => {
      const path = url
        .slice('/lumigator'.length)
        .replaceAll(/:(\w+)/g, (_, name: string) => Object.entries(ids).find(([known]) => known === name)?.[1] ?? '')
      return { method, path }
    })
}

it('shows nothing of a user to another, at any address', async () => {
  const client = clientOf(platform, stranger)
  const routes = routesOfThings()
  expect(routes.length).toBeGreaterThan(21)
  for (const { method, path } of routes) {
    expect([method, path, (await client.ask(method, path)).status]).toEqual([method, path, 404])
  }
  for (const noun of ['datasets', 'jobs', 'experiments', 'tasks']) {
    expect((await client.ask('GET', `/api/v1/${noun}/`)).json).toEqual({ total: 0, items: [] })
  }
  const given = { name: 'n', dataset: ids.dataset_id, job_config: { model: 'lead-1', provider: 'assay' } }
  expect((await client.ask('POST', '/api/v1/jobs/inference/', given)).status).toBe(404)
  expect((await client.ask('POST', '/api/v1/experiments/', given)).status).toBe(404)
})

it('tells whoever presents nothing to sign in, at any address but those that tell nothing', async () => {
  const client = clientOf(platform)
  const refused = platform.routes.filter(
    ({ url, procedure }) => url.startsWith('/lumigator/api') && procedure === 'router' && !url.includes('secret'),
  )
  expect(refused.length).toBeGreaterThan(30)
  for (const { method, url } of refused) {
    const path = url.slice('/lumigator'.length).replaceAll(/:\w+/g, ids.job_id)
    const { status } = await client.ask(method, path)
    // one that only says where the slash belongs needs nobody
    expect([method, path, status]).toEqual([method, path, expect.toSatisfy((one) => one === 401 || one === 307)])
  }
  const signed = await client.ask('GET', `/files/datasets/${ids.dataset_id}/data.csv/dataset.csv`)
  expect(signed.status).toBe(400)
})

describe('a user as whom clients act that present nothing', () => {
  let open: Platform

  beforeAll(async () => {
    open = await startPlatform({ open_user, worker: false })
    await open.core.db
      .updateTable('users')
      .set({ email: open_user })
      .where('id', '=', open.user.actor.user_id)
      .execute()
  })

  afterAll(async () => open[Symbol.asyncDispose]())

  const asked = (headers: Record<string, string>, path = '/lumigator/api/v1/datasets/') =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${open.url}${path}`, { headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      sent.on('error', reject).end()
    })

  it('is whoever asks from this machine', async () => {
    expect(await asked({})).toBe(200)
    expect(await asked({ origin: open.url })).toBe(200)
    expect(await asked({}, '/api/v1/datasets')).toBe(401)
  })

  it.each<[string, Record<string, string>, number]>([
    ['a page of another site', { origin: 'http://evil.example' }, 401],
    ['a page that says only that it is of another site', { 'sec-fetch-site': 'cross-site' }, 401],
    ['a proxy', { 'x-forwarded-for': '127.0.0.1' }, 401],
    ['a proxy of another kind', { forwarded: 'for=127.0.0.1' }, 401],
    ['a name that leads here', { host: 'evil.example' }, 421],
    ['a credential that is wrong', { authorization: 'Bearer assay_wrong' }, 401],
  ])('is not %s', async (_, headers, status) => {
    expect(await asked(headers)).toBe(status)
  })
})
