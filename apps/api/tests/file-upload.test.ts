import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createApiKey } from '@assay/access'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { startApi, type TestApi } from './test-api.ts'

const mebibyte = 1024 * 1024
const place = (path: string) => `/api/v1/files/content?path=${encodeURIComponent(path)}`

interface Put {
  readonly path: string
  readonly body: string | Buffer | ReadableStream
  readonly headers?: Record<string, string>
  readonly query?: string
}

const answered = z.looseObject({ id: z.string().optional(), etag: z.string().optional(), code: z.string().optional() })

const put = async ({ url, user }: TestApi, { path, body: sent, headers = {}, query = '' }: Put) => {
  const answer = await fetch(url + place(path) + query, {
    method: 'PUT',
    headers: { ...user.headers, ...headers },
    body: sent,
    duplex: 'half',
  })
  const body = answered.parse(await answer.json())
  return { status: answer.status, etag: answer.headers.get('etag'), body }
}

const digestOf = (words: string | Buffer) => createHash('sha256').update(words)

async function stored({ core }: TestApi, path: string): Promise<Buffer | undefined> {
  const row = await core.db
    .selectFrom('files')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .select('object_key')
    .where('path', '=', path)
    .executeTakeFirst()
  return row && buffer(await core.storage.read(row.object_key))
}

async function objects({ core }: TestApi): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of core.storage.list('objects/')) keys.push(key)
  return keys
}

it('makes a file of the bytes of one request, with folders, type, hash and who wrote it', async () => {
  await using api = await startApi()
  const bytes = randomBytes(3 * mebibyte)
  const made = await put(api, { path: 'data/run 7/ä.tif', body: bytes })
  expect(made).toMatchObject({
    status: 201,
    etag: made.body.etag,
    body: {
      path: 'data/run 7/ä.tif',
      kind: 'file',
      size_bytes: bytes.length,
      sha256: digestOf(bytes).digest('hex'),
      content_type: 'image/tiff',
      written_by: api.user.actor.user_id,
    },
  })
  expect((await stored(api, 'data/run 7/ä.tif'))?.equals(bytes)).toBe(true)
  const stream = ReadableStream.from([Buffer.from('a,b\n'), Buffer.from('1,2\n')])
  const streamed = await put(api, { path: 'data/a.csv', body: stream, headers: { 'content-type': 'text/plain' } })
  expect(streamed).toMatchObject({ status: 201, body: { size_bytes: 8, content_type: 'text/plain' } })
})

it('replaces a file in place, or refuses to, or only where it is the version that was named', async () => {
  await using api = await startApi()
  const first = await put(api, { path: 'data/a.txt', body: 'first' })
  const second = await put(api, { path: 'data/a.txt', body: 'second' })
  expect(second).toMatchObject({ status: 200, body: { id: first.body.id, size_bytes: 6 } })
  const refused = await put(api, { path: 'data/a.txt', body: 'x', query: '&if_exists=refuse' })
  expect(refused).toMatchObject({ status: 409, body: { code: 'PATH_TAKEN' } })
  const changed = { status: 412, body: { code: 'FILE_CHANGED', data: { path: 'data/a.txt', etag: second.etag } } }
  const none = await put(api, { path: 'data/a.txt', body: 'x', headers: { 'if-none-match': '*' } })
  expect(none).toMatchObject(changed)
  const stale = await put(api, { path: 'data/a.txt', body: 'x', headers: { 'if-match': first.etag ?? '' } })
  expect(stale).toMatchObject(changed)
  const absent = await put(api, { path: 'data/b.txt', body: 'x', headers: { 'if-match': '*' } })
  expect(absent).toMatchObject({ status: 412, body: { data: { etag: null } } })
  expect(String(await stored(api, 'data/a.txt'))).toBe('second')
  const fresh = await put(api, { path: 'data/a.txt', body: 'third', headers: { 'if-match': second.etag ?? '' } })
  expect(fresh.status).toBe(200)
  const made = await put(api, { path: 'data/b.txt', body: 'x', headers: { 'if-none-match': '*' } })
  expect(made.status).toBe(201)
})

it('refuses a place below a file, or where a folder is, before the bytes have come', async () => {
  await using api = await startApi()
  await put(api, { path: 'data/a.txt', body: 'a file' })
  await put(api, { path: 'data/folder/b.txt', body: 'in a folder' })
  for (const [path, by] of [
    ['data/a.txt/deep/c.txt', 'file'],
    ['data/folder', 'folder'],
  ] as const) {
    const headers = { ...api.user.headers, 'content-length': '1000000', expect: '100-continue' }
    const sending = httpRequest(api.url + place(path), { method: 'PUT', headers })
    sending.flushHeaders()
    const [answer] = await once(sending, 'response')
    expect(answer.statusCode).toBe(409)
    expect(JSON.parse(String(await buffer(answer)))).toMatchObject({ code: 'PATH_TAKEN', data: { by } })
    sending.destroy()
  }
})

it('lets exactly one of several change the version that all of them name', async () => {
  await using api = await startApi()
  const { etag } = await put(api, { path: 'data/a.txt', body: 'first' })
  const change = (_: unknown, number: number) =>
    put(api, { path: 'data/a.txt', body: `change ${number}`, headers: { 'if-match': etag ?? '' } })
  const answers = await Promise.all(Array.from({ length: 5 }, change))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412])
})

