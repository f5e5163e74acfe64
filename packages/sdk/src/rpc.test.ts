import { expect, test } from 'vitest'
import { AssayError } from './error/assay-error.ts'
import { toAssayError } from './error/read-error.ts'
import { errorBody, hangUp, message, result, rpcError, startScriptedServer, stream } from './testing/scripted-server.ts'

test('the raw client is retried and keyed like every call', async () => {
  await using server = await startScriptedServer({ 'POST /trpc/runs.stop': [hangUp, result({ id: 'run' })] })
  const run = await server.client().trpc.runs.stop.mutate({ run_id: 'run' }, { context: { idempotencyKey: 'mine' } })
  expect(run).toEqual({ id: 'run' })
  expect(server.received.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', 'mine'])
})

test('what the raw client throws has the error body, and becomes an error of this client', async () => {
  const body = errorBody('JOB_NOT_FOUND', { data: { job_id: 'job' } })
  await using server = await startScriptedServer({ 'GET /trpc/jobs.get': [rpcError(404, body)] })
  const thrown = await server
    .client()
    .trpc.jobs.get.query({ job_id: 'job' })
    .catch((error: unknown) => error)
  expect(thrown).toMatchObject({ name: 'TRPCClientError', data: { error: { code: 'JOB_NOT_FOUND' } } })
  const error = toAssayError(thrown)
  expect(AssayError.is(error, 'JOB_NOT_FOUND') && error.data['job_id']).toBe('job')
  expect(error).toMatchObject({ status: 404, request_id: 'req_1' })
})

test('a lost connection of the raw client becomes an error of this client', async () => {
  await using server = await startScriptedServer({ 'GET /trpc/jobs.get': [hangUp] })
  const calling = server.client({ maxRetries: 0 }).trpc.jobs.get.query({ job_id: 'job' })
  const error = toAssayError(await calling.catch((thrown: unknown) => thrown))
  expect(AssayError.is(error, 'CONNECTION_FAILED')).toBe(true)
})

test('a subscription of the raw client goes on where its connection broke', async () => {
  await using server = await startScriptedServer({
    'GET /trpc/runs.events': [stream([message(1, { seq: 1 })], 'broken'), stream([message(2, { seq: 2 })], 'ended')],
  })
  const seen: unknown[] = []
  await new Promise<void>((resolve, reject) => {
    server
      .client()
      .trpc.runs.events.subscribe(
        { run_id: 'run' },
        { onData: ({ id, data }) => seen.push([id, data.seq]), onComplete: resolve, onError: reject },
      )
  })
  expect(seen).toEqual([
    ['1', 1],
    ['2', 2],
  ])
})
