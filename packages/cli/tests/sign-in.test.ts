import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { Assay } from '@assay/sdk'
import { expect, test } from 'vitest'
import { startPlatform } from '../../testing/src/index.ts'
import { createMachine, type Machine } from './assay.ts'

function profileOf({ folder }: Machine): string {
  return join(folder, 'config/assay/profiles/default.json')
}

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8)
}

async function keyNames(assay: Assay): Promise<string[]> {
  return (await assay.apiKeys.list()).items.map(({ name }) => name)
}

const codeShape = /[A-Z]{4}-[A-Z]{4}/

/** Decides once about the device whose code is on stderr. */
function decideBy(assay: Assay, approve: boolean) {
  let user_code: string | undefined
  const decisions: Promise<unknown>[] = []
  const onError = (stderr: string) => {
    if (user_code !== undefined) return
    user_code = codeShape.exec(stderr.split('shows the code').at(1) ?? '')?.[0]
    if (user_code !== undefined) decisions.push(assay.deviceLogins.decide({ user_code, approve }))
  }
  return { onError, decisions }
}

test('nothing is known before somebody signs in', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  const { exitCode, stdout, stderr } = await machine.assay(['whoami', '--json'])
  expect([exitCode, stdout]).toEqual([1, ''])
  expect(JSON.parse(stderr)).toMatchObject({
    code: 'UNAUTHENTICATED',
    message: expect.stringContaining('You are not signed in. Run "assay login"'),
  })
})

test('a device is let in by a browser elsewhere, and its key goes with logout', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  const { onError, decisions } = decideBy(platform.client, true)
  const login = await machine.assay(['login', '--json'], { onError })
  await Promise.all(decisions)
  const { email } = platform.user.actor
  expect(JSON.parse(login.stdout)).toEqual({ url: platform.url, email, profile: 'default' })
  expect(login.stderr).toContain(`Open ${platform.url}/sign-in?user_code=`)
  expect(await modeOf(profileOf(machine))).toBe('600')
  expect(JSON.parse((await machine.assay(['whoami', '--json'])).stdout)).toMatchObject({
    email,
    server: platform.url,
    profile: 'default',
    credential: { kind: 'key', scopes: ['admin'], expires_at: expect.stringMatching(/^\d{4}-/) },
  })
  expect(await keyNames(platform.client)).toHaveLength(2)
  const logout = await machine.assay(['logout', '--json'])
  expect(JSON.parse(logout.stdout)).toEqual({ signed_out: true, revoked: true })
  expect(await keyNames(platform.client)).toEqual(['test'])
  await expect(stat(profileOf(machine))).rejects.toThrow('ENOENT')
})

test('the browser opens where the device is let in, unless it is not to', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  const opened = join(machine.folder, 'opened')
  const browser = join(machine.folder, 'browser')
  await writeFile(browser, `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`)
  await chmod(browser, 0o755)
  const environment = { BROWSER: browser }
  const quiet = await machine.assay(['login', '--no-browser'], {
    environment,
    onError: decideBy(platform.client, true).onError,
  })
  expect(quiet.stderr).toMatch(/^Open http/)
  const login = await machine.assay(['login'], { environment, onError: decideBy(platform.client, true).onError })
  const [, address] = /^Opening (\S+)\n/.exec(login.stderr) ?? []
  await expect.poll(() => readFile(opened, 'utf8').catch(() => undefined), { timeout: 20_000 }).toBe(address)
})

test('a device that is kept out says so, and stores nothing', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  const { onError } = decideBy(platform.client, false)
  const { exitCode, stdout, stderr } = await machine.assay(['login'], { onError })
  expect([exitCode, stdout]).toEqual([1, ''])
  expect(stderr).toContain('This device was not let in.')
  await expect(stat(profileOf(machine))).rejects.toThrow('ENOENT')
})

test('Ctrl-C ends the wait for a browser', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  let isInterrupted = false
  const { exitCode, stdout, stderr } = await machine.assay(['login'], {
    onError: (text, kill) => {
      if (!isInterrupted && text.includes('shows the code')) isInterrupted = kill('SIGINT')
    },
  })
  expect([exitCode, stdout]).toEqual([130, ''])
  expect(stderr).toMatch(/\nNot signed in\.\n$/)
  expect(await keyNames(platform.client)).toEqual(['test'])
})

test('an API key on stdin is stored for its owner alone, used from then on, and outlives logout', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine()
  const login = await machine.assay(['login', '--url', platform.url, '--key'], { input: `${platform.user.key}\n` })
  expect(login.exitCode).toBe(0)
  expect(await modeOf(profileOf(machine))).toBe('600')
  expect(await modeOf(join(machine.folder, 'config/assay/profiles'))).toBe('700')
  const { stdout } = await machine.assay(['whoami', '--json'])
  expect(JSON.parse(stdout).id).toBe(platform.user.actor.user_id)
  expect((await machine.assay(['logout'])).exitCode).toBe(0)
  expect(await platform.client.whoami()).toMatchObject({ id: platform.user.actor.user_id })
})

test('a stored key is not sent to another server', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine()
  await machine.assay(['login', '--url', platform.url, '--api-key', platform.user.key])
  const elsewhere = platform.url.replace('127.0.0.1', 'localhost')
  const { exitCode, stderr } = await machine.assay(['whoami', '--url', elsewhere])
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/not signed in|cannot be reached/)
})