it('lets exactly one of several make a file that each makes only where none is', async () => {
  await using api = await startApi()
  const change = (_: unknown, number: number) =>
    put(api, { path: 'data/a.txt', body: `file ${number}`, headers: { 'if-none-match': '*' } })
  const answers = await Promise.all(Array.from({ length: 8 }, change))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 412)])
})

it('has the last to commit win whole, however many write one name at once', async () => {
  await using api = await startApi()
  const bodies = Array.from({ length: 6 }, () => randomBytes(mebibyte))
  const answers = await Promise.all(bodies.map((body) => put(api, { path: 'data/new/a.bin', body })))
  // exactly one of them has made it
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 201])
  const kept = await stored(api, 'data/new/a.bin')
  expect(bodies.some((body) => kept?.equals(body))).toBe(true)
  expect(
    await api.core.db.selectFrom('files').select('id').where('path', '=', 'data/new/a.bin').execute(),
  ).toHaveLength(1)
})

it('keeps nothing of bytes that are not those announced', async () => {
  await using api = await startApi()
  const right = `sha-256=:${digestOf('right').digest('base64')}:`
  for (const name of ['content-digest', 'repr-digest']) {
    const altered = await put(api, { path: 'data/a.txt', body: 'wrong', headers: { [name]: right } })
    const data = { announced: digestOf('right').digest('hex'), received: digestOf('wrong').digest('hex') }
    expect(altered).toMatchObject({ status: 422, body: { code: 'UPLOAD_ALTERED', data } })
    const unread = await put(api, { path: 'data/a.txt', body: 'right', headers: { [name]: 'sha-256=right' } })
    expect(unread).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } })
  }
  expect(await objects(api)).toEqual([])
  expect(await put(api, { path: 'data/a.txt', body: 'right', headers: { 'content-digest': right } })).toMatchObject({
    status: 201,
  })
})

it('leaves nothing of a client that goes in the middle, or announces more than it sends', async () => {
  await using api = await startApi()
  const request = httpRequest(api.url + place('data/a.bin'), {
    method: 'PUT',
    headers: { ...api.user.headers, 'content-length': 3 * mebibyte },
  })
  const gone = new Promise((resolve) => request.on('error', resolve))
  const put = api.core.storage.put
  const ended = new Promise<unknown>((resolve) => {
    const watched: typeof put = (...given) => {
      const putting = put(...given)
      putting.then(resolve, resolve)
      request.destroy()
      return putting
    }
    Object.assign(api.core.storage, { put: watched })
  })
  request.write(Buffer.alloc(mebibyte))
  expect(await ended).toBeInstanceOf(Error)
  await gone
  expect(await objects(api)).toEqual([])
  expect(await api.core.db.selectFrom('blobs').selectAll().execute()).toEqual([])
})

it('takes no more than the quota and the largest upload allow, announced or not', async () => {
  await using api = await startApi({ max_upload_bytes: 100, core_settings: { max_storage_bytes: 150 } })
  const sent = (size: number) => [Buffer.alloc(size), ReadableStream.from([Buffer.alloc(size)])]
  for (const body of sent(101)) {
    expect(await put(api, { path: 'data/a', body })).toMatchObject({ status: 413, body: { code: 'UPLOAD_TOO_LARGE' } })
  }
  await put(api, { path: 'data/a', body: randomBytes(90) })
  for (const body of sent(70)) {
    expect(await put(api, { path: 'data/b', body })).toMatchObject({ body: { code: 'QUOTA_REACHED' } })
  }
  expect(await objects(api)).toHaveLength(1)
})

it('stores the same bytes once for an owner', async () => {
  await using api = await startApi({ core_settings: { max_storage_bytes: 150 } })
  const body = randomBytes(70)
  for (const path of ['data/a', 'data/b', 'data/c']) {
    expect(await put(api, { path, body })).toMatchObject({ status: 201 })
  }
  expect(await api.core.db.selectFrom('blobs').select('id').execute()).toHaveLength(1)
})

it('takes no more bytes of a body once its key is revoked, and says why', async () => {
  await using api = await startApi()
  const { id: key_id, key } = await createApiKey(api.core, api.user.actor, { name: 'x', scopes: ['files:write'] })
  const request = httpRequest(api.url + place('data/a.bin'), {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-length': '100' },
  })
  const answered = once(request, 'response')
  const put = api.core.storage.put
  const began = new Promise<void>((resolve) => {
    const watched: typeof put = (...given) => {
      resolve()
      return put(...given)
    }
    Object.assign(api.core.storage, { put: watched })
  })
  request.write('a,b\n')
  await began
  await api.app.inject({ method: 'DELETE', url: `/api/v1/api_keys/${key_id}`, headers: api.user.headers })
  const [answer] = await answered
  expect([answer.statusCode, answer.headers.connection]).toEqual([401, 'close'])
  request.destroy()
  expect(await objects(api)).toEqual([])
})

it.each(['data/../a', '/etc/passwd', 'data/%2e%2e/a', 'data', 'data/a.txt/b', 'nowhere/a'])(
  'refuses the path %s',
  async (path) => {
    await using api = await startApi()
    await put(api, { path: 'data/a.txt', body: 'here' })
    const refused = await put(api, { path, body: 'x' })
    expect(['INPUT_INVALID', 'PATH_TAKEN']).toContain(refused.body.code)
    expect(await objects(api)).toHaveLength(1)
  },
)
