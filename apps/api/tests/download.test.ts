import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

const text = 'examples\nnaïve résumé\n'
const bytes = Buffer.from(text)
const size = bytes.length

describe('the file of a dataset', () => {
  let api: TestApi
  let url: string

  beforeAll(async () => {
    api = await startApi()
    const { headers } = api.user
    const post = async (path: string, payload: object) =>
      (await api.app.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload })).json()
    const { id } = await post('/uploads', { filename: 'naïve "1".csv', size_bytes: size })
    await api.app.inject({
      method: 'PATCH',
      url: `/api/v1/uploads/${id}`,
      headers: { ...headers, 'upload-offset': '0' },
      payload: bytes,
    })
    const dataset = await post('/datasets', { upload_id: id })
    url = `${api.url}/api/v1/datasets/${dataset.id}/download`
  })

  afterAll(() => api[Symbol.asyncDispose]())

  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(url, { method, headers: { ...api.user.headers, ...headers } })

  it('comes whole, under its own name', async () => {
    const answer = await get()
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe(text)
    expect(answer.headers.get('content-length')).toBe(String(size))
    expect(answer.headers.get('accept-ranges')).toBe('bytes')
    expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''na%C3%AFve%20%221%22.csv")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('comes in ranges', async () => {
    const answer = await get({ range: 'bytes=9-11' })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes 9-11/${size}`)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes.subarray(9, 12))
    const end = await get({ range: 'bytes=-3' })
    expect(Buffer.from(await end.arrayBuffer())).toEqual(bytes.subarray(-3))
  })

  it('has no bytes beyond its end', async () => {
    const answer = await get({ range: `bytes=${size}-` })
    expect(answer.status).toBe(416)
    expect(answer.headers.get('content-range')).toBe(`bytes */${size}`)
    expect(await answer.json()).toMatchObject({ code: 'RANGE_INVALID', data: { size_bytes: size } })
  })

  it('is not sent again to whoever has it', async () => {
    const etag = (await get()).headers.get('etag') ?? ''
    for (const header of [etag, `"other", W/${etag}`, '*']) {
      const answer = await get({ 'if-none-match': header })
      expect(answer.status).toBe(304)
      expect(await answer.text()).toBe('')
    }
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('comes whole when the range was meant for other bytes', async () => {
    const etag = (await get()).headers.get('etag') ?? ''
    expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200)
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206)
  })

  it('tells its size without its bytes', async () => {
    const answer = await get({}, 'HEAD')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe(String(size))
    expect(await answer.text()).toBe('')
  })

  it('is answered with an error alone when storage has lost it', async () => {
    const { object_key } = await api.core.db.selectFrom('blobs').select('object_key').executeTakeFirstOrThrow()
    await api.core.storage.delete(object_key)
    const answer = await get({ range: 'bytes=0-1' })
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-range')).toBeNull()
    expect(answer.headers.get('content-disposition')).toBeNull()
    expect(await answer.json()).toMatchObject({ code: 'OBJECT_DAMAGED', data: { damage: 'missing' } })
    await api.core.storage.put(object_key, Readable.from([bytes]))
  })

  test.each([
    ['?as=parquet', 409, 'DATASET_NOT_READY'],
    ['?as=zip', 400, 'INPUT_INVALID'],
  ])('%s is answered with %i %s before it is ready', async (query, status, code) => {
    const answer = await fetch(url + query, { headers: api.user.headers })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ code })
  })
})
