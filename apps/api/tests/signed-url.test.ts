import { createApiKey } from '@assay/access'
import { replaceFile, updateUser } from '@assay/db'
import { type SignedRequest, signedRequest } from '@assay/schemas'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { startApi, type TestApi } from './test-api.ts'
import { putFile, shareFile } from './test-file.ts'

let api: TestApi
const text = 'what the URL is for'
const path = 'data/naïve 100% "1" 日本.txt'

beforeAll(async () => {
  api = await startApi()
  await putFile(api, api.user.actor.user_id, { path, bytes: text, content_type: 'text/plain' })
})
afterAll(() => api[Symbol.asyncDispose]())
afterEach(() => vi.useRealTimers())

interface Asking {
  readonly path?: string
  readonly owner?: string
  readonly expires_seconds?: number
}

async function ask(asking: Asking = {}, headers: Record<string, string> = api.user.headers): Promise<SignedRequest> {
  const payload = { path, ...asking }
  const answer = await api.app.inject({ method: 'POST', url: '/api/v1/files/urls', headers, payload })
  expect(answer.statusCode).toBe(201)
  return signedRequest.parse(answer.json())
}

/** As anybody asks who has the URL. */
function open(url: string, init: RequestInit = {}): Promise<Response> {
  const { pathname, search } = new URL(url)
  return fetch(`${api.url}${pathname}${search}`, { redirect: 'manual', ...init })
}

async function refusal(url: string): Promise<unknown> {
  const answer = await open(url)
  const { code, message, data } = z
    .object({ code: z.string(), message: z.string(), data: z.unknown() })
    .parse(await answer.json())
  return { status: answer.status, code, message, data }
}

const invalid = {
  status: 403,
  code: 'SIGNED_URL_INVALID',
  message: 'This address was altered, has expired, or was revoked. Ask whoever gave it for a new one.',
  data: {},
}

describe('a signed URL', () => {
  it('gives the bytes to who has it, whole, in ranges, and as a description', async () => {
    const { method, url, headers, expires_at } = await ask({ expires_seconds: 60 })
    expect([method, headers]).toEqual(['GET', {}])
    expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(60_000)
    const whole = await open(url)
    expect([whole.status, await whole.text()]).toEqual([200, text])
    expect(whole.headers.get('content-type')).toBe('text/plain')
    expect(whole.headers.get('content-disposition')).toContain(
      "filename*=UTF-8''na%C3%AFve%20100%25%20%221%22%20%E6%97%A5%E6%9C%AC.txt",
    )
    const range = await open(url, { headers: { range: 'bytes=0-3' } })
    expect([range.status, await range.text()]).toEqual([206, 'what'])
    const head = await open(url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(text.length)])
    const etag = whole.headers.get('etag') ?? ''
    expect((await open(url, { headers: { 'if-none-match': etag } })).status).toBe(304)
  })

  it('tells nothing of whose file it is, and where', async () => {
    const { url } = await ask()
    const [token = ''] = new URL(url).pathname.split('/').slice(-2)
    const sealed = Buffer.from(token, 'base64url').toString('latin1')
    expect(sealed).not.toMatch(/file_id|data/)
    expect(url).not.toContain(api.user.actor.user_id)
  })

  it('is good for nothing else than reading', async () => {
    const { url } = await ask()
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await open(url, { method })
      expect([method, answer.status]).toEqual([method, 404])
    }
    expect(await (await open(url)).text()).toBe(text)
  })

  it('is refused when any character of it is another', async () => {
    const { url } = await ask()
    const { pathname } = new URL(url)
    const begins = pathname.indexOf('/signed/') + '/signed/'.length
    const ends = pathname.lastIndexOf('/')
    const places = [0, 1, 8, 9, 20, 40, 100, ends - begins - 2, ends - begins - 1].map((at) => begins + at)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const at of places) {
      // the neighbour of the last character may stand for the same bytes
      const other = alphabet[alphabet.indexOf(pathname[at] ?? '') ^ 1] ?? ''
      const altered = pathname.slice(0, at) + other + pathname.slice(at + 1)
      expect(await refusal(`http://any${altered}`)).toEqual(invalid)
    }
  })

  it('is refused for another name, and when anything is added or missing', async () => {
    const { url } = await ask()
    const { pathname } = new URL(url)
    const [, , , , , token = '', name = ''] = pathname.split('/')
    const others = [
      `${token}/other.txt`,
      `${token}/${name}x`,
      `${token}=/${name}`,
      `${token}A/${name}`,
      `${token.slice(0, -1)}/${name}`,
      `A/${name}`,
      `${token}%0A/${name}`,
    ]
    for (const other of others) expect(await refusal(`http://any/api/v1/files/signed/${other}`)).toEqual(invalid)
  })

  it('is refused when its time is over', async () => {
    const { url, expires_at } = await ask({ expires_seconds: 30 })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(expires_at) - 1 })
    expect((await open(url)).status).toBe(200)
    vi.setSystemTime(Date.parse(expires_at))
    expect(await refusal(url)).toEqual(invalid)
  })

  it('lasts for a week at most, and no longer than who made it', async () => {
    const payload = { path, expires_seconds: 7 * 86_400 + 1 }
    const { headers } = api.user
    const answer = await api.app.inject({ method: 'POST', url: '/api/v1/files/urls', headers, payload })
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'INPUT_INVALID'])
    const expires_at = new Date(Date.now() + 5_000).toISOString()
    const { key } = await createApiKey(api.core, api.user.actor, { name: 'short', scopes: ['files:read'], expires_at })
    const made = await ask({ expires_seconds: 3600 }, { authorization: `Bearer ${key}` })
    expect(made.expires_at).toBe(expires_at)
  })

  it('is made only of files that may be read', async () => {
    const stranger = await api.addUser()
    const post = (payload: object, { headers } = api.user) =>
      api.app.inject({ method: 'POST', url: '/api/v1/files/urls', headers, payload })
    expect((await post({ path: 'data/none' })).json().code).toBe('FILE_NOT_FOUND')
    expect((await post({ path: 'data' })).json().code).toBe('NOT_A_FILE')
    const foreign = await post({ path, owner: api.user.actor.email }, stranger)
    expect([foreign.statusCode, foreign.json().code]).toEqual([404, 'FILE_NOT_FOUND'])
  })
})

