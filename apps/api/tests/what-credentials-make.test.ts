import { type Actor, createApiKey, createAuthenticator, openSession } from '@assay/access'
import { getUser, insertUser, newId } from '@assay/db'
import type { Group } from '@assay/schemas'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startMockIssuer } from './issuers/mock-issuer.ts'
import { startApi, type TestApi } from './test-api.ts'

const hour = 3_600_000
const origin = { address: '192.0.2.1', request_id: 'a-request' }
const anyGroups: readonly Group[] = ['users', 'admin']

type Headers = Readonly<Record<string, string>>

async function addAdmin({ core }: TestApi): Promise<Actor> {
  const id = newId()
  const email = `${id}@example.org`
  const password_hash = await core.passwords.hash('correct horse battery')
  await insertUser(core.db, { id, email, name: 'Ada', password_hash, groups: [...anyGroups] })
  return { user_id: id, email, groups: anyGroups }
}

const text = z.string().optional()
/** What is read of answers here. */
const told = z.looseObject({
  ...{ key: text, code: text, user_code: text, device_code: text, expires_at: z.string().nullish() },
  api_key: z.object({ key: z.string() }).optional(),
  data: z.looseObject({ needs: z.looseObject({ scope: text }).optional() }).optional(),
})

const bearer = (key = '') => ({ authorization: `Bearer ${key}` })

async function ask({ url }: TestApi, route: string, headers: Headers, body?: object) {
  const [method = '', path = ''] = route.split(' ')
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: told.parse(await answer.json()) }
}

async function actorOf({ core }: TestApi, key: string): Promise<Actor> {
  using authenticator = createAuthenticator(core)
  return authenticator.authenticate({ kind: 'key', key }, origin)
}

/** Every way to be given a credential; each gives the keys that came of it. */
const makers: Readonly<Record<string, (api: TestApi, headers: Headers, owner: Actor) => Promise<string[]>>> = {
  async 'a key for which nothing is asked'(api, headers) {
    const made = await ask(api, 'POST /api_keys', headers, { name: 'plain', scopes: ['admin'] })
    return made.body.key === undefined ? [] : [made.body.key]
  },
  async 'a key for which more is asked'(api, headers) {
    const wish = { name: 'greedy', scopes: ['admin'] }
    const wishes = [
      { ...wish, expires_at: new Date(Date.now() + 1000 * hour).toISOString() },
      { ...wish, calls_per_minute: 1_000_000 },
    ]
    const made = await Promise.all(wishes.map((one) => ask(api, 'POST /api_keys', headers, one)))
    return made.flatMap(({ body }) => body.key ?? [])
  },
  async 'a new value of a key that goes further'(api, headers, owner) {
    const { id } = await createApiKey(api.core, owner, { name: 'wide', scopes: ['admin'] })
    const made = await ask(api, `POST /api_keys/${id}/rotate`, headers, {})
    return made.body.key === undefined ? [] : [made.body.key]
  },
  async 'a device that is let in'(api, headers) {
    const started = await ask(api, 'POST /device_logins', {}, { client_name: 'a laptop', expires_in_days: 365 })
    await ask(api, `POST /device_logins/${started.body.user_code}/decide`, headers, { approve: true })
    const polled = await ask(api, 'POST /device_logins/poll', {}, { device_code: started.body.device_code })
    return polled.body.api_key ? [polled.body.api_key.key] : []
  },
}

/** Makes sure that somebody goes no further than whoever made their credential. */
function expectWithin(made: Actor, maker: Actor): void {
  expect(maker.groups).toEqual(expect.arrayContaining([...made.groups]))
  if (maker.until !== undefined) expect(made.until).toBeLessThanOrEqual(maker.until)
  if (maker.calls_per_minute !== undefined) {
    expect(made.calls_per_minute).toBeLessThanOrEqual(maker.calls_per_minute)
    expect(made.counted_with).toBe(maker.counted_with ?? maker.credential?.id)
  }
  if (maker.only_groups !== undefined) expect(made.only_groups).toEqual(maker.only_groups)
}

const limits = [{}, { until: Date.now() + hour }, { calls_per_minute: 50 }, { only_groups: ['users'] as const }]
const narrow = limits.flatMap((one) => limits.map((other) => ({ ...one, ...other })))

