import { createApiKey, prepareFirstStart } from '@assay/access'
import { expect, it } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

const whoami = (api: TestApi, headers: Record<string, string>) => api.app.inject({ url: '/api/v1/me', headers })

it('counts each call of a batch for the key, and answers those beyond its limit with 429 and Retry-After', async () => {
  await using api = await startApi()
  const { key } = await createApiKey(api.core, api.user.actor, { name: 'slow', scopes: ['read'], calls_per_minute: 3 })
  const headers = { authorization: `Bearer ${key}` }
  const path = Array(5).fill('session.whoami').join(',')
  const batch = await api.app.inject({ url: `/trpc/${path}?batch=1`, headers })
  expect(batch.statusCode).toBe(207)
  const codes = batch.json().map((answer: { error?: { data: { code: string } } }) => answer.error?.data.code)
  expect(codes).toEqual([undefined, undefined, undefined, 'TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS'])
  expect(Number(batch.headers['retry-after'])).toBeGreaterThan(0)
  const refused = await whoami(api, headers)
  expect(refused.statusCode).toBe(429)
  expect(refused.headers['retry-after']).toBe(String(refused.json().data.retry_after_seconds))
  expect(refused.json()).toMatchObject({
    code: 'LIMIT_REACHED',
    retryable: true,
    data: { what: 'calls with this key' },
  })
  expect((await whoami(api, api.user.headers)).statusCode).toBe(200)
})

it("limits a user's calls with all keys together, plain routes among them, and nobody else's", async () => {
  await using api = await startApi({ core_settings: { max_calls_per_minute: 4 } })
  const other = await createApiKey(api.core, api.user.actor, { name: 'other', scopes: ['read'] })
  const { job_id } = await api.submitRun()
  for (let call = 0; call < 2; call++) {
    expect((await whoami(api, api.user.headers)).statusCode).toBe(200)
    const url = `/api/v1/jobs/${job_id}/outputs/scores`
    expect((await api.app.inject({ url, headers: api.user.headers })).statusCode).toBe(404)
  }
  expect((await whoami(api, { authorization: `Bearer ${other.key}` })).statusCode).toBe(429)
  expect((await whoami(api, (await api.addUser()).headers)).statusCode).toBe(200)
  expect((await api.app.inject({ url: '/healthz' })).statusCode).toBe(200)
})

it('checks no more passwords after ten wrong ones, whoever they are for; keys go on', async () => {
  await using api = await startApi()
  const [email, password] = ['ada@example.org', 'correct horse battery']
  await api.core.db.deleteFrom('users').execute()
  await prepareFirstStart(api.core, { email, password })
  const basic = (name: string, guess: string) => ({
    authorization: `Basic ${Buffer.from(`${name}:${guess}`).toString('base64')}`,
  })
  const cached = basic(email, password)
  expect((await whoami(api, cached)).statusCode).toBe(200)
  for (const name of [email, 'nobody@example.org']) {
    const guesses = Array.from({ length: 14 }, (_, guess) => whoami(api, basic(name, `guess ${guess}`)))
    const statuses = (await Promise.all(guesses)).map(({ statusCode }) => statusCode)
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(4)
  }
  const payload = { email, password }
  const browser = await api.app.inject({ method: 'POST', url: '/api/v1/session', payload })
  expect(browser.json()).toMatchObject({ code: 'LIMIT_REACHED', data: { what: 'wrong sign-in attempts' } })
  expect((await whoami(api, cached)).statusCode).toBe(200)
  expect((await whoami(api, (await api.addUser()).headers)).statusCode).toBe(200)
})

it('says what is used and allowed, and refuses an upload beyond it', async () => {
  await using api = await startApi({ core_settings: { max_storage_bytes: 100, max_running_jobs_per_user: 3 } })
  const { headers } = api.user
  const begin = (size_bytes: number) =>
    api.app.inject({ method: 'POST', url: '/api/v1/uploads', headers, payload: { filename: 'a.csv', size_bytes } })
  await begin(60)
  const refused = await begin(50)
  expect(refused.statusCode).toBe(403)
  expect(refused.json()).toMatchObject({ code: 'QUOTA_REACHED', data: { used_bytes: 60, limit_bytes: 100 } })
  expect((await api.app.inject({ url: '/api/v1/me/usage', headers })).json()).toEqual({
    storage: { used_bytes: 60, limit_bytes: 100 },
    jobs: { running: 0, limit: 3 },
    calls_per_minute: { limit: null, key_limit: null },
  })
})

it('takes sixty device logins in ten minutes from one network, and from others still', async () => {
  await using api = await startApi()
  const begin = async (remoteAddress: string) => {
    const payload = { client_name: 'a laptop' }
    return api.app.inject({ method: 'POST', url: '/api/v1/device_logins', payload, remoteAddress })
  }
  const statuses: number[] = []
  for (let call = 0; call < 61; call++) statuses.push((await begin(`2001:db8::${call}`)).statusCode)
  expect(statuses.filter((status) => status === 201)).toHaveLength(60)
  expect(statuses.at(-1)).toBe(429)
  expect((await begin('2001:db8:0:1::1')).statusCode).toBe(201)
})