describe('a signed URL ends', () => {
  async function own(name: string) {
    const user = await api.addUser()
    const owner_id = user.actor.user_id
    const file = await putFile(api, owner_id, { path: `data/${name}`, bytes: text })
    return { user, owner_id, file, path: `data/${name}` }
  }

  it('with its file', async () => {
    const { user, file, path } = await own('deleted')
    const { url } = await ask({ path }, user.headers)
    await api.core.db.deleteFrom('files').where('id', '=', file.id).execute()
    expect(await refusal(url)).toEqual(invalid)
    await putFile(api, user.actor.user_id, { path, bytes: 'made again' })
    expect(await refusal(url)).toEqual(invalid)
  })

  it('when its file gets other bytes', async () => {
    const { user, owner_id, file, path } = await own('replaced')
    const { url } = await ask({ path }, user.headers)
    const { blob_id } = await putFile(api, owner_id, { path: 'data/others', bytes: 'others' })
    const bytes = { blob_id, content_type: null, written_by: null, run_id: null, job_id: null, dataset_id: null }
    await api.core.db.transaction().execute((trx) => replaceFile(trx, file.id, bytes))
    expect(await refusal(url)).toEqual(invalid)
  })

  it('with the key that made it, and not with another', async () => {
    const { user, path } = await own('key')
    const { id, key } = await createApiKey(api.core, user.actor, { name: 'other', scopes: ['files:read'] })
    const [byKey, byOther] = [
      await ask({ path }, { authorization: `Bearer ${key}` }),
      await ask({ path }, user.headers),
    ]
    expect((await open(byKey.url)).status).toBe(200)
    const revoked = await api.app.inject({ method: 'DELETE', url: `/api/v1/api_keys/${id}`, headers: user.headers })
    expect(revoked.statusCode).toBe(200)
    expect(await refusal(byKey.url)).toEqual(invalid)
    expect((await open(byOther.url)).status).toBe(200)
  })

  it('with the account, when that is disabled', async () => {
    const { user, owner_id, path } = await own('disabled')
    const { url } = await ask({ path }, user.headers)
    await updateUser(api.core.db, owner_id, { disabled_at: new Date().toISOString() })
    expect(await refusal(url)).toEqual(invalid)
  })

  it('with the share by which its maker could read it', async () => {
    const { user, owner_id, file, path } = await own('shared')
    const { actor, headers } = await api.addUser()
    const share = () => shareFile(api, file.id, { owner_id, with_user_id: actor.user_id })
    const share_id = await share()
    const { url } = await ask({ path, owner: user.actor.email }, headers)
    expect(await (await open(url)).text()).toBe(text)
    await api.core.db.deleteFrom('shares').where('id', '=', share_id).execute()
    expect(await refusal(url)).toEqual(invalid)
  })

  it('with the password, when it was made knowing that, and not with the session', async () => {
    const { user, owner_id, path } = await own('password')
    const password = 'a password of theirs'
    const password_hash = await api.core.passwords.hash(password)
    await updateUser(api.core.db, owner_id, { password_hash })
    const { email } = user.actor
    const signedIn = await api.app.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password } })
    const [{ name = '', value = '' } = {}] = signedIn.cookies
    const cookie = { cookie: `${name}=${value}`, 'sec-fetch-site': 'same-origin' }
    const { url } = await ask({ path }, cookie)
    const signedOut = await api.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: cookie })
    expect(signedOut.statusCode).toBe(200)
    expect((await open(url)).status).toBe(200)
    await updateUser(api.core.db, owner_id, { password_hash: await api.core.passwords.hash(password) })
    expect(await refusal(url)).toEqual(invalid)
  })

  it('not when its file is only moved', async () => {
    const { user, file, path } = await own('moved')
    const { url } = await ask({ path }, user.headers)
    await api.core.db.updateTable('files').set({ path: 'log/moved', folder: 'log' }).where('id', '=', file.id).execute()
    const answer = await open(url)
    expect([answer.status, await answer.text()]).toEqual([200, text])
  })
})