describe('what a credential makes', () => {
  it.each(Object.entries(makers))('goes no further than itself: %s', async (_, make) => {
    await using api = await startApi()
    const owner = await addAdmin(api)
    let count = 0
    for (const bounds of narrow) {
      const { key } = await createApiKey(
        api.core,
        { ...owner, ...bounds, credential: { kind: 'key', id: newId() } },
        {
          name: 'narrow',
          scopes: ['admin'],
        },
      )
      const maker = await actorOf(api, key)
      for (const made of await make(api, bearer(key), owner)) {
        count += 1
        expectWithin(await actorOf(api, made), maker)
      }
    }
    expect(count).toBeGreaterThan(0)
  })

  it('is refused by what it would need, where more is asked for', async () => {
    await using api = await startApi()
    const owner = await addAdmin(api)
    const until = Date.now() + 60_000
    const { key } = await createApiKey(
      api.core,
      { ...owner, until, calls_per_minute: 60 },
      {
        name: 'narrow',
        scopes: ['admin'],
      },
    )
    const wish = { name: 'x', scopes: ['admin'] }
    const expires_at = new Date(until + 1000).toISOString()
    const later = await ask(api, 'POST /api_keys', bearer(key), { ...wish, expires_at })
    expect(later).toMatchObject({ status: 403, body: { data: { needs: { credential_until: expires_at } } } })
    const more = await ask(api, 'POST /api_keys', bearer(key), { ...wish, calls_per_minute: 61 })
    expect(more).toMatchObject({ status: 403, body: { data: { needs: { calls_per_minute: 61 } } } })
    const same = await ask(api, 'POST /api_keys', bearer(key), wish)
    expect(same.body).toMatchObject({ expires_at: new Date(until).toISOString(), calls_per_minute: 60 })
  })

  it('shares its calls a minute', async () => {
    await using api = await startApi()
    const owner = await addAdmin(api)
    const { key } = await createApiKey(api.core, owner, { name: 'slow', scopes: ['admin'], calls_per_minute: 3 })
    const { body } = await ask(api, 'POST /api_keys', bearer(key), { name: 'another', scopes: ['admin'] })
    const answers = [key, body.key, body.key].map((one) => ask(api, 'GET /me', bearer(one)))
    expect((await Promise.all(answers)).map(({ status }) => status).toSorted()).toEqual([200, 200, 429])
  })

  it('is no way into the account of an admin, and no link that works longer, when it has an end', async () => {
    await using api = await startApi()
    const owner = await addAdmin(api)
    const { key } = await createApiKey(
      api.core,
      { ...owner, until: Date.now() + 60_000 },
      {
        name: 'narrow',
        scopes: ['admin'],
      },
    )
    const unlimited = { status: 403, body: { data: { needs: { credential: 'unlimited' } } } }
    expect(await ask(api, `POST /users/${owner.user_id}/reset_link`, bearer(key))).toMatchObject(unlimited)
    const link = await ask(api, `POST /users/${api.user.actor.user_id}/reset_link`, bearer(key))
    expect(Date.parse(link.body.expires_at ?? '')).toBeLessThanOrEqual(Date.now() + 60_000)
    const invited = await ask(api, 'POST /invitations', bearer(key), { email: 'bob@example.org' })
    expect(Date.parse(invited.body.expires_at ?? '')).toBeLessThanOrEqual(Date.now() + 60_000)
  })

  it('is not given again to another credential that names the same Idempotency-Key', async () => {
    await using api = await startApi()
    const owner = await addAdmin(api)
    const wide = await createApiKey(api.core, owner, { name: 'wide', scopes: ['admin'] })
    const narrowed = await createApiKey(api.core, owner, { name: 'narrow', scopes: ['admin'], calls_per_minute: 60 })
    const once = (key: string) =>
      ask(api, 'POST /api_keys', { ...bearer(key), 'idempotency-key': 'once' }, { name: 'x', scopes: ['admin'] })
    const first = await once(wide.key)
    expect((await once(wide.key)).body).toEqual(first.body)
    expect((await once(narrowed.key)).body.code).toBe('IDEMPOTENCY_KEY_REUSED')
  })
})

