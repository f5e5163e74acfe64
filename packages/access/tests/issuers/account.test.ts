import { insertUser, newId } from '@assay/db'
import type { Group } from '@assay/schemas'
import { describe, expect, it } from 'vitest'
import { createApiKey } from '../../src/credential/api-key.ts'
import { createAuthenticator } from '../../src/credential/authenticator.ts'
import type { OpenAccess } from '../../src/open-access.ts'
import { startIssuer } from './mock-issuer.ts'
import { trust } from './trusting-core.ts'

const ada = { email: 'ada@example.org', email_verified: true }

async function addUser(core: OpenAccess, { is_confirmed = true, groups = ['users'] as Group[] } = {}): Promise<string> {
  const email_confirmed_at = is_confirmed ? new Date().toISOString() : null
  const { email } = ada
  const id = newId()
  await insertUser(core.db, { id, email, name: 'Ada', password_hash: null, groups, email_confirmed_at })
  return id
}

async function groupsOf({ db }: OpenAccess, id: string): Promise<readonly Group[]> {
  return (await db.selectFrom('users').select('groups').where('id', '=', id).executeTakeFirstOrThrow()).groups
}

/**
 * Core that trusts an issuer for groups, and Ada as its token of some seconds ago describes her; undefined: it does not
 * say of when it is.
 */
async function trustGroups() {
  const issuer = await startIssuer()
  const lab = await trust({ url: issuer.url, groups_claim: 'groups' })
  const second = Math.floor(Date.now() / 1000)
  const actorWith = async (groups: readonly Group[], seconds_ago: number | undefined) => {
    const iat = seconds_ago === undefined ? undefined : second - seconds_ago
    return lab.actorOf(await issuer.token({ claims: { groups, iat } }))
  }
  return { core: lab.core, actorWith, [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose]() }
}

describe('groups', () => {
  it.each([
    ['an array', 'groups', { groups: ['users', 'lab', 'admin'] }],
    ['a text with spaces', 'groups', { groups: 'users lab admin' }],
    ['a nested claim', 'realm_access.roles', { realm_access: { roles: ['admin', 'users'] } }],
    [
      'a claim with dots in its name',
      'https://lab.example/groups',
      { 'https://lab.example/groups': ['users', 'admin'] },
    ],
  ])('are read from %s', async (_, groups_claim, claims) => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url, groups_claim })
    expect((await lab.actorOf(await issuer.token({ claims }))).groups.toSorted()).toEqual(['admin', 'users'])
  })

  it('are mapped to those of Assay; without any there is no account', async () => {
    const issuer = await startIssuer()
    const groups = { 'ml-team': 'users', operators: 'admin' } as const
    await using lab = await trust({ url: issuer.url, groups_claim: 'cognito:groups', groups })
    const claims = { 'cognito:groups': ['ml-team', 'admin', 'toString'] }
    expect(await lab.actorOf(await issuer.token({ claims }))).toMatchObject({ groups: ['users'] })
    expect(await lab.refusalOf(await issuer.token({ claims: { sub: 'bob', 'cognito:groups': ['sales'] } }))).toBe(
      'FORBIDDEN',
    )
    expect(await lab.refusalOf(await issuer.token({ claims: { sub: 'bob' } }))).toBe('FORBIDDEN')
  })

  it('follow the issuer for accounts that it has made: keys lose with them what they had', async () => {
    await using lab = await trustGroups()
    await addUser(lab.core, { groups: ['admin'] })
    const admin = await lab.actorWith(['users', 'admin'], 100)
    const { key } = await createApiKey(lab.core, admin, { name: 'kept', scopes: ['admin'] })
    const user = await lab.actorWith(['users'], 50)
    expect(user).toMatchObject({ user_id: admin.user_id, groups: ['users'] })
    using authenticator = createAuthenticator(lab.core)
    const byKey = () =>
      authenticator.authenticate({ kind: 'key', key }, { address: '192.0.2.1', request_id: 'a-request' })
    expect((await byKey()).groups).toEqual(['users'])
    expect((await lab.actorWith([], 20)).groups).toEqual([])
    expect(await groupsOf(lab.core, admin.user_id)).toEqual([])
  })

  it('come from the newest token: an older one raises nobody again, and acts in what both say', async () => {
    await using lab = await trustGroups()
    await addUser(lab.core, { groups: ['admin'] })
    const { user_id } = await lab.actorWith(['users'], 100)
    // what the newest one says is the same, and leaves no way back either
    await lab.actorWith(['users'], 50)
    for (const seconds_ago of [200, 75, 50]) {
      expect((await lab.actorWith(['users', 'admin'], seconds_ago)).groups).toEqual(['users'])
    }
    expect((await lab.actorWith(['users', 'admin'], undefined)).groups).toEqual(['users'])
    expect(await groupsOf(lab.core, user_id)).toEqual(['users'])
    expect((await lab.actorWith(['admin', 'users'], 10)).groups.toSorted()).toEqual(['admin', 'users'])
  })

  it('that an issuer changes are in the audit log with the request; what stays the same is not', async () => {
    await using lab = await trustGroups()
    await addUser(lab.core, { groups: ['admin'] })
    const { user_id } = await lab.actorWith(['users'], 100)
    await lab.actorWith(['users'], 80)
    await lab.actorWith(['admin'], 60)
    const entries = await lab.core.db.selectFrom('audit_entries').selectAll().orderBy('id').execute()
    expect(entries).toMatchObject([
      { procedure: 'identities.provision', request_id: 'a-request', changes: { groups: ['users'] } },
      {
        actor_id: user_id,
        procedure: 'identities.groups',
        target: { id: user_id },
        request_id: 'a-request',
        changes: { groups: ['admin'] },
      },
    ])
  })

  it('never lose the last admin, who acts by the token without that group', async () => {
    await using lab = await trustGroups()
    const { user_id } = await lab.actorWith(['users', 'admin'], 100)
    expect((await lab.actorWith(['users'], 50)).groups).toEqual(['users'])
    expect((await groupsOf(lab.core, user_id)).toSorted()).toEqual(['admin', 'users'])
    await addUser(lab.core, { groups: ['admin'] })
    await lab.actorWith(['users'], 20)
    expect(await groupsOf(lab.core, user_id)).toEqual(['users'])
  })

  it('of an account that was there before stay; a token is in those that both say', async () => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url, groups_claim: 'groups', link_by_email: true })
    const id = await addUser(lab.core, { groups: ['users', 'workers'] })
    const as = async (groups: string[]) => lab.actorOf(await issuer.token({ claims: { ...ada, groups } }))
    expect(await as(['users'])).toMatchObject({ user_id: id, groups: ['users'] })
    expect(await as(['admin'])).toMatchObject({ user_id: id, groups: ['users', 'workers'] })
    expect(await groupsOf(lab.core, id)).toEqual(['users', 'workers'])
  })

  it('are those of the account where the issuer does not decide them', async () => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url })
    const { user_id } = await lab.actorOf(await issuer.token({ claims: { groups: ['admin'] } }))
    expect(await groupsOf(lab.core, user_id)).toEqual(['users'])
    await lab.core.db
      .updateTable('users')
      .set({ groups: ['users', 'admin'] })
      .where('id', '=', user_id)
      .execute()
    const later = await lab.actorOf(await issuer.token({ claims: { jti: 'later' } }))
    expect(later.groups).toEqual(['users', 'admin'])
  })
})

