import { prepareFirstStart, revokeApiKey } from '@assay/access'
import { expect, it } from 'vitest'
import { startApi } from './test-api.ts'

const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`

it('asks whoever shows nothing to sign in, in each way it understands', async () => {
  await using api = await startApi()
  const answer = await api.app.inject({ url: '/api/v1/me' })
  expect(answer.statusCode).toBe(401)
  expect(answer.json()).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false })
  expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm=.*Basic realm=/)
})

it('knows its users by Bearer key, by Basic with a key, and by Basic with a password', async () => {
  await using api = await startApi()
  const admin = { email: 'Ada@Example.org', password: 'correct horse battery' }
  await api.core.db.deleteFrom('users').execute()
  expect(await prepareFirstStart(api.core, admin)).toMatchObject({ kind: 'admin' })
  const made = await api.app.inject({
    method: 'POST',
    url: '/api/v1/api_keys',
    headers: { authorization: basic(admin.email, admin.password) },
    payload: { name: 'laptop' },
  })
  expect(made.statusCode).toBe(201)
  const { key } = made.json()
  for (const authorization of [`Bearer ${key}`, basic('anything', key), basic('ada@example.org', admin.password)]) {
    const me = await api.app.inject({ url: '/api/v1/me', headers: { authorization } })
    expect(me.json()).toMatchObject({ email: 'ada@example.org', groups: ['users', 'admin'] })
  }
})

it('refuses wrong credentials alike, whether the user exists or not', async () => {
  await using api = await startApi()
  const wrong = [
    basic(api.user.actor.email, 'not the password'),
    basic('nobody@example.org', 'not the password'),
    'Bearer assay_wrong',
    'Digest what',
  ]
  for (const authorization of wrong) {
    const headers = { authorization, 'x-request-id': 'same' }
    const answer = await api.app.inject({ url: '/api/v1/me', headers })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toEqual({
      code: 'CREDENTIALS_INVALID',
      message: 'The credentials are wrong, expired or revoked.',
      retryable: false,
      data: {},
      request_id: 'same',
    })
  }
})

it('forgets a revoked key at once', async () => {
  await using api = await startApi()
  const { actor, headers } = api.user
  const keys = await api.app.inject({ url: '/api/v1/api_keys', headers })
  const hint = Promise.withResolvers<void>()
  const unsubscribe = api.core.signals.subscribe('assay_credentials', () => hint.resolve())
  await revokeApiKey(api.core, actor, { api_key_id: keys.json().items[0].id })
  await hint.promise
  unsubscribe()
  expect((await api.app.inject({ url: '/api/v1/me', headers })).statusCode).toBe(401)
})

it('redeems the one-time link of the first start once', async () => {
  await using api = await startApi()
  await api.core.db.deleteFrom('users').execute()
  const start = await prepareFirstStart(api.core, undefined)
  const token = start.kind === 'link' ? start.token : ''
  const payload = { token, email: 'ada@example.org', password: 'correct horse battery' }
  const claim = () => api.app.inject({ method: 'POST', url: '/api/v1/claim', payload })
  const claimed = await claim()
  expect(claimed.statusCode).toBe(201)
  const { api_key } = claimed.json()
  const me = await api.app.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${api_key.key}` } })
  expect(me.json()).toMatchObject(claimed.json().user)
  const again = await claim()
  expect(again.statusCode).toBe(401)
  expect(again.json().code).toBe('LINK_INVALID')
})
