import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { createApiKey } from '@assay/access'
import { expect, it } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

const mebibyte = 1024 * 1024

async function create({ app, user }: TestApi, payload: object): Promise<string> {
  const answer = await app.inject({ method: 'POST', url: '/api/v1/uploads', headers: user.headers, payload })
  expect(answer.headers.location).toBe(`/api/v1/uploads/${answer.json().id}`)
  return answer.json().id
}

/** Sends bytes over a real connection. */
const send = async ({ url, user }: TestApi, upload_id: string, offset: number, body: Buffer | ReadableStream) =>
  fetch(`${url}/api/v1/uploads/${upload_id}`, {
    method: 'PATCH',
    headers: { ...user.headers, 'upload-offset': String(offset), 'content-type': 'application/octet-stream' },
    body,
    duplex: 'half',
  })

const head = ({ url, user }: TestApi, upload_id: string) =>
  fetch(`${url}/api/v1/uploads/${upload_id}`, { method: 'HEAD', headers: user.headers })

it('takes bytes in parts, and is complete with the last of them', async () => {
  await using api = await startApi()
  const bytes = randomBytes(6 * mebibyte)
  const id = await create(api, { filename: 'big.csv', size_bytes: bytes.length })
  const first = await send(api, id, 0, bytes.subarray(0, 5 * mebibyte))
  expect(first.headers.get('upload-offset')).toBe(String(5 * mebibyte))
  expect(await first.json()).toMatchObject({ id, state: 'open', received_bytes: 5 * mebibyte })
  const last = await send(api, id, 5 * mebibyte, bytes.subarray(5 * mebibyte))
  expect(await last.json()).toMatchObject({ id, state: 'complete', received_bytes: bytes.length })
})

it('takes a stream of unknown length, of any content type', async () => {
  await using api = await startApi()
  const id = await create(api, { filename: 'stream.csv' })
  const stream = ReadableStream.from([Buffer.from('a,b\n'), Buffer.from('1,2\n')])
  const answer = await fetch(`${api.url}/api/v1/uploads/${id}`, {
    method: 'PATCH',
    headers: { ...api.user.headers, 'upload-offset': '0', 'content-type': 'application/json' },
    body: stream,
    duplex: 'half',
  })
  expect(await answer.json()).toMatchObject({ state: 'open', size_bytes: null, received_bytes: 8 })
  const complete = (size_bytes: number) =>
    api.app.inject({
      method: 'POST',
      url: `/api/v1/uploads/${id}/complete`,
      headers: api.user.headers,
      payload: { size_bytes },
    })
  expect((await complete(9)).json()).toMatchObject({ code: 'UPLOAD_INCOMPLETE', data: { received_bytes: 8 } })
  expect((await complete(8)).json()).toMatchObject({ state: 'complete', size_bytes: 8 })
})

it('keeps what arrived before the connection broke, and goes on from there', async () => {
  await using api = await startApi()
  const bytes = randomBytes(3 * mebibyte)
  const id = await create(api, { filename: 'broken.csv', size_bytes: bytes.length })
  const broken = httpRequest(`${api.url}/api/v1/uploads/${id}`, {
    method: 'PATCH',
    headers: { ...api.user.headers, 'upload-offset': '0', 'content-length': bytes.length },
  })
  const gone = new Promise((resolve) => broken.on('error', resolve))
  broken.write(bytes.subarray(0, 2 * mebibyte))
  await expect.poll(async () => Number((await head(api, id)).headers.get('upload-offset'))).toBe(2 * mebibyte)
  broken.destroy()
  await gone

  const answer = await head(api, id)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('upload-length')).toBe(String(bytes.length))
  const offset = Number(answer.headers.get('upload-offset'))
  const rest = await send(api, id, offset, bytes.subarray(offset))
  expect(await rest.json()).toMatchObject({ state: 'complete', received_bytes: bytes.length })

  const made = await api.app.inject({
    method: 'POST',
    url: '/api/v1/datasets',
    headers: api.user.headers,
    payload: { upload_id: id },
  })
  const back = await fetch(`${api.url}/api/v1/datasets/${made.json().id}/download`, { headers: api.user.headers })
  expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true)
})

