import { insertUser, newId } from '@assay/db'
import { DomainError, type ErrorCode } from '@assay/schemas'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { claimFirstAdmin, prepareFirstStart } from '../src/account/first-start.ts'
import { createPasswords, type Derive, scryptOf } from '../src/account/password.ts'
import { createApiKey, revokeApiKey, rotateOwnApiKey } from '../src/credential/api-key.ts'
import { createAuthenticator } from '../src/credential/authenticator.ts'
import { openSession } from '../src/credential/session.ts'
import type { OpenAccess } from '../src/open-access.ts'
import { forgetSecret, listOwnSecrets, revealSecret, storeSecret } from '../src/secret/secret.ts'
import { createSecretBox } from '../src/secret/secret-box.ts'
import { openTestAccess } from './open-test-access.ts'

const address = '192.0.2.1'
const request_id = 'a-request'
const admin = { email: 'admin@example.org', password: 'correct horse battery' }
const call = {
  actor: undefined,
  procedure: 'session.claim',
  input: {},
  schema: undefined,
  request_id: 'a test',
  address,
}

async function codeOf(promise: Promise<unknown>): Promise<ErrorCode | 'none'> {
  return promise.then(
    () => 'none',
    (error: unknown) => {
      if (DomainError.is(error)) return error.code
      throw error
    },
  )
}

async function signIn(core: OpenAccess) {
  await prepareFirstStart(core, admin)
  using authenticator = createAuthenticator(core)
  return authenticator.authenticate({ kind: 'password', ...admin }, { address, request_id })
}

describe(prepareFirstStart, () => {
  it('makes one admin, although two servers start at once', async () => {
    await using core = await openTestAccess()
    const starts = await Promise.all([prepareFirstStart(core, admin), prepareFirstStart(core, admin)])
    expect(starts.map((start) => start.kind).toSorted()).toEqual(['admin', 'done'])
    expect(await core.db.selectFrom('users').select('email').execute()).toEqual([{ email: admin.email }])
  })

  it('gives a link that works once, of which only the newest works', async () => {
    await using core = await openTestAccess()
    const [old, link] = [await prepareFirstStart(core, undefined), await prepareFirstStart(core, undefined)]
    if (old.kind !== 'link' || link.kind !== 'link') throw new Error('there is no link')
    const claim = (token: string) => claimFirstAdmin(core, { ...admin, name: '', token }, { call })
    expect(await codeOf(claim(old.token))).toBe('LINK_INVALID')
    const both = await Promise.all([codeOf(claim(link.token)), codeOf(claim(link.token))])
    expect(both.toSorted()).toEqual(['LINK_INVALID', 'none'])
    expect(await prepareFirstStart(core, admin)).toEqual({ kind: 'done' })
  })

  it('makes one admin, although a link is claimed twice while two servers start', async () => {
    await using core = await openTestAccess()
    const link = await prepareFirstStart(core, undefined)
    if (link.kind !== 'link') throw new Error('there is no link')
    const claim = (email: string) =>
      codeOf(claimFirstAdmin(core, { email, password: admin.password, name: '', token: link.token }, { call }))
    const start = (email: string) => codeOf(prepareFirstStart(core, { ...admin, email }))
    await Promise.all([claim('a@example.org'), start('b@example.org'), claim('c@example.org'), start('d@example.org')])
    expect(await core.db.selectFrom('users').select('groups').execute()).toEqual([{ groups: ['users', 'admin'] }])
  })

  it('gives a link although somebody of an outside issuer was here before, and makes no second admin of that address', async () => {
    await using core = await openTestAccess()
    const early = {
      id: newId(),
      email: 'early@example.org',
      name: 'Early',
      password_hash: null,
      groups: ['users' as const],
    }
    await insertUser(core.db, early)
    const link = await prepareFirstStart(core, undefined)
    if (link.kind !== 'link') throw new Error('there is no link')
    const claim = (email: string) => claimFirstAdmin(core, { ...admin, email, name: '', token: link.token }, { call })
    expect(await codeOf(claim(early.email))).toBe('EMAIL_TAKEN')
    expect(await codeOf(claim(admin.email))).toBe('none')
    expect(await prepareFirstStart(core, undefined)).toEqual({ kind: 'done' })
  })

  it('refuses a link that has expired', async () => {
    await using core = await openTestAccess()
    const link = await prepareFirstStart(core, undefined)
    if (link.kind !== 'link') throw new Error('there is no link')
    await core.db.updateTable('sign_in_links').set({ expires_at: '2020-01-01T00:00:00.000Z' }).execute()
    expect(await codeOf(claimFirstAdmin(core, { ...admin, name: '', token: link.token }, { call }))).toBe(
      'LINK_INVALID',
    )
  })
})

