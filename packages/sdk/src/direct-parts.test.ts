import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { json, type Reply, result, startScriptedServer } from './testing/scripted-server.ts'

const part_bytes = 400_000
const bytes = Buffer.from(Array.from({ length: 3 * part_bytes + 17 }, (_, at) => (at * 31) % 251))
const sha256 = createHash('sha256').update(bytes).digest('hex')
const file = { path: 'data/a', etag: '"one"', size_bytes: bytes.length }

interface Arrival {
  readonly number: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** A store: what it does with the first request of a part, the second, …; it takes what it has no answer for. */
async function startStore(answers: Readonly<Record<number, readonly ((response: ServerResponse) => void)[]>> = {}) {
  const arrivals: Arrival[] = []
  const server = createServer(async (request, response) => {
    const number = Number(new URL(request.url ?? '', 'http://store').searchParams.get('partNumber'))
    const body = await buffer(request)
    const earlier = arrivals.filter((arrival) => arrival.number === number).length
    arrivals.push({ number, headers: request.headers, body })
    const answer = answers[number]?.[earlier]
    if (answer) answer(response)
    else response.writeHead(200, { etag: '"part"' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${address instanceof Object ? address.port : 0}`
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url, arrivals, close, [Symbol.asyncDispose]: close }
}

function upload(direct: { readonly part_bytes: number; readonly parts: readonly number[] } | null, id = 'up') {
  return { id, state: 'open', size_bytes: bytes.length, received_bytes: 0, sha256, direct }
}

/** The server signs whatever part it is asked for. */
function sign(url: string): Reply {
  return (response, received) => {
    const input: unknown = received.input
    const [part] = (input instanceof Object && 'parts' in input && Array.isArray(input.parts) ? input.parts : []) as {
      number: number
      sha256: string
      size_bytes: number
    }[]
    const request = {
      method: 'PUT',
      url: `${url}/object?partNumber=${part?.number}`,
      headers: { 'x-amz-checksum-sha256': part?.sha256 ?? '', 'Content-Length': String(part?.size_bytes) },
      expires_at: '2027-01-01T00:00:00Z',
    }
    result({ parts: [{ number: part?.number, request }] })(response, received)
  }
}

function script(url: string, more: Readonly<Record<string, readonly Reply[]>> = {}) {
  return {
    'POST /trpc/uploads.create': [result(upload({ part_bytes, parts: [] })), result(upload(null, 'other'))],
    'GET /trpc/uploads.sign_parts': Array.from({ length: 20 }, () => sign(url)),
    'POST /trpc/uploads.complete': [result({ id: 'up', state: 'complete' })],
    'POST /trpc/files.put': [result(file)],
    'PATCH /api/v1/uploads/other': Array.from({ length: 20 }, () => json({})),
    ...more,
  }
}

function assemble(arrivals: readonly Arrival[]): string {
  const whole = Buffer.alloc(bytes.length)
  for (const { number, body } of arrivals) body.copy(whole, (number - 1) * part_bytes)
  return createHash('sha256').update(whole).digest('hex')
}

test('parts go straight to the store, each as it was signed, and nothing of the client goes with them', async () => {
  await using store = await startStore()
  await using server = await startScriptedServer(script(store.url))
  const seen: number[] = []
  const sent = await server.client({ headers: { 'x-team': 'a' } }).files.upload(bytes, 'data/a', {
    onProgress: ({ received_bytes }) => seen.push(received_bytes),
  })
  expect(sent).toEqual(file)
  expect(store.arrivals.map(({ number }) => number).toSorted()).toEqual([1, 2, 3, 4])
  expect(assemble(store.arrivals)).toBe(sha256)
  expect([seen[0], seen.at(-1)]).toEqual([0, bytes.length])
  for (const { headers, body } of store.arrivals) {
    expect(headers['x-amz-checksum-sha256']).toBe(createHash('sha256').update(body).digest('hex'))
    expect([headers.authorization, headers['x-team'], headers['content-length']]).toEqual([
      undefined,
      undefined,
      String(body.length),
    ])
  }
  const inputs = server.received.map(({ path, input }) => [path, input])
  expect(inputs).toContainEqual(['/trpc/uploads.complete', { upload_id: 'up', size_bytes: bytes.length }])
  expect(inputs).toContainEqual(['/trpc/files.put', { path: 'data/a', upload_id: 'up' }])
})

test('a part that the store refuses, or that breaks off, is signed and sent again; the others are not', async () => {
  const refuse = (response: ServerResponse) => response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')
  const busy = (response: ServerResponse) => response.writeHead(503).end()
  const breakOff = (response: ServerResponse) => response.destroy()
  await using store = await startStore({ 2: [refuse, busy], 4: [breakOff] })
  await using server = await startScriptedServer(script(store.url))
  await server.client().files.upload(bytes, 'data/a')
  expect(store.arrivals.map(({ number }) => number).toSorted()).toEqual([1, 2, 2, 2, 3, 4, 4])
  expect(server.received.filter(({ path }) => path === '/trpc/uploads.sign_parts')).toHaveLength(7)
  expect(assemble(store.arrivals)).toBe(sha256)
})

test('an upload of another process goes on with the parts that the store has not', async () => {
  await using store = await startStore()
  const begun = result(upload({ part_bytes, parts: [1, 3] }))
  await using server = await startScriptedServer(script(store.url, { 'GET /trpc/uploads.get': [begun] }))
  await server.client().files.upload(bytes, 'data/a', { upload_id: 'up' })
  expect(store.arrivals.map(({ number }) => number).toSorted()).toEqual([2, 4])
})

test('where the store cannot be reached the bytes go through the server, as another upload', async () => {
  const store = await startStore()
  await store.close()
  await using server = await startScriptedServer(script(store.url))
  expect(await server.client().files.upload(bytes, 'data/a')).toEqual(file)
  const held = Buffer.alloc(bytes.length)
  for (const { path, headers, body } of server.received) {
    if (path === '/api/v1/uploads/other') body.copy(held, Number(headers['upload-offset']))
  }
  expect(createHash('sha256').update(held).digest('hex')).toBe(sha256)
  const completed = server.received.find(({ path }) => path === '/trpc/uploads.complete')
  expect(completed?.input).toEqual({ upload_id: 'other', size_bytes: bytes.length })
})
