import { expect, test } from 'vitest'
import { AssayAbortError } from './error/abort-error.ts'
import { AssayError } from './error/assay-error.ts'
import { AssayConnectionError } from './error/connection-error.ts'
import { AssayTimeoutError } from './error/timeout-error.ts'
import {
  errorBody,
  hangUp,
  type Reply,
  result,
  rpcError,
  silence,
  startScriptedServer,
  status,
} from './testing/scripted-server.ts'

const whoami = 'GET /trpc/session.whoami'
const create = 'POST /trpc/api_keys.create'
const busy = rpcError(503, errorBody('TABLE_BUSY', { retryable: true }))

function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  )
}

const passing: [string, Reply][] = [
  ['a lost connection', hangUp],
  ['an error that says it is retryable', busy],
  ['408', status(408)],
  ['429', status(429)],
  ['502 of a proxy', status(502)],
  ['503', status(503)],
  ['504 of a proxy', status(504)],
]
test.each(passing)('a call is tried again after %s', async (_name, reply) => {
  await using server = await startScriptedServer({ [whoami]: [reply, result({ email: 'a@example.org' })] })
  await expect(server.client().whoami()).resolves.toEqual({ email: 'a@example.org' })
  expect(server.received).toHaveLength(2)
})

test.each([400, 401, 404, 409, 500])(
  'a call is not tried again after an error of status %i that says it is final',
  async (code) => {
    await using server = await startScriptedServer({ [whoami]: [rpcError(code, errorBody('X'))] })
    const error = await failure(server.client().whoami())
    expect(error).toMatchObject({ code: 'X', status: code, retryable: false, request_id: 'req_1' })
    expect(server.received).toHaveLength(1)
  },
)

test('after maxRetries the last error is thrown', async () => {
  await using server = await startScriptedServer({ [whoami]: [busy, busy, busy, result({})] })
  const error = await failure(server.client({ maxRetries: 2 }).whoami())
  expect(AssayError.is(error, 'TABLE_BUSY')).toBe(true)
  expect(server.received).toHaveLength(3)
})

test('a change carries one Idempotency-Key over all of its tries, and each change its own', async () => {
  await using server = await startScriptedServer({ [create]: [hangUp, busy, result({}), result({})] })
  const client = server.client()
  await client.apiKeys.create({ name: 'a' })
  await client.apiKeys.create({ name: 'b' })
  const keys = server.received.map(({ headers }) => headers['idempotency-key'])
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(keys.slice(1, 3)).toEqual([keys[0], keys[0]])
  expect(keys[3]).not.toBe(keys[0])
})

