import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { UploadSource } from './byte-source.ts'
import { AssayAbortError } from './error/abort-error.ts'
import { AssayError } from './error/assay-error.ts'
import {
  errorBody,
  hangUp,
  json,
  type Received,
  type Reply,
  restError,
  result,
  rpcError,
  startScriptedServer,
  status,
} from './testing/scripted-server.ts'

const patch = 'PATCH /api/v1/uploads/up'
const part = 256 * 1024
const bytes = Buffer.from(Array.from({ length: 3 * part + 17 }, (_, at) => (at * 31) % 251))
const standing = { id: 'up', state: 'open', size_bytes: null, received_bytes: 0, sha256: null, direct: null }
const ready = { id: 'set', state: 'ready', error: null }

function script(patches: readonly Reply[], more: Readonly<Record<string, readonly Reply[]>> = {}) {
  return {
    'POST /trpc/uploads.create': [result(standing)],
    [patch]: patches,
    'POST /trpc/uploads.complete': [result({ id: 'up', state: 'complete' })],
    'POST /trpc/datasets.create': [result({ id: 'set', state: 'ingesting' })],
    'GET /trpc/datasets.get': [result(ready)],
    ...more,
  }
}

const accept = Array.from({ length: 20 }, () => json({}))

/** What the server would hold: each part at its offset. */
function assemble(received: readonly Received[]): string {
  const held = Buffer.alloc(bytes.length)
  for (const { path, headers, body } of received) {
    if (path === '/api/v1/uploads/up') body.copy(held, Number(headers['upload-offset']))
  }
  return digest(held)
}