test('a wrong key is not stored', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine()
  const login = await machine.assay(['login', '--url', platform.url, '--api-key', 'assay_wrong'])
  expect(login.exitCode).toBe(1)
  await expect(stat(profileOf(machine))).rejects.toThrow('ENOENT')
})

const password = 'a long enough password'

test('a password signs in once and is not stored; its key may do all that the user may, and goes with logout', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  const { actor, client } = await platform.addUser({ password })
  const login = ['login', '--password', '--email', actor.email]
  expect((await machine.assay(login, { input: 'another password' })).exitCode).toBe(1)
  expect((await machine.assay(login, { input: `${password}\n` })).exitCode).toBe(0)
  expect(await readFile(profileOf(machine), 'utf8')).not.toContain(password)
  expect((await machine.assay(['keys', 'list'])).stdout).toContain('assay on ')
  expect(JSON.parse((await machine.assay(['logout', '--json'])).stdout)).toEqual({ signed_out: true, revoked: true })
  expect(await keyNames(client)).toEqual(['test'])
})

test('signing in again revokes the key of before', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  const { actor, client } = await platform.addUser({ password })
  const login = () => machine.assay(['login', '--password', '--email', actor.email], { input: password })
  await login()
  const before = JSON.parse(await readFile(profileOf(machine), 'utf8'))
  expect((await login()).exitCode).toBe(0)
  const keys = (await client.apiKeys.list()).items
  expect(keys).toHaveLength(2)
  expect(keys.map(({ id }) => id)).not.toContain(before.api_key_id)
})

test('logout while the server is away forgets the key, and says that it is still good', async () => {
  await using machine = await createMachine()
  {
    await using platform = await startPlatform({ worker: false })
    const { actor } = await platform.addUser({ password })
    const login = ['login', '--url', platform.url, '--password', '--email', actor.email]
    expect((await machine.assay(login, { input: password })).exitCode).toBe(0)
  }
  const { api_key_id } = JSON.parse(await readFile(profileOf(machine), 'utf8'))
  const { exitCode, stdout, stderr } = await machine.assay(['logout', '--json'])
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, { signed_out: true, revoked: false }])
  expect(stderr).toContain(`The key ${api_key_id} could not be revoked and is still good`)
  expect(stderr).toContain(`assay keys revoke ${api_key_id}`)
  await expect(stat(profileOf(machine))).rejects.toThrow('ENOENT')
})

test('a key for which there is no room is not left behind', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  const { actor, client } = await platform.addUser({ password })
  await writeFile(join(machine.folder, 'config'), 'a file where a folder should be')
  const login = await machine.assay(['login', '--password', '--email', actor.email], { input: password })
  expect(login.exitCode).toBe(1)
  expect(await keyNames(client)).toEqual(['test'])
})

interface Asked {
  readonly path: string
  readonly authorization: string | undefined
  readonly input: unknown
}

/** A server at its first start, that remembers who asked for what. */
async function openDoor() {
  const asked: Asked[] = []
  const answer = { user: { email: 'ada@example.org' }, api_key: { id: 'key-id', key: 'assay_a_key', expires_at: null } }
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const path = request.url ?? ''
    asked.push({ path, authorization: request.headers.authorization, input: JSON.parse(String(Buffer.concat(chunks))) })
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ result: { data: answer } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${address instanceof Object ? address.port : 0}`
  return { url, asked, [Symbol.dispose]: () => server.close().closeAllConnections() }
}

test('the link of the first start is redeemed with a password from stdin, and its key stored', async () => {
  using door = await openDoor()
  await using machine = await createMachine({ ASSAY_API_KEY: 'assay_of_elsewhere' })
  const args = ['login', `${door.url}/sign-in#token`, '--email', 'ada@example.org', '--json']
  const { stdout } = await machine.assay(args, { input: `${password}\n` })
  expect(JSON.parse(stdout)).toEqual({ url: door.url, email: 'ada@example.org', profile: 'default' })
  const input = { token: 'token', email: 'ada@example.org', password }
  expect(door.asked).toEqual([{ path: '/trpc/session.claim', authorization: undefined, input }])
  expect(JSON.parse(await readFile(profileOf(machine), 'utf8'))).toMatchObject({
    url: door.url,
    api_key: 'assay_a_key',
  })
})

test.each([
  ['invitation', 'assay account sign-up <email> --invitation '],
  ['reset', 'open it in a browser'],
  ['confirm', 'open it in a browser'],
])('a link with #%s= is not redeemed as that of the first start: what it is for is said', async (kind, advice) => {
  using door = await openDoor()
  await using machine = await createMachine()
  const login = ['login', `${door.url}/sign-in#${kind}=token`, '--email', 'ada@example.org']
  const { exitCode, stdout, stderr } = await machine.assay(login, { input: `${password}\n` })
  expect([exitCode, stdout, door.asked]).toEqual([2, '', []])
  expect(stderr).toContain(advice)
})

test('the key of a login ends after 90 days, or when it is told to', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  const { actor } = await platform.addUser({ password })
  const daysOf = async (more: readonly string[]) => {
    const login = ['login', '--password', '--email', actor.email, ...more]
    expect((await machine.assay(login, { input: password })).exitCode).toBe(0)
    const { credential } = JSON.parse((await machine.assay(['whoami', '--json'])).stdout)
    return (Date.parse(credential.expires_at) - Date.now()) / 86_400_000
  }
  expect(await daysOf([])).toBeCloseTo(90, 1)
  expect(await daysOf(['--expires', '7d'])).toBeCloseTo(7, 1)
  expect((await machine.assay(['login', '--expires', '366d'])).exitCode).toBe(2)
})
