import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Assay } from '@assay/sdk'
import { expect, test } from 'vitest'
import { startPlatform, type TestUserOptions } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

const password = 'a long enough password'

/** A platform, and a machine of somebody who has signed in there by password. */
async function signedIn(options: TestUserOptions = {}) {
  await using stack = new AsyncDisposableStack()
  const platform = stack.use(await startPlatform())
  const machine = stack.use(await createMachine({ ASSAY_URL: platform.url }))
  const user = await platform.addUser({ password, ...options })
  const { email } = user.actor
  const { exitCode } = await machine.assay(['login', '--password', '--email', email], { input: password })
  expect(exitCode).toBe(0)
  const whole = stack.move()
  const withPassword = (given: string) => new Assay({ url: platform.url, email, password: given })
  return { platform, machine, user, email, withPassword, [Symbol.asyncDispose]: () => whole.disposeAsync() }
}

test('an admin invites somebody, who signs up, and whom the admin manages by e-mail address', async () => {
  await using lab = await signedIn({ groups: ['users', 'admin'] })
  const admin = lab.machine
  await using guest = await createMachine({ ASSAY_URL: lab.platform.url })
  const invited = await admin.assay(['users', 'invite', 'ada@example.org'])
  expect(invited.stderr).toContain('No mail is sent: hand it over.')
  const { stdout: open } = await admin.assay(['invitations', 'list', '--json'])
  expect(JSON.parse(open)).toMatchObject([{ email: 'ada@example.org', groups: ['users'] }])

  const signUp = [
    'account',
    'sign-up',
    'ada@example.org',
    '--url',
    lab.platform.url,
    '--invitation',
    invited.stdout.trim(),
    '--json',
  ]
  expect(JSON.parse((await guest.assay(signUp, { input: password })).stdout)).toEqual({ next: 'sign_in' })
  const login = ['login', '--password', '--email', 'ada@example.org']
  expect((await guest.assay(login, { input: password })).exitCode).toBe(0)

  const { stdout: found } = await admin.assay(['users', 'list', '--search', 'ada@', '--json'])
  expect(JSON.parse(found)).toMatchObject([{ email: 'ada@example.org', groups: ['users'] }])
  const update = ['users', 'update', 'ADA@example.org', '--max-storage', '20GB', '--max-running-jobs', '3', '--json']
  expect(JSON.parse((await admin.assay(update)).stdout)).toMatchObject({ max_storage_bytes: 20e9, max_running_jobs: 3 })
  const reset = ['users', 'update', 'ada@example.org', '--max-storage', 'default', '--disable', '--json']
  const disabled = await admin.assay(reset)
  expect(disabled).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(disabled.stdout)).toMatchObject({ max_storage_bytes: null, max_running_jobs: 3 })
  await expect.poll(async () => (await guest.assay(['whoami'])).exitCode, { timeout: 20_000 }).toBe(1)
  expect((await admin.assay(['users', 'get', 'ada@example.org'])).stdout).toMatch(/state +disabled/)
  expect((await admin.assay(['users', 'delete', 'ada@example.org'])).stderr).toContain('give --yes to do it')
  expect((await admin.assay(['users', 'delete', 'ada@example.org', '--yes'])).stdout).toBe('Deleted ada@example.org.\n')
  const nobody = await admin.assay(['users', 'get', 'grace@example.org'])
  expect(nobody.stderr).toContain('Nobody has the e-mail address grace@example.org.')
})

test('an invitation is taken back', async () => {
  await using lab = await signedIn({ groups: ['users', 'admin'] })
  const { id, link } = JSON.parse((await lab.machine.assay(['users', 'invite', 'ada@example.org', '--json'])).stdout)
  expect((await lab.machine.assay(['invitations', 'revoke', id])).exitCode).toBe(0)
  const signUp = ['account', 'sign-up', 'ada@example.org', '--url', lab.platform.url, '--invitation', link]
  expect(await lab.machine.assay(signUp, { input: password })).toMatchObject({ exitCode: 1, stdout: '' })
})

test('a link of an admin replaces a forgotten password', async () => {
  await using lab = await signedIn({ groups: ['users', 'admin'] })
  const { stdout } = await lab.machine.assay(['users', 'reset-link', lab.email])
  const token = stdout.trim().split('=').at(-1) ?? ''
  await lab.platform.client.account.resetPassword({ token, password: 'another long password' })
  expect(await lab.withPassword('another long password').whoami()).toMatchObject({ email: lab.email })
})

