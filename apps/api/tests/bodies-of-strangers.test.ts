import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { startApi, type TestApi } from './test-api.ts'

const said = z.object({ message: z.string() })
const mebibyte = 1024 * 1024

/** JSON of about this size that takes long to read, and longer to check. */
function manyFields(bytes: number): string {
  return `{${Array.from({ length: Math.floor(bytes / 16) }, (_, at) => `"k${at}":[{}]`).join()}}`
}

const routes = ['/api/v1/experiments', '/trpc/experiments.create', '/trpc/experiments.create,runs.stop?batch=1']
const publicRoutes = [
  '/api/v1/session',
  '/trpc/session.create',
  '/api/v1/account',
  '/trpc/session.create,runs.stop?batch=1',
]

/** Sends the head of a request, and then a body for as long as the connection takes any. */
async function pour(
  { url }: TestApi,
  path: string,
  { length, authorization }: { length: number; authorization?: string },
) {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const headers = ['content-type: application/json', `content-length: ${length}`, 'connection: keep-alive']
  if (authorization) headers.push(`authorization: ${authorization}`)
  socket.write(`POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${headers.join('\r\n')}\r\n\r\n`)
  return socket
}

it.each([...routes.map((path) => [path, 401] as const), ...publicRoutes.map((path) => [path, 413] as const)])(
  'answers %s before its body has come, by %i, and closes the connection',
  async (path, status) => {
    await using api = await startApi()
    const socket = await pour(api, path, { length: 4 * mebibyte })
    // not a byte of the body is sent
    const answer = await text(socket)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer.toLowerCase()).toContain('connection: close')
    expect(answer).toContain(status === 401 ? 'UNAUTHENTICATED' : '65536')
  },
)

it('does not take a wrong key, or a body without a length, for more', async () => {
  await using api = await startApi()
  const socket = await pour(api, routes[0] ?? '', { length: 4 * mebibyte, authorization: 'Bearer assay_wrong' })
  expect(await text(socket)).toContain('CREDENTIALS_INVALID')
  const answer = await fetch(`${api.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: ReadableStream.from(Array.from({ length: 8 }, () => new TextEncoder().encode(' '.repeat(16_384)))),
    duplex: 'half',
  })
  expect(answer.status).toBe(413)
})

it('keeps answering others while forty strangers send four megabytes each', async () => {
  await using api = await startApi()
  const body = manyFields(4 * mebibyte - 1024)
  const send = (path: string) =>
    fetch(`${api.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const before = process.memoryUsage().rss
  const sent = Promise.all(
    Array.from({ length: 40 }, (_, at) =>
      send([...routes, ...publicRoutes][at % 7] ?? '').then(({ status }) => status),
    ),
  )
  const waits: number[] = []
  let isDone = false
  const done = sent.finally(() => {
    isDone = true
  })
  while (!isDone) {
    const started = performance.now()
    const me = await fetch(`${api.url}/api/v1/me`, { headers: api.user.headers })
    expect(me.status).toBe(200)
    waits.push(performance.now() - started)
  }
  expect(new Set(await done)).toEqual(new Set([401, 413]))
  expect(Math.max(...waits)).toBeLessThan(2_000)
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * mebibyte)
})

it('takes a long body of somebody who is known, unless it is deep or has very many fields', async () => {
  await using api = await startApi()
  const send = async (body: string) => {
    const headers = { ...api.user.headers, 'content-type': 'application/json' }
    const answer = await fetch(`${api.url}/api/v1/experiments`, { method: 'POST', headers, body })
    return said.parse(await answer.json()).message
  }
  const long = await send(JSON.stringify({ name: 'x'.repeat(3 * mebibyte) }))
  expect(long).toContain('name')
  expect(await send(manyFields(3 * mebibyte))).toBe('The input is not valid: has more than 120000 fields.')
  const deep = await send(`{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)
  expect(deep).toBe('The input is not valid: is nested more than 64 deep.')
  const input = encodeURIComponent('['.repeat(1_000) + ']'.repeat(1_000))
  const inAddress = await fetch(`${api.url}/trpc/runs.list?input=${input}`, { headers: api.user.headers })
  expect(await inAddress.text()).toContain('nested more than 64 deep')
})