it('says where it stands to whoever sends from elsewhere', async () => {
  await using api = await startApi()
  const id = await create(api, { filename: 'a.csv', size_bytes: 8 })
  await send(api, id, 0, Buffer.from('1234'))
  const answer = await send(api, id, 2, Buffer.from('34'))
  expect(answer.status).toBe(409)
  expect(await answer.json()).toMatchObject({ code: 'UPLOAD_OFFSET_WRONG', data: { received_bytes: 4 } })
})

it('refuses bytes beyond the announced size, and beyond the limit', async () => {
  await using api = await startApi({ max_upload_bytes: 100 })
  const announced = await create(api, { filename: 'a.csv', size_bytes: 4 })
  expect(await (await send(api, announced, 0, Buffer.from('12345'))).json()).toMatchObject({ code: 'UPLOAD_TOO_LARGE' })
  const unknown = await create(api, { filename: 'b.csv' })
  const answer = await send(api, unknown, 0, Buffer.alloc(101))
  expect(answer.status).toBe(413)
  expect(await answer.json()).toMatchObject({ code: 'UPLOAD_TOO_LARGE', data: { limit_bytes: 100 } })
})

it('says which header is missing or wrong', async () => {
  await using api = await startApi()
  const id = await create(api, { filename: 'a.csv' })
  for (const headers of [{}, { 'upload-offset': 'soon' }]) {
    const answer = await api.app.inject({
      method: 'PATCH',
      url: `/api/v1/uploads/${id}`,
      headers: { ...api.user.headers, ...headers },
      payload: Readable.from(['x']),
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'INPUT_INVALID', data: { issues: [{ path: 'upload-offset' }] } })
  }
})

it('writes down once who sent an upload, when all of its bytes are there', async () => {
  await using api = await startApi()
  const entries = () =>
    api.core.db
      .selectFrom('audit_entries')
      .select(['procedure', 'actor_id', 'target', 'address'])
      .orderBy('id')
      .execute()
  const id = await create(api, { filename: 'a.csv', size_bytes: 4 })
  await send(api, id, 0, Buffer.from('a\n'))
  expect(await entries()).toMatchObject([{ procedure: 'uploads.create' }])
  await send(api, id, 1, Buffer.from('1\n'))
  await send(api, id, 2, Buffer.from('1\n'))
  await send(api, id, 4, Buffer.from(''))
  expect(await entries()).toMatchObject([
    { procedure: 'uploads.create' },
    {
      procedure: 'uploads.append',
      actor_id: api.user.actor.user_id,
      target: { upload_id: id, id },
      address: '127.0.0.1',
    },
  ])
})

it('takes no more bytes of a body once its key is revoked, and says why', async () => {
  await using api = await startApi()
  const { id: key_id, key } = await createApiKey(api.core, api.user.actor, { name: 'x', scopes: ['write'] })
  const id = await create(api, { filename: 'slow.csv', size_bytes: 100 })
  const request = httpRequest(`${api.url}/api/v1/uploads/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${key}`, 'upload-offset': '0', 'content-length': '100' },
  })
  const answered = once(request, 'response')
  request.write('a,b\n')
  await expect.poll(async () => (await head(api, id)).headers.get('upload-offset')).toBe('4')
  await api.app.inject({ method: 'DELETE', url: `/api/v1/api_keys/${key_id}`, headers: api.user.headers })
  const [answer] = await answered
  expect([answer.statusCode, answer.headers.connection]).toEqual([401, 'close'])
  request.destroy()
  expect((await head(api, id)).headers.get('upload-offset')).toBe('4')
})
