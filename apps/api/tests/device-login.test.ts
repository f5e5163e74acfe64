import { expect, it } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

const start = async ({ app }: TestApi, headers: Record<string, string> = {}, more: object = {}) => {
  const payload = { client_name: 'assay on my-laptop', ...more }
  const answer = await app.inject({ method: 'POST', url: '/api/v1/device_logins', headers, payload })
  expect(answer.statusCode).toBe(201)
  return answer.json()
}

const poll = async ({ app }: TestApi, device_code: string) =>
  (await app.inject({ method: 'POST', url: '/api/v1/device_logins/poll', payload: { device_code } })).json()

const decide = ({ app, user }: TestApi, user_code: string, approve: boolean) =>
  app.inject({
    method: 'POST',
    url: `/api/v1/device_logins/${user_code}/decide`,
    headers: user.headers,
    payload: { approve },
  })

it('gives a device a key once somebody has let it in, and keeps none until then', async () => {
  await using api = await startApi()
  const started = await start(api)
  expect(started).toMatchObject({
    user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
    verification_url: `http://localhost:80/sign-in?user_code=${started.user_code}`,
    interval_seconds: 2,
  })
  expect((Date.parse(started.expires_at) - Date.now()) / 60_000).toBeCloseTo(10, 1)
  expect(await poll(api, started.device_code)).toEqual({ state: 'pending' })

  const typed = started.user_code.toLowerCase().replace('-', ' ')
  const shown = await api.app.inject({
    url: `/api/v1/device_logins/${encodeURIComponent(typed)}`,
    headers: api.user.headers,
  })
  expect(shown.json()).toMatchObject({ user_code: started.user_code, client_name: 'assay on my-laptop' })
  expect((await decide(api, typed, true)).statusCode).toBe(200)
  const keys = () => api.core.db.selectFrom('api_keys').select('name').where('name', '!=', 'test').execute()
  expect(await keys()).toEqual([])

  const answers = await Promise.all(Array.from({ length: 5 }, () => poll(api, started.device_code)))
  const approved = answers.filter(({ state }) => state === 'approved')
  expect(approved).toHaveLength(1)
  expect(answers.filter(({ state }) => state === 'expired')).toHaveLength(4)
  expect(await keys()).toEqual([{ name: 'assay on my-laptop' }])
  expect((Date.parse(approved[0]?.api_key.expires_at) - Date.now()) / 86_400_000).toBeCloseTo(90, 2)
  const headers = { authorization: `Bearer ${approved[0]?.api_key.key}` }
  const me = await api.app.inject({ url: '/api/v1/me', headers })
  expect(me.json()).toMatchObject({ email: api.user.actor.email })
  expect(await api.core.db.selectFrom('device_logins').select('id').execute()).toEqual([])
})

it('tells a device that was kept out, and lets nobody change their mind', async () => {
  await using api = await startApi()
  const { device_code, user_code } = await start(api)
  expect((await decide(api, user_code, false)).statusCode).toBe(200)
  expect(await poll(api, device_code)).toEqual({ state: 'denied' })
  const again = await decide(api, user_code, true)
  expect(again.statusCode).toBe(404)
  expect(again.json()).toMatchObject({ code: 'DEVICE_LOGIN_NOT_FOUND' })
  expect(await poll(api, device_code)).toEqual({ state: 'denied' })
})

it('lets nobody in after ten minutes, nor by a code that is not', async () => {
  await using api = await startApi()
  const { device_code, user_code } = await start(api)
  await api.core.db
    .updateTable('device_logins')
    .set({ expires_at: new Date(Date.now() - 1).toISOString() })
    .execute()
  expect((await decide(api, user_code, true)).statusCode).toBe(404)
  expect(await poll(api, device_code)).toEqual({ state: 'expired' })
  expect(await poll(api, 'guessed')).toEqual({ state: 'expired' })
})

it('gives no key for somebody who was disabled meanwhile', async () => {
  await using api = await startApi()
  const { device_code, user_code } = await start(api)
  await decide(api, user_code, true)
  await api.core.db.updateTable('users').set({ disabled_at: new Date().toISOString() }).execute()
  expect(await poll(api, device_code)).toEqual({ state: 'denied' })
  expect(await poll(api, device_code)).toEqual({ state: 'expired' })
})

it('needs a credential that may make keys to decide, and writes down who let what in, but not each question', async () => {
  await using api = await startApi()
  const { device_code, user_code } = await start(api)
  const narrow = await api.app.inject({
    method: 'POST',
    url: '/api/v1/api_keys',
    headers: api.user.headers,
    payload: { name: 'narrow', scopes: ['write'] },
  })
  const headers = { authorization: `Bearer ${narrow.json().key}` }
  const url = `/api/v1/device_logins/${user_code}/decide`
  const refused = await api.app.inject({ method: 'POST', url, headers, payload: { approve: true } })
  expect(refused.json()).toMatchObject({ code: 'FORBIDDEN', message: 'This needs the scope admin.' })
  for (let index = 0; index < 3; index++) await poll(api, device_code)
  await decide(api, user_code, true)
  const { api_key } = await poll(api, device_code)
  const entries = await api.core.db
    .selectFrom('audit_entries')
    .selectAll()
    .where('procedure', 'like', 'device_logins.%')
    .orderBy('id')
    .execute()
  const { email } = api.user.actor
  expect(entries).toMatchObject([
    { procedure: 'device_logins.decide', actor_email: email, changes: { approve: true } },
    { procedure: 'device_logins.poll', actor_email: email, changes: { device_code: '(hidden)' } },
  ])
  const text = JSON.stringify(entries)
  for (const secret of [device_code, api_key.key]) expect(text).not.toContain(secret)
})

it('lets a stranger who starts write nothing into the audit log', async () => {
  await using api = await startApi()
  for (let index = 0; index < 3; index++) await start(api)
  expect(await api.core.db.selectFrom('audit_entries').select('procedure').execute()).toEqual([])
  expect(await api.core.db.selectFrom('device_logins').select('client_name').execute()).toHaveLength(3)
})

it('shows the public address as the place to decide', async () => {
  await using api = await startApi({ api: { public_url: 'https://assay.example.org' } })
  expect((await start(api)).verification_url).toMatch(/^https:\/\/assay\.example\.org\/sign-in\?user_code=/)
})

it('gives a device a key for as long as it asks for, a year at most', async () => {
  await using api = await startApi()
  const { device_code, user_code } = await start(api, {}, { expires_in_days: 7 })
  await decide(api, user_code, true)
  const { api_key } = await poll(api, device_code)
  expect((Date.parse(api_key.expires_at) - Date.now()) / 86_400_000).toBeCloseTo(7, 2)
  for (const expires_in_days of [0, 366, 1.5]) {
    const payload = { client_name: 'a device', expires_in_days }
    const answer = await api.app.inject({ method: 'POST', url: '/api/v1/device_logins', payload })
    expect(answer.json()).toMatchObject({ code: 'INPUT_INVALID' })
  }
})
