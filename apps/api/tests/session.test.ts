import { expect, it } from 'vitest'
import { account, ago, changeSessions, cookieOf, forgetChecks, makeAccount, signIn } from './session-cookie.ts'
import { startApi, type TestApi } from './test-api.ts'

const ours = { 'sec-fetch-site': 'same-origin' }

const whoami = ({ app }: TestApi, cookie: string) => app.inject({ url: '/api/v1/me', headers: { cookie } })

const hour = 3_600
const day = 24 * hour

it('signs a browser in by a cookie that scripts cannot read and other sites cannot have sent, and out again', async () => {
  await using api = await startApi()
  await makeAccount(api)
  const answer = await api.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    headers: { ...ours, 'user-agent': 'a browser' },
    payload: { ...account, email: 'ADA@example.org' },
  })
  expect(answer.json()).toMatchObject({ user: { email: account.email } })
  expect(answer.body).not.toContain(cookieOf(answer)?.pair.split('=')[1])
  expect(answer.headers['cache-control']).toBe('no-store')
  const { pair = '', attributes = [] } = cookieOf(answer) ?? {}
  expect(pair).toMatch(/^assay_session=[0-9a-f-]{36}\.[\w-]{43}$/)
  expect(attributes).toEqual(['Path=/', expect.stringMatching(/^Expires=/), 'HttpOnly', 'SameSite=Lax'])
  const days = (Date.parse(attributes[1]?.slice(8) ?? '') - Date.now()) / 86_400_000
  expect(days).toBeCloseTo(30, 1)

  const rows = await api.core.db.selectFrom('sessions').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(pair.split('.')[1])
  expect((await whoami(api, pair)).json()).toMatchObject({ email: account.email })
  const listed = await api.app.inject({ url: '/api/v1/sessions', headers: { cookie: pair } })
  expect(listed.json().items).toMatchObject([{ user_agent: 'a browser', address: '127.0.0.1', is_current: true }])

  const left = await api.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { ...ours, cookie: pair } })
  expect(left.statusCode).toBe(200)
  expect(cookieOf(left)).toMatchObject({ pair: 'assay_session=' })
  await forgetChecks(api)
  expect((await whoami(api, pair)).statusCode).toBe(401)
})

it('takes a name and an attribute for TLS where users come by TLS, and then no other cookie', async () => {
  await using api = await startApi({ api: { public_url: 'https://assay.example.org' } })
  await makeAccount(api)
  const answer = await api.app.inject({ method: 'POST', url: '/api/v1/session', payload: account })
  const { pair = '', attributes = [] } = cookieOf(answer) ?? {}
  expect(pair).toMatch(/^__Host-assay_session=/)
  expect(attributes).toContain('Secure')
  expect((await whoami(api, pair)).statusCode).toBe(200)
  expect((await whoami(api, pair.replace('__Host-', ''))).statusCode).toBe(401)
})

it('believes a proxy that there is TLS only where the operator trusts it', async () => {
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.7' }
  for (const [trust_proxy, name] of [
    [false, 'assay_session'],
    [['10.0.0.0/8'], 'assay_session'],
    [['127.0.0.1'], '__Host-assay_session'],
    [true, '__Host-assay_session'],
  ] as const) {
    await using api = await startApi({ api: { trust_proxy } })
    await makeAccount(api)
    const answer = await api.app.inject({ method: 'POST', url: '/api/v1/session', headers, payload: account })
    expect(cookieOf(answer)?.pair.split('=')[0]).toBe(name)
    const { address } = await api.core.db.selectFrom('sessions').select('address').executeTakeFirstOrThrow()
    expect(address).toBe(name === 'assay_session' ? '127.0.0.1' : '192.0.2.7')
  }
})