test('an Idempotency-Key can be given, and is not sent with what changes nothing', async () => {
  await using server = await startScriptedServer({ [create]: [result({})], [whoami]: [result({})] })
  const client = server.client()
  await client.apiKeys.create({ name: 'a' }, { idempotencyKey: 'mine' })
  await client.whoami({ idempotencyKey: 'mine' })
  expect(server.received.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', undefined])
})

test('Retry-After is waited for instead of the own delay', async () => {
  await using server = await startScriptedServer({ [whoami]: [status(503, { 'retry-after': '0' }), result({})] })
  await server.client({ retryDelay: 3_600_000 }).whoami()
  expect(server.received).toHaveLength(2)
})

test.each(['61', new Date(Date.now() + 3_600_000).toUTCString()])(
  'a Retry-After of more than a minute (%s) ends the call and is told',
  async (header) => {
    await using server = await startScriptedServer({
      [whoami]: [rpcError(503, errorBody('UNAVAILABLE', { retryable: true }), { 'retry-after': header })],
    })
    const error = await failure(server.client().whoami())
    expect(AssayError.is(error) && error.retry_after_seconds).toBeGreaterThan(60)
    expect(server.received).toHaveLength(1)
  },
)

test('an API key goes as Bearer, e-mail and password as Basic in UTF-8', async () => {
  await using server = await startScriptedServer({ [whoami]: [result({}), result({})] })
  await server.client().whoami()
  await server.client({ apiKey: undefined, email: 'ä@example.org', password: 'pässwörd' }).whoami()
  const [bearer, basic] = server.received.map(({ headers }) => headers.authorization)
  expect(bearer).toBe('Bearer assay_key')
  expect(Buffer.from(basic?.split(' ')[1] ?? '', 'base64').toString()).toBe('ä@example.org:pässwörd')
})

test('given headers win over the own', async () => {
  await using server = await startScriptedServer({ [whoami]: [result({})] })
  await server.client({ headers: { authorization: 'Bearer other', 'x-team': 'a' } }).whoami()
  expect(server.received[0]?.headers).toMatchObject({ authorization: 'Bearer other', 'x-team': 'a' })
})

test('a server that is not there is a connection error that names its address and the reason', async () => {
  const server = await startScriptedServer({})
  await server[Symbol.asyncDispose]()
  const error = await failure(server.client().whoami())
  expect(AssayConnectionError.isInstance(error)).toBe(true)
  expect(error).toMatchObject({ code: 'CONNECTION_FAILED', url: server.url, data: { reason: 'ECONNREFUSED' } })
})

test('a call that is not answered in time is a time-out error', async () => {
  await using server = await startScriptedServer({ [whoami]: [silence, silence] })
  const error = await failure(server.client({ timeout: 20, maxRetries: 1 }).whoami())
  expect(AssayTimeoutError.isInstance(error)).toBe(true)
  expect(server.received).toHaveLength(2)
})

test('an answer that stops half-way counts as a lost connection', async () => {
  const half: Reply = (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"result":', () => response.destroy())
  }
  await using server = await startScriptedServer({ [whoami]: [half, result({ name: 'A' })] })
  await expect(server.client().whoami()).resolves.toEqual({ name: 'A' })
})

test('an aborted call is an abort error with the reason, and is not tried again', async () => {
  const giveUp = new AbortController()
  const abort: Reply = () => giveUp.abort('enough')
  await using server = await startScriptedServer({ [whoami]: [abort] })
  const error = await failure(server.client().whoami({ signal: giveUp.signal }))
  expect(AssayAbortError.isInstance(error)).toBe(true)
  expect(error).toMatchObject({ code: 'ABORTED', cause: 'enough' })
  expect(server.received).toHaveLength(1)
})

test('a wait between tries ends with the signal', async () => {
  const giveUp = new AbortController()
  const abort: Reply = (response, received) => {
    busy(response, received)
    setImmediate(() => giveUp.abort())
  }
  await using server = await startScriptedServer({ [whoami]: [abort] })
  const error = await failure(server.client({ retryDelay: 3_600_000 }).whoami({ signal: giveUp.signal }))
  expect(AssayAbortError.isInstance(error)).toBe(true)
})

test('a signal of AbortSignal.timeout is a time-out error', async () => {
  await using server = await startScriptedServer({ [whoami]: [silence] })
  const error = await failure(server.client().whoami({ signal: AbortSignal.timeout(10) }))
  expect(AssayTimeoutError.isInstance(error)).toBe(true)
})

test('a code that is newer than this version passes through with its facts', async () => {
  await using server = await startScriptedServer({
    [whoami]: [rpcError(418, errorBody('TEAPOT', { data: { brew: 'tea' } }))],
  })
  const error = await failure(server.client().whoami())
  expect(AssayError.is(error)).toBe(true)
  expect(error).toMatchObject({ code: 'TEAPOT', status: 418, message: 'It is TEAPOT.', data: { brew: 'tea' } })
})

test('an error of something on the way says its status', async () => {
  await using server = await startScriptedServer({ [whoami]: [status(403, { 'x-request-id': 'req_9' })] })
  const error = await failure(server.client().whoami())
  expect(error).toMatchObject({ code: 'HTTP_403', status: 403, retryable: false, request_id: 'req_9' })
})

test('a page where Assay should be is told apart', async () => {
  await using server = await startScriptedServer({ [whoami]: [status(200)] })
  const error = await failure(server.client().whoami())
  expect(AssayError.is(error, 'RESPONSE_INVALID')).toBe(true)
})
