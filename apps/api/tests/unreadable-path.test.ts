import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

let api: TestApi

beforeAll(async () => {
  api = await startApi({ api: { public_url: 'https://assay.example.org' } })
})

afterAll(() => api[Symbol.asyncDispose]())

it.each([
  ['is not UTF-8', '/api/v1/users/%FF'],
  ['is not UTF-8, for a procedure', '/trpc/%FF'],
  ['breaks off in an escape', '/api/v1/users/%'],
  ['is at no route', '/%FF'],
  ['names something too long', `/api/v1/users/${'x'.repeat(1_001)}`],
])('answers a path that %s with the one error body, under the request id', async (_what, url) => {
  const asked = await api.app.inject({ url, headers: { ...api.user.headers, 'x-request-id': 'mine' } })
  expect(asked.statusCode).toBe(400)
  expect(asked.json()).toEqual({
    code: 'INPUT_INVALID',
    message: expect.any(String),
    retryable: false,
    data: { issues: [{ path: '', message: expect.stringMatching(/path/) }] },
    request_id: 'mine',
  })
  const known = await api.app.inject({ url: '/api/v1/no-such-route', headers: { 'x-request-id': 'mine' } })
  const { 'content-length': _length, date: _date, 'cache-control': _cached, ...common } = known.headers
  expect(asked.headers).toMatchObject(common)
  expect(common).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-request-id': 'mine' })
})

it('has nobody keep the answer to a path of the API that cannot be read', async () => {
  const { headers } = await api.app.inject({ url: '/api/v1/users/%FF' })
  expect(headers['cache-control']).toBe('no-store')
})
