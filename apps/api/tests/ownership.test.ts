import { newId } from '@assay/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

let api: TestApi
const ids: Record<string, string> = {}

beforeAll(async () => {
  api = await startApi()
  const owner = api.user
  Object.assign(ids, await api.submitRun(owner))
  const post = async (url: string, payload: object) =>
    (await api.app.inject({ method: 'POST', url: `/api/v1${url}`, headers: owner.headers, payload })).json()
  ids['upload_id'] = (await post('/uploads', { filename: 'a.csv', size_bytes: 4 })).id
  await api.app.inject({
    method: 'PATCH',
    url: `/api/v1/uploads/${ids['upload_id']}`,
    headers: { ...owner.headers, 'upload-offset': '0', 'content-type': 'application/octet-stream' },
    payload: 'a\n1\n',
  })
  ids['dataset_id'] = (await post('/datasets', { upload_id: ids['upload_id'] })).id
  ids['api_key_id'] = (await post('/api_keys', { name: 'other' })).id
})

afterAll(() => api[Symbol.asyncDispose]())

const requests = [
  ['GET', '/uploads/{upload_id}'],
  ['PATCH', '/uploads/{upload_id}'],
  ['POST', '/uploads/{upload_id}/complete', { size_bytes: 4 }],
  ['GET', '/datasets/{dataset_id}'],
  ['GET', '/datasets/{dataset_id}/download'],
  ['POST', '/datasets/{dataset_id}/rows', {}],
  ['DELETE', '/datasets/{dataset_id}'],
  ['GET', '/runs/{run_id}'],
  ['GET', '/runs/{run_id}/events'],
  ['GET', '/runs/{run_id}/examples'],
  ['GET', '/jobs?run_id={run_id}'],
  ['POST', '/runs/{run_id}/stop', {}],
  ['POST', '/runs/{run_id}/retry', {}],
  ['DELETE', '/runs/{run_id}'],
  ['GET', '/jobs/{job_id}'],
  ['GET', '/jobs/{job_id}/outputs/scores'],
  ['DELETE', '/api_keys/{api_key_id}'],
] as const

test.each(requests)(
  "%s %s answers for another user's id exactly as for one that does not exist",
  async (...request) => {
    const [method, path, payload] = request
    const [, parameter = ''] = /\{(\w+)\}/.exec(path) ?? []
    const foreign = ids[parameter] ?? ''
    const unknown = newId()
    const { headers } = await api.addUser()
    const ask = async (id: string) => {
      const answer = await api.app.inject({
        method,
        url: `/api/v1${path.replace(`{${parameter}}`, id)}`,
        headers: {
          ...headers,
          'x-request-id': 'same',
          ...(method === 'PATCH' && { 'upload-offset': '4', 'content-type': 'application/octet-stream' }),
        },
        ...(method === 'PATCH' ? { payload: 'b' } : payload && { payload }),
      })
      const { date: _, ...rest } = answer.headers
      return { status: answer.statusCode, headers: rest, body: answer.body.replaceAll(id, '{id}') }
    }
    const ofForeign = await ask(foreign)
    expect(ofForeign.status).toBe(404)
    expect(ofForeign).toEqual(await ask(unknown))
  },
)

test("lists show nothing of another user's", async () => {
  const { headers } = await api.addUser()
  for (const noun of ['datasets', 'experiments', 'runs', 'jobs']) {
    const answer = await api.app.inject({ url: `/api/v1/${noun}?include_total=true`, headers })
    expect(answer.json()).toEqual({ items: [], next_cursor: null, total: 0 })
  }
})
