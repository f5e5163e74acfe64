import { createHash } from 'node:crypto'
import { createApiKey } from '@assay/access'
import { type CoreSettings, sweepExpired } from '@assay/core'
import { type MailServer, type Platform, startMailServer, startPlatform } from '@assay/testing'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { ask, knock } from './ask.ts'

const password = 'correct horse battery'
const other = 'another horse battery'

interface Scene extends AsyncDisposable {
  readonly platform: Platform
  readonly mail: MailServer
}

/** A platform that mails to a real server. */
async function open(settings: Partial<CoreSettings> = {}): Promise<Scene> {
  const stack = new AsyncDisposableStack()
  const mail = stack.use(await startMailServer())
  const public_url = 'https://assay.example.org'
  const sender = { smtp_url: mail.smtp_url, from: 'Assay <assay@example.org>' }
  const platform = stack.use(await startPlatform({ settings: { mail: sender, public_url, ...settings } }))
  return { platform, mail, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

function tokenOf(fragment: string, kind: string): string {
  const [found, token = ''] = fragment.split('=')
  expect(found).toBe(kind)
  expect(token).toMatch(/^[\w-]{43}$/)
  return token
}

/** A key of whoever has an address, as from before the server sent mail. */
async function keyOf({ core }: Platform, email: string): Promise<string> {
  const { id, groups } = await core.db
    .selectFrom('users')
    .selectAll()
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  return (await createApiKey(core, { user_id: id, email, groups }, { name: 'test', scopes: ['admin'] })).key
}

/** Lets the minute pass in which an address hears the same thing once. */
async function passTime({ core }: Platform, email: string): Promise<void> {
  await sql`update one_time_tokens set created_at = now() - interval '61 seconds' where email = ${email}`.execute(
    core.db,
  )
}

describe('where everybody may sign up, and mail is sent', () => {
  let scene: Scene
  let platform: Platform
  let mail: MailServer
  beforeAll(async () => {
    scene = await open({ sign_up: 'open' })
    platform = scene.platform
    mail = scene.mail
    return () => scene[Symbol.asyncDispose]()
  })

  it('lets somebody in once their address is confirmed, by a link that works once', async () => {
    const ada = { email: 'ada@example.org', password }
    const signedUp = await ask(platform, 'POST /account', {
      body: { ...ada, email: 'Ada@Example.org', name: 'Åda 🐙' },
    })
    expect(signedUp).toEqual({ status: 201, body: { next: 'confirm_email' } })
    expect(await knock(platform, ada)).toBe('CREDENTIALS_INVALID')
    expect(await knock(platform, { ...ada, password: other })).toBe('CREDENTIALS_INVALID')
    const { fragment, from, source } = await mail.next(ada.email)
    expect(from).toBe('assay@example.org')
    expect(source).toContain('https://assay.example.org/sign-in#confirm=')
    expect(source).not.toContain('🐙')
    const token = tokenOf(fragment, 'confirm')
    const confirm = (shown?: string) =>
      ask(platform, 'POST /account/confirm', { body: { token, ...(shown !== undefined && { password: shown }) } })
    for (const wrong of [undefined, other]) expect((await confirm(wrong)).body['code']).toBe('PASSWORD_WRONG')
    expect(await knock(platform, ada)).toBe('CREDENTIALS_INVALID')
    const both = await Promise.all([confirm(password), confirm(password)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 400])
    expect(await knock(platform, ada)).toBe('in')
    expect((await ask(platform, 'GET /me', { as: ada })).body).toMatchObject({ name: 'Åda 🐙', groups: ['users'] })
  })

  it('answers alike for an address that has an account, and tells its owner', async () => {
    const { email } = platform.user.actor
    const fresh = await ask(platform, 'POST /account', { body: { email: 'fresh@example.org', password } })
    const taken = await ask(platform, 'POST /account', { body: { email, password } })
    expect(taken).toEqual(fresh)
    const { source, fragment } = await mail.next(email)
    expect(source).toContain('You have an account at Assay already')
    expect(await knock(platform, { email, password })).toBe('CREDENTIALS_INVALID')
    const token = tokenOf(fragment, 'reset')
    await ask(platform, 'POST /account/reset_password', { body: { token, password: other } })
    expect(await knock(platform, { email, password: other })).toBe('in')
  })

  it('refuses alike whoever signed up with an address that has an account, and with one that has none', async () => {
    const { actor } = await platform.addUser({ password: other })
    const attempts = ['new@example.org', actor.email].map(async (email) => {
      const signedUp = await ask(platform, 'POST /account', { body: { email, password } })
      const { status, body } = await ask(platform, 'POST /session', { body: { email, password } })
      const basic = await ask(platform, 'GET /me', { as: { email, password } })
      const { request_id: _, ...refusal } = body
      return { signedUp, status, refusal, basic: basic.body['code'] }
    })
    const [fresh, taken] = await Promise.all(attempts)
    expect(fresh).toMatchObject({ status: 401, refusal: { code: 'CREDENTIALS_INVALID' } })
    expect(taken).toEqual(fresh)
  })

  it('mails a link to choose a new password to whoever has an account, and answers alike where nobody has', async () => {
    const { actor } = await platform.addUser({ password })
    const { email } = actor
    const known = await ask(platform, 'POST /account/request_reset', { body: { email } })
    const unknown = await ask(platform, 'POST /account/request_reset', { body: { email: 'nobody@example.org' } })
    expect(known).toEqual({ status: 200, body: {} })
    expect(unknown).toEqual(known)
    const token = tokenOf((await mail.next(email)).fragment, 'reset')
    const reset = () => ask(platform, 'POST /account/reset_password', { body: { token, password: other } })
    const check = async (purpose: string) => {
      const { status, body } = await ask(platform, 'POST /account/check_link', { body: { purpose, token } })
      return [status, body['code']]
    }
    expect([await check('reset'), await check('reset')]).toEqual(Array(2).fill([200, undefined]))
    expect(await check('confirm')).toEqual([400, 'TOKEN_INVALID'])
    expect(await check('invitation')).toEqual([400, 'TOKEN_INVALID'])
    expect((await reset()).status).toBe(200)
    expect((await reset()).body['code']).toBe('TOKEN_INVALID')
    expect(await check('reset')).toEqual([400, 'TOKEN_INVALID'])
    expect(await knock(platform, { email, password })).toBe('CREDENTIALS_INVALID')
    expect(await knock(platform, { email, password: other })).toBe('in')
    expect(mail.mails.filter(({ to }) => to === 'nobody@example.org')).toEqual([])
    const messages = await platform.core.db
      .selectFrom('one_time_tokens')
      .selectAll()
      .where('email', '=', 'nobody@example.org')
      .execute()
    expect(messages).toMatchObject([{ owner_id: null, mailed_token_hash: null }])
  })

  it('mails one address once a minute, however often it is asked to', async () => {
    const { email } = (await platform.addUser()).actor
    for (let time = 0; time < 5; time++) await ask(platform, 'POST /account/request_reset', { body: { email } })
    await mail.next(email)
    const rows = await platform.core.db.selectFrom('one_time_tokens').select('id').where('email', '=', email).execute()
    expect(rows).toHaveLength(1)
  })

  it('changes the address once the link in a mail to the new one was opened', async () => {
    const { actor } = await platform.addUser({ password })
    const as = { email: actor.email, password }
    const moved = { email: 'moved@example.org', password }
    expect((await ask(platform, 'POST /account/change_email', { as, body: { email: moved.email } })).body['code']).toBe(
      'PASSWORD_WRONG',
    )
    const { body } = await ask(platform, 'POST /account/change_email', { as, body: moved })
    expect(body).toEqual({ next: 'confirm_email' })
    expect(await knock(platform, as)).toBe('in')
    const token = tokenOf((await mail.next(moved.email)).fragment, 'confirm')
    const unproven = await ask(platform, 'POST /account/confirm', { body: { token } })
    expect(unproven.body['code']).toBe('PASSWORD_WRONG')
    await ask(platform, 'POST /account/confirm', { body: { token, password } })
    expect(await knock(platform, moved)).toBe('in')
    await expect.poll(() => knock(platform, as)).toBe('CREDENTIALS_INVALID')
  })

  it('mails a link to each of two who want to move to one address at once, which says whose account it is for', async () => {
    const email = 'wanted@example.org'
    const eve = await platform.addUser({ password: other })
    const bob = await platform.addUser({ password })
    await ask(platform, 'POST /account/change_email', { as: eve.key, body: { email, password: other } })
    expect((await mail.next(email)).source).toContain(eve.actor.email)
    await ask(platform, 'POST /account/change_email', { as: bob.key, body: { email, password } })
    const { fragment, source } = await mail.next(email)
    expect(source).toContain(bob.actor.email)
    expect(source).not.toContain(eve.actor.email)
    const token = tokenOf(fragment, 'confirm')
    expect((await ask(platform, 'POST /account/confirm', { body: { token, password } })).status).toBe(200)
    expect((await ask(platform, 'GET /me', { as: bob.key })).body).toMatchObject({ email })
    expect((await ask(platform, 'GET /me', { as: eve.key })).body).toMatchObject({ email: eve.actor.email })
  })

  it.each(['the mail of the first', 'a mail that came later'])(
    'lets the last of two who signed up with an address confirm it, by %s, and leaves the first nothing',
    async (which) => {
      const email = `${which.replaceAll(' ', '-')}@example.org`
      await ask(platform, 'POST /account', { body: { email, password: other, name: 'Eve' } })
      const first = await mail.next(email)
      const key = await keyOf(platform, email)
      const isLater = which === 'a mail that came later'
      if (isLater) await passTime(platform, email)
      const again = await ask(platform, 'POST /account', { body: { email, password, name: 'Bob' } })
      expect(again).toEqual({ status: 201, body: { next: 'confirm_email' } })
      const { fragment } = isLater ? await mail.next(email) : first
      const token = tokenOf(fragment, 'confirm')
      const confirm = (shown: string) => ask(platform, 'POST /account/confirm', { body: { token, password: shown } })
      expect((await confirm(other)).body['code']).toBe('PASSWORD_WRONG')
      expect((await confirm(password)).status).toBe(200)
      expect((await ask(platform, 'GET /me', { as: { email, password } })).body).toMatchObject({ name: 'Bob' })
      expect(await knock(platform, { email, password: other })).toBe('CREDENTIALS_INVALID')
      await expect.poll(() => knock(platform, key)).toBe('CREDENTIALS_INVALID')
    },
  )

  it('lets whoever never confirmed an address have it taken by its owner, and keep nothing', async () => {
    const squatter = { email: 'squatted@example.org', password }
    await ask(platform, 'POST /account', { body: squatter })
    await mail.next(squatter.email)
    const key = await keyOf(platform, squatter.email)
    expect(await knock(platform, key)).toBe('in')
    await ask(platform, 'POST /account/request_reset', { body: { email: squatter.email } })
    const token = tokenOf((await mail.next(squatter.email)).fragment, 'reset')
    await ask(platform, 'POST /account/reset_password', { body: { token, password: other } })
    expect(await knock(platform, squatter)).toBe('CREDENTIALS_INVALID')
    expect(await knock(platform, { ...squatter, password: other })).toBe('in')
    await expect.poll(() => knock(platform, key)).toBe('CREDENTIALS_INVALID')
  })

  it('keeps passwords and tokens out of the audit log, which says whose they were', async () => {
    const rows = await platform.core.db.selectFrom('audit_entries').selectAll().execute()
    const text = JSON.stringify(rows)
    for (const secret of [password, other, ...mail.mails.map(({ fragment }) => fragment.split('=')[1] ?? '')]) {
      expect(text).not.toContain(secret)
    }
    const reset = rows.find((row) => row.procedure === 'account.reset_password')
    expect(reset).toMatchObject({ actor_email: expect.stringContaining('@'), changes: { password: '(hidden)' } })
  })

  it('stores tokens as hashes alone, and sends none through the queue', async () => {
    const tokens = mail.mails.map(({ fragment }) => fragment.split('=')[1] ?? '')
    const { rows } = await sql<{ text: string }>`
      select t::text as text from one_time_tokens t union all select j::text from pgboss.job j`.execute(
      platform.core.db,
    )
    const text = JSON.stringify(rows)
    expect(text).toContain('mail.send')
    const unused = tokenOf(mail.mails.find(({ to }) => to === 'fresh@example.org')?.fragment ?? '', 'confirm')
    expect(text).toContain(createHash('sha256').update(unused).digest('hex'))
    for (const token of tokens) {
      expect(text).not.toContain(token)
      expect(text).not.toContain(Buffer.from(token).toString('hex'))
    }
  })

  it.each([
    ['no address', { email: '', password }],
    ['no address at all', { password }],
    ['an address of many characters', { email: `${'a'.repeat(400)}@example.org`, password }],
    ['a line in the address', { email: 'a@example.org\r\nBcc: b@example.org', password }],
    ['a short password', { email: 'x@example.org', password: 'short' }],
    ['an endless password', { email: 'x@example.org', password: 'x'.repeat(60_000) }],
    ['an empty name', { email: 'x@example.org', password, name: ' ' }],
    ['a line in the name', { email: 'x@example.org', password, name: 'a\nb' }],
    ['an empty invitation', { email: 'x@example.org', password, invitation: '' }],
  ])('refuses to sign up with %s', async (_, body) => {
    expect((await ask(platform, 'POST /account', { body })).body['code']).toBe('INPUT_INVALID')
  })

  it('refuses tokens that it has not given, of another purpose, and expired ones', async () => {
    for (const token of ['x', 'ü'.repeat(200), '0'.repeat(43)]) {
      expect((await ask(platform, 'POST /account/confirm', { body: { token } })).body['code']).toBe('TOKEN_INVALID')
    }
    const { email } = (await platform.addUser()).actor
    await ask(platform, 'POST /account/request_reset', { body: { email } })
    const token = tokenOf((await mail.next(email)).fragment, 'reset')
    expect((await ask(platform, 'POST /account/confirm', { body: { token } })).body['code']).toBe('TOKEN_INVALID')
    await platform.core.db
      .updateTable('one_time_tokens')
      .set({ expires_at: '2020-01-01T00:00:00.000Z' })
      .where('email', '=', email)
      .execute()
    const late = await ask(platform, 'POST /account/reset_password', { body: { token, password } })
    expect(late.body['code']).toBe('TOKEN_INVALID')
    await sweepExpired(platform.core)
    const rows = await platform.core.db.selectFrom('one_time_tokens').select('id').where('email', '=', email).execute()
    expect(rows).toEqual([])
  })
})

describe('where admins invite, and mail is sent', () => {
  it('lets in whom an admin has invited, by the link in the mail or the one that the admin was shown, but not by both', async () => {
    await using scene = await open()
    const { platform, mail } = scene
    const { key } = await platform.addUser({ groups: ['users', 'admin'] })
    const guest = { email: 'guest@example.org', password }
    expect((await ask(platform, 'POST /account', { body: guest })).body).toMatchObject({
      code: 'SIGN_UP_CLOSED',
      data: { mode: 'invitation' },
    })
    const invite = { email: guest.email, groups: ['users', 'workers'] }
    const created = await ask(platform, 'POST /invitations', { as: key, body: invite })
    expect(created).toMatchObject({ status: 201, body: { is_mailed: true, email: guest.email } })
    const shown = tokenOf(new URL(String(created.body['link'])).hash.slice(1), 'invitation')
    const mailed = tokenOf((await mail.next(guest.email)).fragment, 'invitation')
    expect(mailed).not.toBe(shown)
    const accept = (invitation: string, email = guest.email) =>
      ask(platform, 'POST /account', { body: { ...guest, email, invitation } })
    expect((await accept(shown, 'else@example.org')).body).toMatchObject({
      code: 'INVITATION_FOR_ANOTHER',
      data: { email: guest.email },
    })
    const answers = await Promise.all([accept(shown), accept(mailed)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400])
    expect((await ask(platform, 'GET /me', { as: guest })).body).toMatchObject({ groups: ['users', 'workers'] })
    expect((await ask(platform, 'POST /invitations', { as: key, body: invite })).body['code']).toBe('EMAIL_TAKEN')
  })

  it('lets an admin invite an address that somebody has signed up with and not confirmed, who is left nothing', async () => {
    await using scene = await open({ sign_up: 'open' })
    const { platform, mail } = scene
    const { key: admin } = await platform.addUser({ groups: ['users', 'admin'] })
    const guest = { email: 'guest@example.org', password }
    await ask(platform, 'POST /account', { body: { ...guest, password: other } })
    const early = tokenOf((await mail.next(guest.email)).fragment, 'confirm')
    const key = await keyOf(platform, guest.email)
    const invite = { email: guest.email, groups: ['users', 'workers'] }
    const { body } = await ask(platform, 'POST /invitations', { as: admin, body: invite })
    const invitation = tokenOf(new URL(String(body['link'])).hash.slice(1), 'invitation')
    const joined = await ask(platform, 'POST /account', { body: { ...guest, name: 'Guest', invitation } })
    expect(joined).toEqual({ status: 201, body: { next: 'sign_in' } })
    const me = { email: guest.email, name: 'Guest', groups: ['users', 'workers'] }
    expect((await ask(platform, 'GET /me', { as: guest })).body).toMatchObject(me)
    expect(await knock(platform, { ...guest, password: other })).toBe('CREDENTIALS_INVALID')
    await expect.poll(() => knock(platform, key)).toBe('CREDENTIALS_INVALID')
    const late = await ask(platform, 'POST /account/confirm', { body: { token: early, password: other } })
    expect(late.body['code']).toBe('TOKEN_INVALID')
  })

  it('lists invitations until they are used or revoked, after which they let nobody in', async () => {
    await using scene = await open()
    const { platform } = scene
    const { key } = await platform.addUser({ groups: ['users', 'admin'] })
    const email = 'guest@example.org'
    const first = await ask(platform, 'POST /invitations', { as: key, body: { email } })
    const second = await ask(platform, 'POST /invitations', { as: key, body: { email } })
    const listed = await ask(platform, 'GET /invitations', { as: key })
    expect(listed.body).toMatchObject({ items: [{ id: second.body['id'], groups: ['users'] }] })
    expect(JSON.stringify(listed.body)).not.toContain('link')
    expect((await ask(platform, `DELETE /invitations/${second.body['id']}`, { as: key })).status).toBe(200)
    expect((await ask(platform, `DELETE /invitations/${second.body['id']}`, { as: key })).body['code']).toBe(
      'INVITATION_NOT_FOUND',
    )
    for (const { body } of [first, second]) {
      const invitation = tokenOf(new URL(String(body['link'])).hash.slice(1), 'invitation')
      const refused = await ask(platform, 'POST /account', { body: { email, password, invitation } })
      expect(refused.body['code']).toBe('TOKEN_INVALID')
    }
  })
})

describe('where no mail is sent', () => {
  it('lets everybody sign up at once where sign-up is open, and says which addresses are taken', async () => {
    await using platform = await startPlatform({ settings: { sign_up: 'open' } })
    const ada = { email: 'ada@example.org', password }
    expect((await ask(platform, 'GET /account/options')).body).toEqual({
      sign_up: 'open',
      has_admin: false,
      mail: false,
    })
    expect((await ask(platform, 'POST /account', { body: ada })).body).toEqual({ next: 'sign_in' })
    expect(await knock(platform, ada)).toBe('in')
    expect((await ask(platform, 'POST /account', { body: ada })).body['code']).toBe('EMAIL_TAKEN')
    const { body } = await ask(platform, 'POST /account/request_reset', { body: { email: ada.email } })
    expect(body['code']).toBe('MAIL_UNAVAILABLE')
  })

  it('lets admins hand over a link to choose a new password', async () => {
    await using platform = await startPlatform()
    const { key } = await platform.addUser({ groups: ['users', 'admin'] })
    const { actor } = await platform.addUser({ password })
    const { body } = await ask(platform, `POST /users/${actor.user_id}/reset_link`, { as: key })
    const token = tokenOf(new URL(String(body['link'])).hash.slice(1), 'reset')
    expect((await ask(platform, 'POST /account/reset_password', { body: { token, password: other } })).status).toBe(200)
    expect(await knock(platform, { email: actor.email, password: other })).toBe('in')
  })

  it('invites nobody where sign-up is closed', async () => {
    await using platform = await startPlatform({ settings: { sign_up: 'closed' } })
    const { key } = await platform.addUser({ groups: ['users', 'admin'] })
    const { body } = await ask(platform, 'POST /invitations', { as: key, body: { email: 'a@example.org' } })
    expect(body).toMatchObject({ code: 'SIGN_UP_CLOSED', data: { mode: 'closed' } })
  })
})

describe('a password', () => {
  it('is changed by who knows it, which ends other sessions and keeps API keys unless they are to go', async () => {
    await using platform = await startPlatform()
    const { actor, key } = await platform.addUser({ password })
    const as = { email: actor.email, password }
    const sessions = async () => {
      const rows = await platform.core.db
        .selectFrom('sessions')
        .select('id')
        .where('owner_id', '=', actor.user_id)
        .execute()
      return rows.length
    }
    const signIn = () => ask(platform, 'POST /session', { body: as })
    expect((await signIn()).status).toBe(201)
    expect(await sessions()).toBe(1)
    const wrong = await ask(platform, 'POST /account/change_password', { as: key, body: { password: other } })
    expect(wrong).toMatchObject({ status: 403, body: { code: 'PASSWORD_WRONG' } })
    expect(await sessions()).toBe(1)
    const change = { current_password: password, password: other }
    const once = { as: key, body: change, idempotency_key: 'once' }
    expect((await ask(platform, 'POST /account/change_password', once)).status).toBe(200)
    expect(await sessions()).toBe(0)
    // what is kept for a key would let the passwords be guessed
    expect(await platform.core.db.selectFrom('idempotency_keys').selectAll().execute()).toEqual([])
    expect((await ask(platform, 'GET /me', { as: key })).status).toBe(200)
    const again = { current_password: other, password, revoke_api_keys: true }
    await ask(platform, 'POST /account/change_password', { as: key, body: again })
    await expect.poll(async () => (await ask(platform, 'GET /me', { as: key })).status).toBe(401)
  })

  it.each(['changed', 'changed with all keys revoked', 'reset', 'of a user who was disabled for a while'] as const)(
    'that is %s keeps a device out that was let in and has not fetched its key',
    async (how) => {
      await using platform = await startPlatform()
      const { key: admin } = await platform.addUser({ groups: ['users', 'admin'] })
      const { actor, key } = await platform.addUser({ password })
      const started = await ask(platform, 'POST /device_logins', { body: { client_name: 'laptop' } })
      const decision = `POST /device_logins/${String(started.body['user_code'])}/decide`
      expect((await ask(platform, decision, { as: key, body: { approve: true } })).status).toBe(200)
      const user = `/users/${actor.user_id}`
      const change = (revoke_api_keys: boolean) => {
        const body = { current_password: password, password: other, revoke_api_keys }
        return ask(platform, 'POST /account/change_password', { as: key, body })
      }
      const ways = {
        changed: () => change(false),
        'changed with all keys revoked': () => change(true),
        reset: async () => {
          const { body } = await ask(platform, `POST ${user}/reset_link`, { as: admin })
          const token = tokenOf(new URL(String(body['link'])).hash.slice(1), 'reset')
          return ask(platform, 'POST /account/reset_password', { body: { token, password: other } })
        },
        'of a user who was disabled for a while': async () => {
          await ask(platform, `PATCH ${user}`, { as: admin, body: { disabled: true } })
          return ask(platform, `PATCH ${user}`, { as: admin, body: { disabled: false } })
        },
      }
      expect((await ways[how]()).status).toBe(200)
      const { device_code } = started.body
      const polled = await ask(platform, 'POST /device_logins/poll', { body: { device_code } })
      expect(polled.body).toEqual({ state: 'expired' })
    },
  )

  it('that is changed makes earlier links to choose another one useless', async () => {
    await using platform = await startPlatform()
    const { key: admin } = await platform.addUser({ groups: ['users', 'admin'] })
    const { actor, key } = await platform.addUser({ password })
    const { body } = await ask(platform, `POST /users/${actor.user_id}/reset_link`, { as: admin })
    const token = tokenOf(new URL(String(body['link'])).hash.slice(1), 'reset')
    const change = { current_password: password, password: other }
    await ask(platform, 'POST /account/change_password', { as: key, body: change })
    const late = await ask(platform, 'POST /account/reset_password', { body: { token, password } })
    expect(late.body['code']).toBe('TOKEN_INVALID')
  })
})
