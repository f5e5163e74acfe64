import { readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startPlatform } from '../../testing/src/index.ts'
import { createMachine, type Machine } from './assay.ts'

function profileOf({ folder }: Machine): string {
  return join(folder, 'config/assay/profile.json')
}

test('nothing is known before somebody signs in', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  const { exitCode, stdout, stderr } = await machine.assay(['whoami', '--json'])
  expect([exitCode, stdout]).toEqual([1, ''])
  expect(stderr).toContain('You are not signed in. Run "assay login"')
})

test('an API key is stored for its owner alone, and used from then on', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine()
  const login = await machine.assay(['login', '--url', platform.url, '--api-key', platform.user.key])
  expect(login.exitCode).toBe(0)
  expect((await stat(profileOf(machine))).mode & 0o777).toBe(0o600)
  const { stdout } = await machine.assay(['whoami', '--json'])
  expect(JSON.parse(stdout).id).toBe(platform.user.actor.user_id)
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

interface Asked {
  readonly path: string
  readonly authorization: string | undefined
  readonly input: unknown
}

const created = { id: 'key-id', name: 'a key', prefix: 'assay_a', key: 'assay_a_key' }

/** A server that lets everybody in, and remembers who asked for what. */
async function openDoor() {
  const asked: Asked[] = []
  const answers: Readonly<Record<string, unknown>> = {
    '/trpc/session.claim': { user: { email: 'ada@example.org' }, api_key: created },
    '/trpc/api_keys.create': created,
    '/trpc/api_keys.revoke': {},
  }
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const path = request.url ?? ''
    asked.push({ path, authorization: request.headers.authorization, input: JSON.parse(String(Buffer.concat(chunks))) })
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ result: { data: answers[path] } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${address instanceof Object ? address.port : 0}`
  return { url, asked, [Symbol.dispose]: () => server.close().closeAllConnections() }
}

const credentials = ['--email', 'ada@example.org', '--password', 'a long enough password']

test('the link of the first start is redeemed, and its key stored', async () => {
  using door = await openDoor()
  await using machine = await createMachine()
  const { stdout } = await machine.assay(['login', `${door.url}/sign-in#token`, ...credentials, '--json'])
  expect(JSON.parse(stdout)).toEqual({ url: door.url, email: 'ada@example.org' })
  const input = { token: 'token', email: 'ada@example.org', password: 'a long enough password' }
  expect(door.asked).toEqual([{ path: '/trpc/session.claim', authorization: undefined, input }])
  expect(JSON.parse(await readFile(profileOf(machine), 'utf8'))).toMatchObject({
    url: door.url,
    api_key: 'assay_a_key',
  })
})

test('a password signs in once and is not stored; logout revokes the key that it was exchanged for', async () => {
  using door = await openDoor()
  await using machine = await createMachine({ ASSAY_URL: door.url })
  expect((await machine.assay(['login', ...credentials])).exitCode).toBe(0)
  expect(await readFile(profileOf(machine), 'utf8')).not.toContain('a long enough password')
  expect(JSON.parse((await machine.assay(['logout', '--json'])).stdout)).toEqual({ signed_out: true })
  expect(door.asked.map(({ path, authorization }) => [path, authorization?.split(' ')[0]])).toEqual([
    ['/trpc/api_keys.create', 'Basic'],
    ['/trpc/api_keys.revoke', 'Bearer'],
  ])
  expect(door.asked[1]?.input).toEqual({ api_key_id: 'key-id' })
  await expect(stat(profileOf(machine))).rejects.toThrow('ENOENT')
})

test('secrets come from stdin, and keys can be made and revoked', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  expect((await machine.assay(['secrets', 'put', 'KEY'], { input: 'value\n' })).stdout).toBe('Stored KEY.\n')
  expect((await machine.assay(['secrets', 'list'])).stdout).toContain('KEY')
  expect((await machine.assay(['secrets', 'delete', 'KEY'])).exitCode).toBe(0)
  const { id, key } = JSON.parse((await machine.assay(['keys', 'create', 'laptop', '--json'])).stdout)
  expect((await machine.assay(['whoami', '--api-key', key])).exitCode).toBe(0)
  await machine.assay(['keys', 'revoke', id])
  expect((await machine.assay(['whoami', '--api-key', key])).exitCode).toBe(1)
})