describe('a token that its issuer limits', () => {
  it('makes nothing that is an admin, nor what is good for longer, on the account of an admin', async () => {
    const { service, url } = await startMockIssuer()
    const settings = { id: 'lab', name: 'Lab', url, audience: 'assay', groups_claim: 'groups', link_by_email: true }
    await using api = await startApi({ issuers: [settings] })
    const admin = await addAdmin(api)
    const now = new Date().toISOString()
    await api.core.db.updateTable('users').set({ email_confirmed_at: now }).where('id', '=', admin.user_id).execute()
    const exp = Math.floor(Date.now() / 1000) + 600
    const token = await service.issuer.buildToken({
      scopesOrTransform: (_: object, payload: object) => {
        const { email } = admin
        Object.assign(payload, { sub: 'ada', aud: 'assay', email, email_verified: true, groups: ['users'], exp })
      },
    })
    const maker = { ...admin, groups: ['users'] as const, only_groups: ['users'] as const, until: exp * 1000 }
    for (const make of Object.values(makers)) {
      for (const made of await make(api, bearer(token), admin)) {
        expectWithin(await actorOf(api, made), maker)
        expect((await ask(api, 'GET /users', bearer(made))).status).toBe(403)
      }
    }
  })

  it('gives an account of its issuer neither a password nor another address', async () => {
    const { service, url } = await startMockIssuer()
    await using api = await startApi({ issuers: [{ id: 'lab', name: 'Lab', url, audience: 'assay' }] })
    const token = await service.issuer.buildToken({
      scopesOrTransform: (_: object, payload: object) => {
        Object.assign(payload, { sub: 'ada', aud: 'assay', email: 'ada@lab.example', email_verified: true })
      },
    })
    const byAdmin = { status: 403, body: { data: { needs: { password_by: 'admin' } } } }
    const password = { password: 'correct horse battery' }
    expect(await ask(api, 'POST /account/change_password', bearer(token), password)).toMatchObject(byAdmin)
    const email = { email: 'ada@home.example' }
    expect(await ask(api, 'POST /account/change_email', bearer(token), email)).toMatchObject(byAdmin)
  })
})

describe('a session that an issuer vouched for', () => {
  it('goes as far as the issuer said, and what it makes ends when it would', async () => {
    await using api = await startApi()
    const owner = await addAdmin(api)
    const user = await getUser(api.core.db, owner.user_id)
    const vouched = { issuer: 'https://lab.example', groups: ['users'] as const }
    const { value, ends_at } = await openSession(api.core, user, { user_agent: '', address: '', vouched })
    const headers = { cookie: `assay_session=${value}`, 'sec-fetch-site': 'same-origin' }
    expect((await ask(api, 'GET /users', headers)).status).toBe(403)
    const { body } = await ask(api, 'POST /api_keys', headers, { name: 'x', scopes: ['admin'] })
    expect(body.expires_at).toBe(ends_at)
    expect((await ask(api, 'GET /users', bearer(body.key))).status).toBe(403)
  })
})

describe('a share', () => {
  it('needs the scope of what it gives', async () => {
    await using api = await startApi()
    const { actor } = api.user
    const { run_id } = await api.submitRun()
    const share = (access: string) => ({ run_id, with: { group: 'users' }, access })
    const onlyShares = await createApiKey(api.core, actor, { name: 'x', scopes: ['shares:write'] })
    const refused = await ask(api, 'POST /shares', bearer(onlyShares.key), share('read'))
    expect(refused).toMatchObject({ status: 403, body: { data: { needs: { scope: 'runs:read' } } } })
    const reads = await createApiKey(api.core, actor, { name: 'x', scopes: ['shares:write', 'runs:read'] })
    expect((await ask(api, 'POST /shares', bearer(reads.key), share('write'))).body.data?.needs?.scope).toBe(
      'runs:write',
    )
    expect((await ask(api, 'POST /shares', bearer(reads.key), share('read'))).status).toBe(201)
  })
})

describe('a device that was let in with a key', () => {
  it('gets nothing once that key is revoked', async () => {
    await using api = await startApi()
    const { id, key } = await createApiKey(api.core, api.user.actor, { name: 'x', scopes: ['admin'] })
    const started = await ask(api, 'POST /device_logins', {}, { client_name: 'a laptop' })
    await ask(api, `POST /device_logins/${started.body.user_code}/decide`, bearer(key), { approve: true })
    await ask(api, `DELETE /api_keys/${id}`, api.user.headers)
    const polled = await ask(api, 'POST /device_logins/poll', {}, { device_code: started.body.device_code })
    expect(polled.body).toEqual({ state: 'expired' })
  })
})