test('the password is changed by two lines of stdin, and a wrong one changes nothing', async () => {
  await using lab = await signedIn()
  const change = (input: string) => lab.machine.assay(['account', 'password'], { input })
  const wrong = await change('a wrong password\nanother long password\n')
  expect([wrong.exitCode, wrong.stderr]).toEqual([1, 'The current password is wrong. Nothing was changed.\n'])
  expect((await change(`${password}\nanother long password\n`)).exitCode).toBe(0)
  expect(await lab.withPassword('another long password').whoami()).toMatchObject({ email: lab.email })
  expect((await lab.machine.assay(['whoami'])).exitCode).toBe(0)
})

test('name and address are changed, and what is used is said', async () => {
  await using lab = await signedIn()
  expect((await lab.machine.assay(['account', 'update', '--name', 'Ada'])).stdout).toBe('You are called Ada.\n')
  const email = await lab.machine.assay(['account', 'email', 'ada@example.org', '--json'], { input: password })
  expect(JSON.parse(email.stdout)).toEqual({ next: 'done' })
  expect(await lab.user.client.whoami()).toMatchObject({ name: 'Ada', email: 'ada@example.org' })
  expect((await lab.machine.assay(['account', 'usage'])).stdout).toMatch(/^storage +0 B, no limit\n/)
})

test('an account is deleted only when that is meant, with its password, and its profile with it', async () => {
  await using lab = await signedIn()
  const refused = await lab.machine.assay(['account', 'delete'], { input: password })
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
  const wrong = await lab.machine.assay(['account', 'delete', '--yes'], { input: 'a wrong password' })
  expect(wrong.exitCode).toBe(1)
  expect(await lab.user.client.whoami()).toMatchObject({ email: lab.email })
  const deleted = await lab.machine.assay(['account', 'delete', '--yes'], { input: password })
  expect(deleted.stdout).toBe(`Deleted ${lab.email}.\n`)
  await expect(stat(join(lab.machine.folder, 'config/assay/profiles/default.json'))).rejects.toThrow('ENOENT')
  await expect(lab.withPassword(password).whoami()).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' })
})

test('a browser is listed and signed out', async () => {
  await using lab = await signedIn()
  const { url } = lab.platform
  const signIn = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'a browser', origin: url },
    body: JSON.stringify({ email: lab.email, password }),
  })
  const cookie = signIn.headers.getSetCookie().map((set) => set.split(';')[0])
  const statusOf = async () => (await fetch(`${url}/api/v1/me`, { headers: { cookie: cookie.join('; ') } })).status
  expect(await statusOf()).toBe(200)
  const [session] = JSON.parse((await lab.machine.assay(['sessions', 'list', '--json'])).stdout)
  expect(session).toMatchObject({ user_agent: 'a browser', is_current: false })
  expect((await lab.machine.assay(['sessions', 'revoke', session.id])).exitCode).toBe(0)
  await expect.poll(statusOf, { timeout: 20_000 }).toBe(401)
})

test('an admin adds groups to those of a user and takes some away, and sees who cannot sign in', async () => {
  await using stack = new AsyncDisposableStack()
  const mail = { smtp_url: 'smtp://127.0.0.1:9', from: 'assay@example.org' }
  for (const settings of [{}, { mail }]) {
    const platform = stack.use(await startPlatform({ worker: false, settings }))
    const { key } = await platform.addUser({ groups: ['users', 'admin'] })
    const { assay } = stack.use(await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: key }))
    const { email, user_id } = platform.user.actor
    const update = async (...options: string[]) =>
      JSON.parse((await assay(['users', 'update', email, ...options, '--json'])).stdout).groups
    expect(await update('--add-group', 'workers,users')).toEqual(['users', 'workers'])
    expect(await update('--add-group', 'admin', '--remove-group', 'workers')).toEqual(['users', 'admin'])
    const both = await assay(['users', 'update', email, '--group', 'users', '--add-group', 'admin'])
    expect(both.stderr).toContain('Give --group, or --add-group and --remove-group, not both.')
    await platform.core.db.updateTable('users').set({ email_confirmed_at: null }).where('id', '=', user_id).execute()
    const state = 'mail' in settings ? 'address not confirmed' : 'active'
    expect((await assay(['users', 'get', email])).stdout).toMatch(new RegExp(`state +${state}`))
    expect((await assay(['users', 'list', '--search', email])).stdout).toContain(state)
  }
})