it('is signed in over tRPC alike, and says so where an answer streams', async () => {
  await using api = await startApi()
  await makeAccount(api)
  const create = (headers: Record<string, string>) =>
    api.app.inject({ method: 'POST', url: '/trpc/session.create', headers, payload: account })
  const answer = await create(ours)
  const { pair = '' } = cookieOf(answer) ?? {}
  const me = await api.app.inject({ url: '/trpc/session.whoami', headers: { cookie: pair } })
  expect(me.json()).toMatchObject({ result: { data: { email: account.email } } })
  const streamed = await create({ ...ours, 'trpc-accept': 'application/jsonl' })
  expect(streamed.statusCode).toBe(400)
  expect(streamed.body).toContain('httpBatchLink')
  await changeSessions(api, { rotated_at: ago(hour + 1) })
  const batch = await api.app.inject({
    url: '/trpc/session.whoami?batch=1&input=%7B%7D',
    headers: { cookie: pair, 'trpc-accept': 'application/jsonl' },
  })
  expect(batch.body).toContain(account.email)
  expect(cookieOf(batch)?.pair).not.toBe(pair)
})

it('replaces a token that is an hour old, once, and lets requests that are under way pass with the old one', async () => {
  await using api = await startApi()
  await makeAccount(api)
  const old = await signIn(api)
  expect(cookieOf(await whoami(api, old))).toBeUndefined()
  await changeSessions(api, { rotated_at: ago(hour + 1) })
  const answers = await Promise.all(Array.from({ length: 10 }, () => whoami(api, old)))
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]))
  const replaced = new Set(answers.flatMap((answer) => cookieOf(answer)?.pair ?? []))
  expect(replaced.size).toBe(1)
  const [next = ''] = replaced
  expect(next).not.toBe(old)
  expect(next.split('.')[0]).toBe(old.split('.')[0])
  await forgetChecks(api)
  expect((await whoami(api, next)).statusCode).toBe(200)
  expect((await whoami(api, old)).statusCode).toBe(200)
})

it('ends a session when an old token of it is presented: somebody else has one of them', async () => {
  await using api = await startApi()
  await makeAccount(api)
  const first = await signIn(api)
  await changeSessions(api, { rotated_at: ago(hour + 1) })
  const second = cookieOf(await whoami(api, first))?.pair ?? ''
  await forgetChecks(api)
  expect((await whoami(api, second)).statusCode).toBe(200)
  await changeSessions(api, { rotated_at: ago(61) })
  expect((await whoami(api, first)).statusCode).toBe(401)
  await forgetChecks(api)
  expect((await whoami(api, second)).statusCode).toBe(401)
  expect(await api.core.db.selectFrom('sessions').select('id').execute()).toEqual([])
})

it('goes on with the old token when the answer with the new one was lost', async () => {
  await using api = await startApi()
  await makeAccount(api)
  const first = await signIn(api)
  await changeSessions(api, { rotated_at: ago(hour + 1) })
  await whoami(api, first)
  const rotated_at = ago(120)
  await changeSessions(api, { rotated_at, last_used_at: rotated_at })
  const answer = await whoami(api, first)
  expect(answer.statusCode).toBe(200)
  const { pair = '' } = cookieOf(answer) ?? {}
  expect((await whoami(api, pair)).statusCode).toBe(200)
})

it('ends a session that is not used for a week', async () => {
  await using api = await startApi()
  await makeAccount(api)
  const cookie = await signIn(api)
  const daysLeft = async () => {
    const { expires_at } = await api.core.db.selectFrom('sessions').select('expires_at').executeTakeFirstOrThrow()
    return (Date.parse(expires_at) - Date.now()) / 1000 / day
  }
  expect(await daysLeft()).toBeCloseTo(7, 1)
  await changeSessions(api, { last_used_at: ago(day), expires_at: ago(-6 * day) })
  expect((await whoami(api, cookie)).statusCode).toBe(200)
  expect(await daysLeft()).toBeCloseTo(7, 1)
  await changeSessions(api, { expires_at: ago(1) })
  expect((await whoami(api, cookie)).statusCode).toBe(401)
})