function digest(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

async function inFile(use: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-sdk-'))
  try {
    const path = join(folder, 'news.csv')
    await writeFile(path, bytes)
    await use(path)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const known = { size_bytes: bytes.length, sha256: digest(bytes) }
const sources: [string, UploadSource, object][] = [
  ['bytes', bytes, known],
  ['an ArrayBuffer', new Uint8Array(bytes).buffer, known],
  ['a Blob', new Blob([bytes]), known],
  ['a web stream', new Blob([bytes]).stream(), { size_bytes: null }],
  ['a Node stream', Readable.from([bytes.subarray(0, 5), bytes.subarray(5)]), { size_bytes: null }],
]
test.each(sources)('%s is sent whole, in parts, and told before if it can be', async (_name, source, told) => {
  await using server = await startScriptedServer(script(accept))
  const dataset = await server.client().datasets.upload(source, { name: 'news', filename: 'news.csv' })
  expect(dataset).toEqual(ready)
  expect(assemble(server.received)).toBe(digest(bytes))
  const [created, completed, made] = server.received.filter(({ method }) => method === 'POST').map(({ input }) => input)
  expect(created).toEqual({ filename: 'news.csv', ...told })
  expect(completed).toEqual({ upload_id: 'up', size_bytes: bytes.length })
  expect(made).toEqual({ upload_id: 'up', name: 'news' })
})

test('a path is read as it is sent, under the name of the file', () =>
  inFile(async (path) => {
    await using server = await startScriptedServer(script(accept))
    await server.client().datasets.upload(path)
    expect(assemble(server.received)).toBe(digest(bytes))
    expect(server.received[0]?.input).toEqual({ filename: 'news.csv', ...known })
  }))

test('a File keeps its name', async () => {
  await using server = await startScriptedServer(script(accept))
  await server.client().datasets.upload(new File([bytes], 'news.csv'))
  expect(server.received[0]?.input).toEqual({ filename: 'news.csv', ...known })
})

test('an empty file is completed without a part', async () => {
  await using server = await startScriptedServer(script([]))
  await server.client().datasets.upload(new Blob([]), { filename: 'news.csv' })
  expect(server.received.filter(({ method }) => method === 'PATCH')).toEqual([])
})

test('after a lost connection the upload goes on from where the server stands', async () => {
  const kept = 1000
  await using server = await startScriptedServer(
    script([hangUp, status(503), ...accept], {
      'GET /trpc/uploads.get': [result({ received_bytes: kept }), result({ received_bytes: kept })],
    }),
  )
  await server.client().datasets.upload(bytes, { filename: 'news.csv' })
  const offsets = server.received.flatMap(({ headers }) => headers['upload-offset'] ?? [])
  expect(offsets.slice(0, 4)).toEqual(['0', '1000', '1000', String(part)])
  expect(assemble(server.received)).toBe(digest(bytes))
})

test('a part that had arrived before the connection broke is not sent again', async () => {
  await using server = await startScriptedServer(
    script([hangUp, ...accept], { 'GET /trpc/uploads.get': [result({ received_bytes: part })] }),
  )
  await server.client().datasets.upload(bytes, { filename: 'news.csv' })
  const offsets = server.received.flatMap(({ headers }) => headers['upload-offset'] ?? [])
  expect(offsets.slice(0, 2)).toEqual(['0', String(part)])
})

test('a server that still took bytes of the broken connection is asked again', async () => {
  const moved = restError(409, errorBody('UPLOAD_OFFSET_WRONG', { data: { received_bytes: 700 } }))
  await using server = await startScriptedServer(
    script([hangUp, moved, ...accept], {
      'GET /trpc/uploads.get': [result({ received_bytes: 500 }), result({ received_bytes: 700 })],
    }),
  )
  await server.client().datasets.upload(bytes, { filename: 'news.csv' })
  const offsets = server.received.flatMap(({ headers }) => headers['upload-offset'] ?? [])
  expect(offsets.slice(0, 3)).toEqual(['0', '500', '700'])
  expect(assemble(server.received)).toBe(digest(bytes))
})

test('what the server has already is not sent again', async () => {
  const there = { ...standing, ...known, state: 'complete', received_bytes: bytes.length }
  await using server = await startScriptedServer(script([], { 'POST /trpc/uploads.create': [result(there)] }))
  const seen: unknown[] = []
  await server.client().datasets.upload(bytes, { filename: 'news.csv', onProgress: (progress) => seen.push(progress) })
  expect(seen).toEqual([{ received_bytes: bytes.length, size_bytes: bytes.length, upload_id: 'up' }])
  expect(server.received.map(({ path }) => path)).not.toContain('/trpc/uploads.complete')
})

test('an upload that another process began is gone on with, if it is one of the same bytes', async () => {
  const begun = { ...standing, ...known, received_bytes: 1000 }
  await using server = await startScriptedServer(script(accept, { 'GET /trpc/uploads.get': [result(begun)] }))
  await server.client().datasets.upload(bytes, { filename: 'news.csv', upload_id: 'up' })
  expect(server.received.find(({ method }) => method === 'PATCH')?.headers['upload-offset']).toBe('1000')
  expect(server.received.map(({ path }) => path)).not.toContain('/trpc/uploads.create')
})

test.each([
  ['is of other bytes', result({ ...standing, size_bytes: bytes.length, sha256: digest(Buffer.from('others')) })],
  ['became something', result({ ...standing, ...known, state: 'used' })],
  ['is gone', rpcError(404, errorBody('UPLOAD_NOT_FOUND', { data: { upload_id: 'up' } }))],
])('an upload that %s is begun anew', async (_name, reply) => {
  await using server = await startScriptedServer(script(accept, { 'GET /trpc/uploads.get': [reply] }))
  await server.client().datasets.upload(bytes, { filename: 'news.csv', upload_id: 'old' })
  expect(server.received.find(({ path }) => path === '/trpc/uploads.create')?.input).toMatchObject(known)
  expect(server.received.find(({ method }) => method === 'PATCH')?.headers['upload-offset']).toBe('0')
})

test('progress says how much the server has', async () => {
  await using server = await startScriptedServer(script(accept))
  const seen: number[] = []
  await server.client().datasets.upload(bytes, {
    filename: 'news.csv',
    onProgress: ({ received_bytes, size_bytes }) => {
      expect(size_bytes).toBe(bytes.length)
      seen.push(received_bytes)
    },
  })
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(seen.at(-1)).toBe(bytes.length)
})

test('a refused file throws its error with line and column', async () => {
  const data = { reason: 'The row has 3 fields.', line: 7, column: 'b', hint: 'Quote it.' }
  const failed = { id: 'set', state: 'failed', error: { code: 'TABLE_INVALID', message: 'line 7', data } }
  await using server = await startScriptedServer(script(accept, { 'GET /trpc/datasets.get': [result(failed)] }))
  const error = await server
    .client()
    .datasets.upload(bytes, { filename: 'news.csv' })
    .catch((thrown: unknown) => thrown)
  expect(AssayError.is(error, 'TABLE_INVALID') && [error.data.line, error.data.column]).toEqual([7, 'b'])
})

test('without waiting the dataset is answered while it is being read', async () => {
  await using server = await startScriptedServer(script(accept, { 'GET /trpc/datasets.get': [] }))
  const dataset = await server.client().datasets.upload(bytes, { filename: 'news.csv', wait: false })
  expect(dataset).toMatchObject({ state: 'ingesting' })
})

test('what is too large is refused at once', async () => {
  const tooLarge = restError(413, errorBody('UPLOAD_TOO_LARGE', { data: { limit_bytes: 5 } }))
  await using server = await startScriptedServer(script([tooLarge]))
  const uploading = server.client().datasets.upload(Readable.from([bytes]), { filename: 'news.csv' })
  await expect(uploading).rejects.toMatchObject({ code: 'UPLOAD_TOO_LARGE', status: 413 })
  expect(server.received.filter(({ method }) => method === 'PATCH')).toHaveLength(1)
})

test('the signal ends an upload and closes its source', async () => {
  const giveUp = new AbortController()
  await using server = await startScriptedServer(script([() => giveUp.abort()]))
  const source = Readable.from([bytes, bytes])
  const uploading = server.client().datasets.upload(source, { filename: 'news.csv', signal: giveUp.signal })
  const error = await uploading.catch((thrown: unknown) => thrown)
  expect(AssayAbortError.isInstance(error)).toBe(true)
  expect(source.destroyed).toBe(true)
})

test.each([
  ['a file that is not there', () => '/nowhere/news.csv'],
  ['a folder', () => tmpdir()],
  ['a stream of text', () => Readable.from(['a,b\n'])],
  ['a stream with an encoding', () => createReadStream('package.json', 'utf8')],
])('%s is named as the trouble', async (_name, open) => {
  await using server = await startScriptedServer(script(accept))
  const uploading = server.client().datasets.upload(open(), { filename: 'news.csv' })
  await expect(uploading).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' })
})
