import type { AppRouter } from '@assay/api'
import { newId } from '@assay/db'
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink, TRPCClientError } from '@trpc/client'
import { expect, it } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

const client = ({ url, user }: TestApi) =>
  createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers: user.headers })] })

const batchingClient = ({ url, user }: TestApi) =>
  createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${url}/trpc`, headers: user.headers })] })

const fail = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof TRPCClientError)) throw new Error('it did not fail as tRPC calls fail')
  return error as TRPCClientError<AppRouter>
}

it('answers typed calls', async () => {
  await using api = await startApi()
  const { run_id, job_id } = await api.submitRun()
  const { runs, jobs } = client(api)
  expect(await jobs.get.query({ job_id })).toMatchObject({ id: job_id, run_id, state: 'queued' })
  expect(await runs.stop.mutate({ run_id })).toMatchObject({ id: run_id, state: 'stopped' })
  expect(await runs.delete.mutate({ run_id })).toEqual({})
})

it('fails with the one error body, and the status of the catalogue', async () => {
  await using api = await startApi()
  const job_id = newId()
  const error = await fail(client(api).jobs.get.query({ job_id }))
  expect(error.data).toMatchObject({
    code: 'NOT_FOUND',
    httpStatus: 404,
    path: 'jobs.get',
    error: { code: 'JOB_NOT_FOUND', retryable: false, data: { job_id }, request_id: expect.any(String) },
  })
  expect(error.data).not.toHaveProperty('stack')
})

it('names every wrong field', async () => {
  await using api = await startApi()
  const error = await fail(client(api).jobs.list.query({ limit: 0, cursor: 'c'.repeat(501) }))
  expect(error.data?.error).toMatchObject({
    code: 'INPUT_INVALID',
    data: { issues: [{ path: 'limit' }, { path: 'cursor' }] },
  })
})

it('answers up to ten calls at once, and refuses more', async () => {
  await using api = await startApi()
  const { job_id } = await api.submitRun()
  const { jobs } = batchingClient(api)
  const ask = (times: number) => Promise.allSettled(Array.from({ length: times }, () => jobs.get.query({ job_id })))
  expect((await ask(10)).every(({ status }) => status === 'fulfilled')).toBe(true)
  const refused = await ask(11)
  for (const answer of refused) {
    const error = answer.status === 'rejected' ? await fail(Promise.reject(answer.reason)) : undefined
    expect(error?.data?.error).toMatchObject({ code: 'BATCH_TOO_LARGE', data: { limit: 10 } })
  }
})

it('answers each call of a batch for itself, and a batch of answers that differ with 207', async () => {
  await using api = await startApi()
  const { job_id } = await api.submitRun()
  const { jobs, models, uploads } = batchingClient(api)
  const [job, catalogue, unknown] = await Promise.allSettled([
    jobs.get.query({ job_id }),
    models.list.query({}),
    jobs.get.query({ job_id: newId() }),
  ])
  expect([job.status, catalogue.status, unknown.status]).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  const made = await Promise.all([
    uploads.create.mutate({ filename: 'a.csv' }),
    uploads.create.mutate({ filename: 'b.csv' }),
  ])
  expect(made.map(({ filename }) => filename)).toEqual(['a.csv', 'b.csv'])
  const input = encodeURIComponent(JSON.stringify({ 0: { job_id }, 1: { job_id: newId() } }))
  const url = `/trpc/jobs.get,jobs.get?batch=1&input=${input}`
  expect((await api.app.inject({ url, headers: api.user.headers })).statusCode).toBe(207)
})

it('streams the answers of a batch to a client that asks for that', async () => {
  await using api = await startApi()
  const { job_id } = await api.submitRun()
  const streaming = createTRPCClient<AppRouter>({
    links: [httpBatchStreamLink({ url: `${api.url}/trpc`, headers: api.user.headers })],
  })
  const [job, upload] = await Promise.all([
    streaming.jobs.get.query({ job_id }),
    streaming.uploads.create.mutate({ filename: 'a.csv' }),
  ])
  expect([job.id, upload.filename]).toEqual([job_id, 'a.csv'])
})

it('answers what is no call at all in its own envelope, under the request id', async () => {
  await using api = await startApi()
  const headers = { ...api.user.headers, 'x-request-id': 'mine', 'content-type': 'application/json' }
  const ask = async (path: string, options: object = {}) => {
    const answer = await api.app.inject({ url: `/trpc/${path}`, headers, ...options })
    expect(answer.headers['x-request-id']).toBe('mine')
    return { status: answer.statusCode, ...answer.json().error.data.error }
  }
  const request_id = 'mine'
  expect(await ask('no.such')).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND', request_id })
  expect(await ask('uploads.create')).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND', request_id })
  const broken = { method: 'POST', payload: '{"filename":' }
  expect(await ask('uploads.create', broken)).toMatchObject({ status: 400, code: 'INPUT_INVALID', request_id })
  const large = { method: 'POST', payload: JSON.stringify({ filename: 'x'.repeat(4 * 1024 * 1024) }) }
  expect(await ask('uploads.create', large)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE', request_id })
  const batch = { method: 'POST', payload: '[1]' }
  expect(await ask('uploads.create?batch=1', batch)).toMatchObject({ status: 400, code: 'INPUT_INVALID', request_id })
  const twice = await ask('models.list?input=1&input=2')
  expect(twice).toMatchObject({ status: 400, code: 'INPUT_INVALID', data: { issues: [{ path: 'input' }] } })
  expect(await ask('jobs.get?input=%7B')).toMatchObject({ status: 400, code: 'INPUT_INVALID', request_id })
})

it.each([
  ['alone', 'runs.events', {}],
  ['in a batch that streams', 'runs.events,models.list?batch=1', { 'trpc-accept': 'application/jsonl' }],
])('refuses a subscription by POST before anything streams, %s', async (_where, path, more) => {
  await using api = await startApi()
  const answer = await api.app.inject({
    method: 'POST',
    url: `/trpc/${path}`,
    headers: { ...api.user.headers, ...more },
    payload: { run_id: newId() },
  })
  expect(answer.statusCode).toBe(404)
  expect(answer.headers['content-type']).toMatch(/^application\/json/)
  expect(answer.json().error.data.error).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
})

it.each([
  ['without a context', { method: 'POST', path: 'uploads.create', headers: { 'trpc-accept': 'application/jsonl' } }],
  ['of nobody', { method: 'GET', path: 'runs.events?input=%7B%7D', headers: { authorization: '' } }],
  ['of nothing', { method: 'GET', path: 'no.such', headers: { 'trpc-accept': 'application/jsonl' } }],
  ['in a batch', { method: 'GET', path: 'no.such,runs.list?batch=1', headers: { 'trpc-accept': 'application/jsonl' } }],
] as const)('names the request in an error that is streamed, %s', async (_, { method, path, headers }) => {
  await using api = await startApi()
  const answer = await fetch(`${api.url}/trpc/${path}`, { method, headers: { ...api.user.headers, ...headers } })
  const ids = [...(await answer.text()).matchAll(/"request_id":"([^"]*)"/g)].map(([, id]) => id)
  expect(ids.length).toBeGreaterThan(0)
  expect(new Set(ids)).toEqual(new Set([answer.headers.get('x-request-id')]))
})
