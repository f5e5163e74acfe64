import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { startApi, type TestApi } from './test-api.ts'
import { putFile, shareFile } from './test-file.ts'

let api: TestApi
const text = 'naïve résumé\n'
const size = Buffer.byteLength(text)
const path = 'data/run 7/naïve "1" 日本.txt'

beforeAll(async () => {
  api = await startApi()
  await putFile(api, api.user.actor.user_id, { path, bytes: text, content_type: 'text/plain; charset=utf-8' })
})
afterAll(() => api[Symbol.asyncDispose]())

function get(query: Record<string, string>, init: RequestInit = {}, user = api.user): Promise<Response> {
  const headers = { ...user.headers, ...Object.fromEntries(new Headers(init.headers)) }
  return fetch(`${api.url}/api/v1/files/content?${new URLSearchParams(query)}`, { ...init, headers })
}

async function codeOf(answer: Response): Promise<unknown> {
  return z.object({ code: z.string() }).parse(await answer.json()).code
}

describe('a file', () => {
  it('comes whole, under its own name, as what it is', async () => {
    const answer = await get({ path })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe(text)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': String(size),
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      'content-disposition':
        'attachment; filename="na_ve _1_ __.txt"; ' + "filename*=UTF-8''na%C3%AFve%20%221%22%20%E6%97%A5%E6%9C%AC.txt",
    })
  })

  it('comes in single ranges, and whole where several are asked for', async () => {
    const answer = await get({ path }, { headers: { range: 'bytes=7-' } })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes 7-${size - 1}/${size}`)
    expect(await answer.text()).toBe('résumé\n')
    expect((await get({ path }, { headers: { range: 'bytes=0-1,4-5' } })).status).toBe(200)
    const beyond = await get({ path }, { headers: { range: `bytes=${size}-` } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${size}`])
  })

  it('is not sent again to who has it, whatever caches are told', async () => {
    const etag = (await get({ path })).headers.get('etag') ?? ''
    expect((await get({ path }, { headers: { 'if-none-match': etag } })).status).toBe(304)
    const strict = { 'if-none-match': `W/${etag}`, 'cache-control': 'no-cache' }
    expect((await get({ path }, { headers: strict })).status).toBe(304)
  })

  it('goes on only for who has the beginning of the same bytes', async () => {
    const etag = (await get({ path })).headers.get('etag') ?? ''
    const range = 'bytes=2-3'
    expect((await get({ path }, { headers: { range, 'if-range': etag } })).status).toBe(206)
    expect((await get({ path }, { headers: { range, 'if-range': '"other"' } })).status).toBe(200)
    expect((await get({ path }, { headers: { range, 'if-range': `W/${etag}` } })).status).toBe(200)
  })

  it('tells its size without its bytes', async () => {
    const answer = await get({ path }, { method: 'HEAD' })
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(size)])
  })

  it('is there for who it is shared with, under the name of its owner', async () => {
    const friend = await api.addUser()
    const { email, user_id } = api.user.actor
    const { id } = await putFile(api, user_id, { path: 'data/shared.bin', bytes: 'x' })
    const before = await get({ path: 'data/shared.bin', owner: email }, {}, friend)
    expect([before.status, await codeOf(before)]).toEqual([404, 'FILE_NOT_FOUND'])
    await shareFile(api, id, { owner_id: user_id, with_user_id: friend.actor.user_id })
    for (const owner of [email, user_id]) {
      expect(await (await get({ path: 'data/shared.bin', owner }, {}, friend)).text()).toBe('x')
    }
    expect((await get({ path: 'data/shared.bin' }, {}, friend)).status).toBe(404)
  })
})

test.each([
  [{ path: 'data/none' }, 404, 'FILE_NOT_FOUND'],
  [{ path: 'data/run 7' }, 409, 'NOT_A_FILE'],
  [{ path: 'data/run 7/' }, 409, 'NOT_A_FILE'],
  [{ path: 'output' }, 409, 'NOT_A_FILE'],
  [{ path: 'data/../config/a' }, 400, 'INPUT_INVALID'],
  [{ path: 'data/%2e%2e/a' }, 400, 'INPUT_INVALID'],
  [{}, 400, 'INPUT_INVALID'],
  [{ path, inlin: 'true' }, 400, 'INPUT_INVALID'],
])('%o is refused with %i %s', async (query, status, code) => {
  const answer = await get(query)
  expect([answer.status, await codeOf(answer)]).toEqual([status, code])
})

describe('in a browser', () => {
  const shownTypes = [
    'image/png',
    'text/plain',
    'audio/ogg',
    'video/mp4',
    'application/json',
    'Text/Plain; charset=utf-8',
  ]
  const others = ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'application/pdf', 'text/xml', 'text/plainly']

  it('is shown where nothing in it can run, in a sandbox', async () => {
    for (const [index, content_type] of shownTypes.entries()) {
      const shownPath = `data/shown/${index}`
      await putFile(api, api.user.actor.user_id, { path: shownPath, bytes: '<script>', content_type })
      const { headers } = await get({ path: shownPath, inline: 'true' })
      expect(headers.get('content-disposition')).toMatch(/^inline;/)
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*;sandbox$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect((await get({ path: shownPath })).headers.get('content-disposition')).toMatch(/^attachment;/)
    }
  })

  it('is saved otherwise', async () => {
    for (const [index, content_type] of others.entries()) {
      const savedPath = `data/saved/${index}`
      await putFile(api, api.user.actor.user_id, { path: savedPath, bytes: '<script>', content_type })
      const { headers } = await get({ path: savedPath, inline: 'true' })
      expect(headers.get('content-disposition')).toMatch(/^attachment;/)
    }
  })
})

it('is never served when its bytes were altered, and says which it is', async () => {
  const damaged = 'data/damaged.bin'
  const { object_key } = await putFile(api, api.user.actor.user_id, { path: damaged, bytes: 'as it was' })
  await writeFile(api.core.storage.localPath(object_key) ?? '', 'as it is!')
  for (const headers of [{}, { range: 'bytes=0-1' }]) {
    const answer = await get({ path: damaged }, { headers })
    expect(answer.status).toBe(500)
    expect(await answer.json()).toMatchObject({
      code: 'OBJECT_DAMAGED',
      data: { of: `The file "${damaged}"`, damage: 'altered' },
    })
  }
})

it('ends whole when it was begun before its file went away', async () => {
  const bytes = Buffer.alloc(8_000_000, 'whole ')
  const { id, blob_id } = await putFile(api, api.user.actor.user_id, { path: 'data/going', bytes })
  const answer = await get({ path: 'data/going' })
  await api.core.db.deleteFrom('files').where('id', '=', id).execute()
  await api.core.db.deleteFrom('blobs').where('id', '=', blob_id).execute()
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
  expect((await get({ path: 'data/going' })).status).toBe(404)
})