describe(createAuthenticator, () => {
  it('knows a user by password, whatever the case of the address, and by key', async () => {
    await using core = await openTestAccess()
    const actor = await signIn(core)
    using authenticator = createAuthenticator(core)
    const shouted = { kind: 'password', email: 'ADMIN@Example.org', password: admin.password } as const
    expect(await authenticator.authenticate(shouted, { address, request_id })).toEqual(actor)
    const { id, key } = await createApiKey(core, actor, { name: 'a key', scopes: ['read'] })
    expect(await authenticator.authenticate({ kind: 'key', key }, { address, request_id })).toMatchObject({
      user_id: actor.user_id,
      scopes: ['read'],
      credential: { kind: 'key', id },
    })
  })

  it('refuses a wrong password, an unknown user, an unknown key and an expired one alike', async () => {
    await using core = await openTestAccess()
    const actor = await signIn(core)
    using authenticator = createAuthenticator(core)
    const { id, key } = await createApiKey(core, actor, { name: 'old', scopes: ['admin'] })
    await core.db.updateTable('api_keys').set({ expires_at: '2020-01-01T00:00:00.000Z' }).where('id', '=', id).execute()
    const credentials = [
      { kind: 'password', email: admin.email, password: 'wrong' },
      { kind: 'password', email: 'nobody@example.org', password: admin.password },
      { kind: 'key', key: 'assay_unknown' },
      { kind: 'key', key },
    ] as const
    for (const credential of credentials) {
      expect(await codeOf(authenticator.authenticate(credential, { address, request_id }))).toBe('CREDENTIALS_INVALID')
    }
  })

  it('forgets a revoked key as soon as it hears of it', async () => {
    await using core = await openTestAccess()
    const actor = await signIn(core)
    using authenticator = createAuthenticator(core)
    const { id, key } = await createApiKey(core, actor, { name: 'a key', scopes: ['admin'] })
    const use = () => codeOf(authenticator.authenticate({ kind: 'key', key }, { address, request_id }))
    expect(await use()).toBe('none')
    await revokeApiKey(core, actor, { api_key_id: id })
    await expect.poll(use).toBe('CREDENTIALS_INVALID')
  })

  it('remembers a key, and the value of before a rotation, no longer than they are good', async () => {
    await using core = await openTestAccess()
    const actor = await signIn(core)
    const soon = () => new Date(Date.now() + 2_000).toISOString()
    const rotated = await createApiKey(core, actor, { name: 'rotated', scopes: ['read'] })
    await rotateOwnApiKey(core, actor, { api_key_id: rotated.id, grace_seconds: 2 })
    const ending = await createApiKey(core, actor, { name: 'ending', scopes: ['read'], expires_at: soon() })
    using authenticator = createAuthenticator(core)
    const use = (key: string) => codeOf(authenticator.authenticate({ kind: 'key', key }, { address, request_id }))
    for (const { key } of [rotated, ending]) expect(await use(key)).toBe('none')
    for (const { key } of [rotated, ending]) {
      await expect.poll(() => use(key), { timeout: 10_000 }).toBe('CREDENTIALS_INVALID')
    }
  })

  it('remembers a session no longer than it lasts', async () => {
    await using core = await openTestAccess()
    const { user_id } = await signIn(core)
    const user = await core.db.selectFrom('users').selectAll().where('id', '=', user_id).executeTakeFirstOrThrow()
    const { value } = await openSession(core, user, { user_agent: 'a browser', address })
    await sql`update sessions set created_at = now() - interval '30 days' + interval '2 seconds',
      expires_at = now() + interval '2 seconds'`.execute(core.db)
    using authenticator = createAuthenticator(core)
    const use = () => codeOf(authenticator.resume(value, address))
    expect(await use()).toBe('none')
    await expect.poll(use, { timeout: 10_000 }).toBe('CREDENTIALS_INVALID')
  })

  it("does not revoke another user's key", async () => {
    await using core = await openTestAccess()
    const actor = await signIn(core)
    const { id } = await createApiKey(core, actor, { name: 'a key', scopes: ['admin'] })
    const stranger = { user_id: '01890000-0000-7000-8000-000000000000', email: 'x@example.org', groups: [] }
    expect(await codeOf(revokeApiKey(core, stranger, { api_key_id: id }))).toBe('API_KEY_NOT_FOUND')
  })
})