it('stops a session that is revoked from elsewhere, and one of somebody who is disabled', async () => {
  await using api = await startApi()
  await makeAccount(api)
  const [here, there] = [await signIn(api), await signIn(api)]
  const id = there.split('=')[1]?.split('.')[0] ?? ''
  expect((await whoami(api, there)).statusCode).toBe(200)
  const url = `/api/v1/sessions/${id}`
  const stranger = await api.addUser()
  const foreign = await api.app.inject({ method: 'DELETE', url, headers: stranger.headers })
  expect(foreign.json()).toMatchObject({ code: 'SESSION_NOT_FOUND' })
  expect((await api.app.inject({ method: 'DELETE', url, headers: { ...ours, cookie: here } })).statusCode).toBe(200)
  await expect.poll(async () => (await whoami(api, there)).statusCode).toBe(401)
  expect((await whoami(api, here)).statusCode).toBe(200)
  await api.core.db.updateTable('users').set({ disabled_at: new Date().toISOString() }).execute()
  await forgetChecks(api)
  expect((await whoami(api, here)).statusCode).toBe(401)
})

it('has a header win over the cookie, and no session to end where there is only a key', async () => {
  await using api = await startApi()
  await makeAccount(api)
  const cookie = await signIn(api)
  const { headers, actor } = await api.addUser()
  const me = await api.app.inject({ url: '/api/v1/me', headers: { ...headers, cookie } })
  expect(me.json()).toMatchObject({ email: actor.email })
  const answer = await api.app.inject({ method: 'DELETE', url: '/api/v1/session', headers })
  expect(answer.statusCode).toBe(403)
  expect(answer.json().message).toBe('This needs the session of a browser.')
})

it('writes down who signed in, by which session, and never the password', async () => {
  await using api = await startApi()
  await makeAccount(api)
  const cookie = await signIn(api)
  await api.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { ...ours, cookie } })
  const entries = await api.core.db.selectFrom('audit_entries').selectAll().orderBy('id').execute()
  expect(entries).toMatchObject([
    { procedure: 'first_start.admin', actor_email: null, target: { email: account.email } },
    { procedure: 'session.create', actor_email: account.email, credential: null },
    { procedure: 'session.delete', actor_email: account.email, credential: { kind: 'session' } },
  ])
  expect(JSON.stringify(entries)).not.toContain(account.password)
})

it.each([
  [true, '192.0.2.7'],
  [1, '192.0.2.7'],
  [2, '198.51.100.2'],
  [9, '203.0.113.1'],
  [['127.0.0.1'], '192.0.2.7'],
  [['127.0.0.1', '192.0.2.0/24'], '198.51.100.2'],
] as const)(
  'believes of the addresses in a header those that its own proxies have added: %j',
  async (trust_proxy, found) => {
    await using api = await startApi({ api: { trust_proxy } })
    await makeAccount(api)
    const headers = { 'x-forwarded-for': '203.0.113.1, 198.51.100.2, 192.0.2.7' }
    await api.app.inject({ method: 'POST', url: '/api/v1/session', headers, payload: account })
    const { address } = await api.core.db.selectFrom('sessions').select('address').executeTakeFirstOrThrow()
    expect(address).toBe(found)
  },
)

it('counts wrong passwords of a client behind a proxy together, whatever the client says of its address', async () => {
  await using api = await startApi({ api: { trust_proxy: true } })
  await makeAccount(api)
  const statuses: number[] = []
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const headers = { 'x-forwarded-for': `203.0.113.${attempt}, 192.0.2.7` }
    const payload = { ...account, password: 'wrong' }
    statuses.push((await api.app.inject({ method: 'POST', url: '/api/v1/session', headers, payload })).statusCode)
  }
  expect(statuses).toEqual([...Array(10).fill(401), 429])
})
