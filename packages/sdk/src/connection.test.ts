import { expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { AssayError } from './error/assay-error.ts'
import type { Logger } from './log.ts'
import { hangUp, json, type Reply, result, silence, startScriptedServer, status } from './testing/scripted-server.ts'

const whoami = 'GET /trpc/session.whoami'

function named(request_id: string, reply: Reply): Reply {
  return (response, received) => {
    response.setHeader('x-request-id', request_id)
    reply(response, received)
  }
}

function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  )
}

test('a call has its own timeout and its own retries', async () => {
  await using server = await startScriptedServer({ [whoami]: [silence, silence, silence] })
  // counted where they begin: on a busy machine some are over before they arrive
  let begun = 0
  const counting: typeof fetch = (...asked) => {
    begun += 1
    return fetch(...asked)
  }
  const client = server.client({ maxRetries: 0, fetch: counting })
  const error = await failure(client.whoami({ timeout: 20, maxRetries: 2 }))
  expect(AssayError.is(error, 'TIMEOUT') && error.message).toContain('in 20 ms')
  expect(begun).toBe(3)
})

test('a call has its own headers, which win over all others, and can leave one out', async () => {
  await using server = await startScriptedServer({ [whoami]: [result({}), result({})] })
  const client = server.client({ headers: { 'x-team': 'a', 'x-lab': 'b' } })
  await client.whoami({ headers: { 'X-Team': 'c', 'x-lab': null } })
  await client.whoami()
  expect(server.received.map(({ headers }) => [headers['x-team'], headers['x-lab'], headers.authorization])).toEqual([
    ['c', undefined, 'Bearer assay_key'],
    ['a', 'b', 'Bearer assay_key'],
  ])
})

test('an upload, a download and a stream of events take the options of one call too', async () => {
  const headers = { 'x-team': 'a' }
  await using server = await startScriptedServer({
    'POST /trpc/uploads.create': [result({ id: 'u', state: 'open', received_bytes: 0, direct: null })],
    'PATCH /api/v1/uploads/u': [json({})],
    'POST /trpc/uploads.complete': [result({ id: 'u' })],
    'POST /trpc/datasets.create': [result({ id: 'set', state: 'ingesting' })],
    'GET /trpc/datasets.get': [result({ id: 'set', state: 'ready', error: null })],
    'GET /api/v1/datasets/set/download': [json({})],
    'GET /trpc/runs.events': [(response) => response.writeHead(200).end()],
  })
  const { datasets, runs } = server.client()
  await datasets.upload(Buffer.from('a'), { headers })
  await (await datasets.download('set', { headers })).text()
  await failure(runs.events('run', { headers }).next())
  expect(server.received.map((received) => received.headers['x-team'])).toEqual(Array(7).fill('a'))
})

test('an option of a call that cannot be is refused before anything is sent', async () => {
  await using server = await startScriptedServer({})
  expect(await failure(server.client().whoami({ timeout: -1 }))).toMatchObject({ code: 'OPTION_INVALID' })
  expect(server.received).toEqual([])
})

test('withResponse tells the request id, status and headers beside the data', async () => {
  await using server = await startScriptedServer({ [whoami]: [hangUp, named('req_2', result({ name: 'A' }))] })
  const { data, request_id, response } = await server.client().whoami().withResponse()
  expect([data, request_id, response.status]).toEqual([{ name: 'A' }, 'req_2', 200])
  expect(response.headers.get('content-type')).toBe('application/json')
})

test('withResponse of what takes several requests tells of the last', async () => {
  await using server = await startScriptedServer({
    'POST /trpc/experiments.compare': [named('req_1', result({ id: 'c', state: 'computing' }))],
    'GET /trpc/comparisons.get': [named('req_2', result({ id: 'c', state: 'ready' }))],
  })
  const { data, request_id } = await server.client().experiments.compare('e').withResponse()
  expect([data.id, request_id]).toEqual(['c', 'req_2'])
})

test('withResponse throws what the call throws, once', async () => {
  await using server = await startScriptedServer({ [whoami]: [status(404)] })
  await expect(server.client().whoami().withResponse()).rejects.toMatchObject({ code: 'HTTP_404' })
})

test('withOptions makes another client and leaves this one as it is', async () => {
  await using server = await startScriptedServer({ [whoami]: [result({}), result({})] })
  const client = server.client()
  const other = client.withOptions({ apiKey: 'assay_other', headers: { 'x-team': 'a' } })
  await other.whoami()
  await client.whoami()
  expect(other.url).toBe(client.url)
  expect(server.received.map(({ headers }) => [headers.authorization, headers['x-team']])).toEqual([
    ['Bearer assay_other', 'a'],
    ['Bearer assay_key', undefined],
  ])
})

test('a request says which client and which runtime it comes from', async () => {
  await using server = await startScriptedServer({ [whoami]: [result({})] })
  await server.client().whoami()
  expect(server.received[0]?.headers['user-agent']).toBe(`assay-sdk/${manifest.version} node/${process.versions.node}`)
})

/** A logger that writes down what it is told. */
function notes(): { readonly logger: Logger; readonly written: [string, string, Record<string, unknown>][] } {
  const written: [string, string, Record<string, unknown>][] = []
  const at = (level: string) => (message: string, facts: Readonly<Record<string, unknown>>) => {
    written.push([level, message, facts])
  }
  return { logger: { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }, written }
}

test('a logger is told as much as its level says, and never keys, inputs or answers', async () => {
  const script = { [whoami]: [hangUp, named('req_2', result({ email: 'a@example.org' }))] }
  const tell = async (logLevel: 'off' | 'warn' | 'info' | 'debug') => {
    await using server = await startScriptedServer(script)
    const { logger, written } = notes()
    await server.client({ logger, logLevel }).whoami({ headers: { 'x-note': 'secret' } })
    return written
  }
  expect(await tell('off')).toEqual([])
  expect(await tell('warn')).toEqual([])
  const info = await tell('info')
  expect(info.map(([level, message]) => `${level} ${message.replace(/\d+ ms/, 'n ms')}`)).toEqual([
    'info tries again in n ms',
    'info GET /trpc/session.whoami answered 200',
  ])
  expect(info[1]?.[2]).toMatchObject({ status: 200, request_id: 'req_2' })
  const debug = await tell('debug')
  expect(debug.map(([level]) => level)).toEqual(['debug', 'debug', 'info', 'debug', 'info'])
  expect(JSON.stringify(debug)).not.toMatch(/assay_key|secret|example\.org/)
})

test('a level that is none is refused', async () => {
  await using server = await startScriptedServer({})
  // @ts-expect-error there is no such level
  expect(() => server.client({ logLevel: 'verbose' })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
})

test('each class of errors tells its own, AssayError all of them', async () => {
  await using server = await startScriptedServer({ [whoami]: [status(404)] })
  const error = await failure(server.client().whoami())
  expect(AssayError.isInstance(error)).toBe(true)
  expect(AssayError.isInstance(new Error('another'))).toBe(false)
})
