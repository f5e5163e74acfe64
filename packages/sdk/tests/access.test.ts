import { expect, test } from 'vitest'
import { startPlatform } from '../../testing/src/index.ts'
import { Assay, AssayError } from '../src/index.ts'

test('a device asks, is looked at, let in and given its key once', async () => {
  await using platform = await startPlatform({ worker: false })
  const { url, client } = platform
  const device = new Assay({ url })
  const login = await device.deviceLogins.start({ client_name: 'a notebook' })
  expect(await device.deviceLogins.poll(login.device_code)).toEqual({ state: 'pending' })
  const { user_code } = login
  expect(await client.deviceLogins.get(user_code)).toMatchObject({ user_code, client_name: 'a notebook' })
  await client.deviceLogins.decide({ user_code: user_code.toLowerCase(), approve: true })
  const { state, api_key } = await device.deviceLogins.poll(login.device_code)
  expect(state).toBe('approved')
  const letIn = new Assay({ url, ...(api_key && { apiKey: api_key.key }) })
  expect(await letIn.whoami()).toMatchObject({ id: platform.user.actor.user_id, credential: { name: 'a notebook' } })
  expect(await device.deviceLogins.poll(login.device_code)).toEqual({ state: 'expired' })
  await expect(client.deviceLogins.get(user_code)).rejects.toMatchObject({ code: 'DEVICE_LOGIN_NOT_FOUND' })
})

test('a key says what it may do, and an error which scope or group is missing', async () => {
  await using platform = await startPlatform({ worker: false })
  const { key } = await platform.client.apiKeys.create({ name: 'reader', scopes: ['read'], calls_per_minute: 100 })
  const reader = new Assay({ url: platform.url, apiKey: key })
  const { credential } = await reader.whoami()
  expect(credential).toMatchObject({ kind: 'key', name: 'reader', scopes: ['read'], expires_at: null })
  const missing = async (call: PromiseLike<unknown>) => {
    const error = await call.then(undefined, (thrown: unknown) => thrown)
    return AssayError.is(error, 'FORBIDDEN') && [error.data.needs, error.message]
  }
  expect(await missing(reader.secrets.put('KEY', 'value'))).toEqual([
    { scope: 'secrets:write' },
    'This needs the scope secrets:write.',
  ])
  expect(await missing(platform.client.users.list())).toEqual([{ group: 'admin' }, 'This needs the group admin.'])
  expect(await missing(platform.client.audit.export())).toEqual([{ group: 'admin' }, 'This needs the group admin.'])
})

test('a password says that it allows all, and when nothing ends it', async () => {
  await using platform = await startPlatform({ worker: false })
  const password = 'a long enough password'
  const { actor } = await platform.addUser({ password })
  const { credential } = await new Assay({ url: platform.url, email: actor.email, password }).whoami()
  expect(credential).toEqual({ kind: 'password', id: null, name: null, scopes: null, expires_at: null })
})

test('a lab: invited, signed up, managed, written down and exported', async () => {
  await using platform = await startPlatform({ worker: false })
  const { url } = platform
  const { client: admin } = await platform.addUser({ groups: ['users', 'admin'] })
  const { link } = await admin.invitations.create({ email: 'ada@example.org' })
  const invitation = link.split('=').at(-1) ?? ''
  expect(await admin.account.options()).toEqual({ sign_up: 'invitation', has_admin: true, mail: false })
  const account = { email: 'ada@example.org', password: 'a long enough password' }
  expect(await new Assay({ url }).account.signUp({ ...account, name: 'Ada', invitation })).toEqual({ next: 'sign_in' })
  expect((await admin.invitations.list()).items).toEqual([])

  const ada = new Assay({ url, ...account })
  const { id } = await ada.account.update({ name: 'Ada L.' })
  expect((await admin.users.list({ search: 'ada l' })).items).toMatchObject([{ id, name: 'Ada L.' }])
  await admin.users.update(id, { max_running_jobs: 2 })
  expect((await ada.account.usage()).jobs).toEqual({ running: 0, limit: 2 })
  const password = 'another long password'
  await ada.account.changePassword({ current_password: account.password, password })
  expect((await new Assay({ url, ...account, password }).sessions.list()).items).toEqual([])
  await admin.users.delete(id)

  const procedures: string[] = []
  for await (const entry of admin.audit.list({ actor_id: id, limit: 1 })) procedures.push(entry.procedure)
  expect(procedures).toEqual(['account.change_password', 'account.update'])
  const log = await admin.audit.export({ target_id: 'ada@example.org', format: 'csv' })
  expect(log.filename).toMatch(/\.csv$/)
  const text = await log.text()
  expect(text).toContain('invitations.create')
  expect(text).not.toContain('long')
})
