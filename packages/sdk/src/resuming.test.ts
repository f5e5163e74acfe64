import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorBody, hangUp, type Reply, restError, startScriptedServer, status } from './testing/scripted-server.ts'

const route = 'GET /api/v1/files/content'
const bytes = Buffer.from('0123456789')
const digest = createHash('sha256').update(bytes).digest('base64')

interface Facts {
  readonly etag?: string
  readonly digest?: string
  /** How many bytes come before the connection breaks; absent: all. */
  readonly breaksAfter?: number
}

function whole({ etag = '"one"', digest: sha256, breaksAfter }: Facts = {}): Reply {
  return (response) => {
    response.writeHead(200, {
      etag,
      'accept-ranges': 'bytes',
      'content-length': bytes.length,
      ...(sha256 !== undefined && { 'repr-digest': `sha-256=:${sha256}:` }),
    })
    if (breaksAfter === undefined) response.end(bytes)
    else breakAfter(response, bytes.subarray(0, breaksAfter))
  }
}

/** What was written arrives, and then the end of the connection. */
function breakAfter(response: ServerResponse, body: Uint8Array): void {
  response.write(body, () => response.socket?.end())
}

/** The range that is asked for, moved by `shift` bytes. */
function part({ breaksAfter, shift = 0 }: { readonly breaksAfter?: number; readonly shift?: number } = {}): Reply {
  return (response, { headers }) => {
    const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []
    const [start, end] = [Number(from) + shift, Number(to)]
    response.writeHead(206, {
      etag: '"one"',
      'accept-ranges': 'bytes',
      'content-range': `bytes ${start}-${end}/${bytes.length}`,
      'content-length': end - start + 1,
    })
    const body = bytes.subarray(start, end + 1)
    if (breaksAfter === undefined) response.end(body)
    else breakAfter(response, body.subarray(0, breaksAfter))
  }
}

test('after a broken connection the rest of the very same bytes is asked for, and the whole is checked', async () => {
  const first = whole({ digest, breaksAfter: 4 })
  await using server = await startScriptedServer({
    [route]: [first, hangUp, status(503), part({ breaksAfter: 3 }), part()],
  })
  const download = await server.client().files.download('data/a')
  expect(await download.text()).toBe('0123456789')
  const [first_one, ...others] = server.received.map(({ headers }) => headers)
  expect([first_one?.range, first_one?.['if-range']]).toEqual([undefined, undefined])
  expect(others.map(({ 'if-range': condition }) => condition)).toEqual(Array(4).fill('"one"'))
  const starts = others.map(({ range }) => Number(/^bytes=(\d+)-9$/.exec(range ?? '')?.[1]))
  expect(starts).toEqual(starts.toSorted((one, other) => one - other))
})

test('a range goes on within itself', async () => {
  await using server = await startScriptedServer({ [route]: [part({ breaksAfter: 3 }), part()] })
  const download = await server.client().files.download('data/a', { range: { start: 2, end: 8 } })
  expect([download.size_bytes, await download.text()]).toEqual([7, '2345678'])
  expect(server.received.map(({ headers }) => headers.range)).toEqual([
    'bytes=2-8',
    expect.stringMatching(/^bytes=[2-5]-8$/),
  ])
})

test('a file that is saved goes on as well', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-download-'))
  try {
    await using server = await startScriptedServer({ [route]: [whole({ breaksAfter: 4 }), part()] })
    const path = await (await server.client().files.download('data/a')).saveTo(join(folder, 'a'))
    expect([await readFile(path, 'utf8'), await readdir(folder)]).toEqual(['0123456789', ['a']])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.each([
  ['all bytes, as they are others now', whole({ etag: '"two"' })],
  ['another part than was asked for', part({ shift: 1 })],
])('a server that answers with %s is not gone on with', async (_name, second) => {
  await using server = await startScriptedServer({ [route]: [whole({ breaksAfter: 4 }), second] })
  const reading = server
    .client()
    .files.download('data/a')
    .then((download) => download.bytes())
  await expect(reading).rejects.toMatchObject({ code: 'DOWNLOAD_ALTERED', retryable: true })
})

test('bytes with another SHA-256 than the server tells are never given out as whole', async () => {
  const other = createHash('sha256').update('other').digest('base64')
  await using server = await startScriptedServer({ [route]: [whole({ digest: other })] })
  const download = await server.client().files.download('data/a')
  await expect(download.bytes()).rejects.toMatchObject({ code: 'DOWNLOAD_ALTERED' })
})

test('what was deleted meanwhile is said', async () => {
  const gone = restError(404, errorBody('FILE_NOT_FOUND', { data: { path: 'data/a' } }))
  await using server = await startScriptedServer({ [route]: [whole({ breaksAfter: 4 }), gone] })
  const download = await server.client().files.download('data/a')
  await expect(download.text()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', status: 404 })
})

test('a stream whose bytes have no name, or no ranges, breaks where the connection does', async () => {
  await using server = await startScriptedServer({ [route]: [whole({ etag: 'W/"weak"', breaksAfter: 4 })] })
  const download = await server.client().files.download('data/a')
  await expect(download.text()).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
  expect(server.received).toHaveLength(1)
})

test('the signal ends a download, and a reader who stops ends its requests', async () => {
  const giveUp = new AbortController()
  await using server = await startScriptedServer({ [route]: [whole({ breaksAfter: 4 }), whole({ breaksAfter: 4 })] })
  const { files } = server.client({ retryDelay: 60_000 })
  const aborted = await files.download('data/a', { signal: giveUp.signal })
  const reading = aborted.text()
  giveUp.abort()
  await expect(reading).rejects.toMatchObject({ code: 'ABORTED' })
  const reader = (await files.download('data/a')).stream.getReader()
  expect((await reader.read()).value?.length).toBe(4)
  const waiting = reader.read()
  await reader.cancel()
  expect(await waiting).toEqual({ done: true, value: undefined })
})
