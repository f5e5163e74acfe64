import { expect, it } from 'vitest'
import { z } from 'zod'
import { startPlatform } from '../src/index.ts'
import { type Contract, readContract } from './openapi-contract.ts'

const tags = ['account', 'audit', 'device_logins', 'invitations', 'session', 'sessions', 'shares', 'usage', 'users']
const password = 'long enough to pass'
const made = z.object({ id: z.string() })

async function makeUser({ ask }: Contract, email: string): Promise<void> {
  const invited = await ask('invitations.create', { body: { email } })
  expect(invited.status).toBe(201)
  const { link } = z.object({ link: z.string() }).parse(invited.json)
  const invitation = link.slice(link.indexOf('=') + 1)
  expect((await ask('account.sign_up', { body: { email, password, invitation } })).json).toEqual({ next: 'sign_in' })
}

it('answers about users, keys and shares as its OpenAPI document says', async () => {
  await using platform = await startPlatform()
  const { url } = platform
  const { key } = await platform.addUser({ groups: ['users', 'admin'] })
  const admin = await readContract({ url, headers: { authorization: `Bearer ${key}` } })
  const nobody = await readContract({ url, headers: {} })
  const { ask } = admin

  await ask('account.options')
  await ask('session.issuers')
  await makeUser(admin, 'ada@example.org')
  const other = await ask('invitations.create', { body: { email: 'bob@example.org' } })
  await ask('invitations.list')
  await ask('invitations.revoke', { path: { invitation_id: made.parse(other.json).id } })

  const users = z
    .object({ items: z.array(made.extend({ email: z.string() })) })
    .parse((await ask('users.list', { query: { search: 'ada' } })).json)
  const user_id = users.items[0]?.id ?? ''
  await ask('users.get', { path: { user_id } })
  await ask('users.update', { path: { user_id }, body: { name: 'Ada', max_running_jobs: 2 } })
  await ask('users.create_reset_link', { path: { user_id } })

  const basic = `Basic ${Buffer.from(`ada@example.org:${password}`).toString('base64')}`
  const ada = await readContract({ url, headers: { authorization: basic } })
  await ada.ask('session.whoami')
  await ada.ask('usage.get')
  await ada.ask('account.update', { body: { name: 'Ada L.' } })
  await ada.ask('account.change_email', { body: { email: 'ada@example.com', password: 'another' } })
  await ada.ask('account.confirm', { body: { token: 'of nobody', password } })
  await ada.ask('account.request_reset', { body: { email: 'ada@example.org' } })
  await ada.ask('account.reset_password', { body: { token: 'of nobody', password } })
  await ada.ask('account.change_password', { body: { current_password: 'another', password } })

  const session = await nobody.ask('session.create', { body: { email: 'ada@example.org', password } })
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
  const browser = await readContract({ url, headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  const sessions = z.object({ items: z.array(made) }).parse((await browser.ask('sessions.list')).json)
  expect(sessions.items).toHaveLength(1)
  const started = await nobody.ask('device_logins.start', { body: { client_name: 'laptop' } })
  const { user_code = '', device_code } = z.record(z.string(), z.unknown()).parse(started.json)
  const path = { user_code: String(user_code) }
  await browser.ask('device_logins.get', { path })
  await browser.ask('device_logins.decide', { path, body: { approve: true } })
  const polled = await nobody.ask('device_logins.poll', { body: { device_code } })
  expect(polled.json).toMatchObject({ state: 'approved' })
  await browser.ask('session.delete')
  await ada.ask('sessions.revoke', { path: { session_id: sessions.items[0]?.id ?? '' } })

  const dataset = await platform.client.datasets.upload(new Blob(['examples\na\n']), { name: 'a', filename: 'a.csv' })
  const shared = await ask('shares.create', { body: { dataset_id: dataset.id, with: { email: 'ada@example.org' } } })
  await ada.ask('shares.list')
  await ask('shares.delete', { path: { share_id: made.parse(shared.json).id } })

  await ask('audit.list', { query: { procedure: 'shares.create' } })
  expect((await ask('audit.export', { query: { format: 'jsonl' } })).text).toContain('shares.create')
  await ada.ask('account.delete', { body: { password: 'another' } })
  await ask('users.delete', { path: { user_id }, body: {} })

  const asked = [admin, nobody, ada, browser].map((contract) => new Set(contract.unasked()))
  const unasked = admin.unasked().filter((name) => asked.every((one) => one.has(name)))
  // those that want a link, a mail server or the right password have tests of their own
  expect(unasked.filter((name) => tags.includes(name.split('.')[0] ?? '')).toSorted()).toEqual([
    'account.change_email',
    'account.change_password',
    'account.check_link',
    'account.confirm',
    'account.delete',
    'account.request_reset',
    'account.reset_password',
    'session.claim',
    'sessions.revoke',
  ])
})