it('stores passwords as scrypt with a salt of their own, and compares them normalised', async () => {
  const passwords = createPasswords()
  const [one, other] = [await passwords.hash('pässword'), await passwords.hash('pässword')]
  expect(one).not.toBe(other)
  expect(one).toMatch(/^scrypt\$65536\$8\$1\$/)
  expect(await passwords.verify('pa\u0308ssword', one)).toBe(true)
  expect(await passwords.verify('password', one)).toBe(false)
  expect(await passwords.verify('pässword', null)).toBe(false)
})

it('derives one key of the same cost for a right password, a wrong one, and one of nobody', async () => {
  await using core = await openTestAccess()
  await signIn(core)
  const derived: string[] = []
  const derive: Derive = (password, salt, bytes, cost) => {
    derived.push(JSON.stringify([salt.length, bytes, cost]))
    return scryptOf(password, salt, bytes, cost)
  }
  using authenticator = createAuthenticator({ ...core, passwords: createPasswords({ derive }) })
  const credentials = [admin, { ...admin, password: 'wrong' }, { ...admin, email: 'nobody@example.org' }]
  for (const credential of credentials) {
    await codeOf(authenticator.authenticate({ kind: 'password', ...credential }, { address, request_id }))
  }
  expect(derived).toHaveLength(3)
  expect(new Set(derived).size).toBe(1)
})

it('asks whoever comes with a password after too many others to come back', async () => {
  await using core = await openTestAccess()
  using authenticator = createAuthenticator(core)
  const guesses = Array.from({ length: 40 }, (_, index) =>
    authenticator.authenticate(
      { kind: 'password', email: `${index}@example.org`, password: 'a guess' },
      { address: `192.0.2.${index}`, request_id },
    ),
  )
  const codes = (await Promise.allSettled(guesses)).map((guess) => guess.status === 'rejected' && guess.reason.code)
  expect(new Set(codes)).toEqual(new Set(['CREDENTIALS_INVALID', 'UNAVAILABLE']))
  expect(codes.filter((code) => code === 'CREDENTIALS_INVALID').length).toBeLessThan(30)
})

it('keeps secrets sealed to their owner and name, and never lists their values', async () => {
  await using core = await openTestAccess()
  const actor = await signIn(core)
  await storeSecret(core, actor, { name: 'openai', value: 'sk-first' })
  await storeSecret(core, actor, { name: 'openai', value: 'sk-second' })
  await storeSecret(core, actor, { name: 'other', value: 'sk-third' })
  const owner_id = actor.user_id
  expect(await revealSecret(core, { owner_id, name: 'openai' })).toBe('sk-second')
  expect(JSON.stringify(await listOwnSecrets(core, actor))).not.toContain('sk-')
  const { ciphertext } = await core.db
    .selectFrom('secrets')
    .select('ciphertext')
    .where('name', '=', 'other')
    .executeTakeFirstOrThrow()
  await core.db.updateTable('secrets').set({ ciphertext }).where('name', '=', 'openai').execute()
  await expect(revealSecret(core, { owner_id, name: 'openai' })).rejects.toThrow()
  await forgetSecret(core, actor, { name: 'other' })
  expect(await codeOf(revealSecret(core, { owner_id, name: 'other' }))).toBe('SECRET_NOT_FOUND')
})

it('opens a sealed value only unchanged, in its place and with its key', () => {
  const box = createSecretBox('k'.repeat(32))
  const sealed = box.seal('välue', 'a/b')
  expect(box.open(sealed, 'a/b')).toBe('välue')
  expect(box.seal('välue', 'a/b').equals(sealed)).toBe(false)
  expect(() => box.open(sealed, 'a/c')).toThrow()
  expect(() => createSecretBox('l'.repeat(32)).open(sealed, 'a/b')).toThrow()
  for (let index = 0; index < sealed.length; index++) {
    const broken = Buffer.from(sealed)
    broken[index] = (broken[index] ?? 0) ^ 1
    expect(() => box.open(broken, 'a/b')).toThrow()
  }
})