describe('an account', () => {
  it('that is disabled stays closed', async () => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url })
    const { user_id } = await lab.actorOf(await issuer.token())
    await lab.core.db
      .updateTable('users')
      .set({ disabled_at: new Date().toISOString() })
      .where('id', '=', user_id)
      .execute()
    expect(await lab.refusalOf(await issuer.token({ claims: { jti: 'later' } }))).toBe('CREDENTIALS_INVALID')
  })

  it('is made for nobody where that is not wanted, and kept for those who have one', async () => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url, provision: false, link_by_email: true })
    expect(await lab.refusalOf(await issuer.token())).toBe('FORBIDDEN')
    await addUser(lab.core)
    expect(await lab.refusalOf(await issuer.token({ claims: ada }))).toBe('none')
  })

  it('of the same address is opened where that is set, and remembered from then on', async () => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url, link_by_email: true })
    const id = await addUser(lab.core)
    expect(await lab.actorOf(await issuer.token({ claims: ada }))).toMatchObject({ user_id: id, email: ada.email })
    expect(await lab.actorOf(await issuer.token({ claims: { email: 'other@example.org' } }))).toMatchObject({
      user_id: id,
    })
  })

  it.each([
    ['that is not set', { link_by_email: false }, {}, {}],
    ['the account has not confirmed the address', { link_by_email: true }, { is_confirmed: false }, {}],
  ])('of the same address is not opened when %s', async (_, settings, account, claims) => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url, ...settings })
    await addUser(lab.core, account)
    expect(await lab.refusalOf(await issuer.token({ claims: { ...ada, ...claims } }))).toBe('FORBIDDEN')
  })

  it.each([{ email_verified: false }, { email_verified: undefined }, { email_verified: 'false' }])(
    'is another one when the issuer has not confirmed the address: %j',
    async (claims) => {
      const issuer = await startIssuer()
      await using lab = await trust({ url: issuer.url, link_by_email: true })
      const id = await addUser(lab.core)
      const actor = await lab.actorOf(await issuer.token({ claims: { ...ada, ...claims } }))
      expect(actor.user_id).not.toBe(id)
      expect(actor.email).not.toBe(ada.email)
    },
  )

  it('of the platform itself is opened to nobody', async () => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url, link_by_email: true })
    await addUser(lab.core)
    await lab.core.db.updateTable('users').set({ is_builtin: true }).where('email', '=', ada.email).execute()
    expect(await lab.refusalOf(await issuer.token({ claims: ada }))).toBe('FORBIDDEN')
  })
})
