import { expect, test } from 'vitest'
import { startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

test('secrets come from stdin, and keys can be made and revoked', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  expect((await machine.assay(['secrets', 'set', 'KEY'], { input: 'value\n' })).stdout).toBe('Stored KEY.\n')
  expect((await machine.assay(['secrets', 'list'])).stdout).toContain('KEY')
  expect((await machine.assay(['secrets', 'delete', 'KEY'])).exitCode).toBe(0)
  const { id, key } = JSON.parse((await machine.assay(['keys', 'create', 'laptop', '--json'])).stdout)
  expect((await machine.assay(['whoami', '--api-key', key])).exitCode).toBe(0)
  await machine.assay(['keys', 'revoke', id])
  await expect
    .poll(async () => (await machine.assay(['whoami', '--api-key', key])).exitCode, { timeout: 20_000 })
    .toBe(1)
})

test('the value of a new key is alone on stdout, and what it may do is said beside it', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  const args = ['keys', 'create', 'ci', '--scope', 'datasets:read,runs:write', '--expires', '90d']
  const { stdout, stderr } = await machine.assay([...args, '--calls-per-minute', '60'])
  expect(stdout).toMatch(/^assay_[\w-]+\n$/)
  expect(stderr).toMatch(/^Key ci \([-\w]+\) may datasets:read, runs:write, until \d{4}-/)
  const who = JSON.parse((await machine.assay(['whoami', '--json', '--api-key', stdout.trim()])).stdout)
  expect(who.credential).toMatchObject({ name: 'ci', scopes: ['datasets:read', 'runs:write'] })
  const days = (Date.parse(who.credential.expires_at) - Date.now()) / 86_400_000
  expect(days).toBeCloseTo(90, 1)
  const listed = JSON.parse((await machine.assay(['keys', 'list', '--json'])).stdout)
  expect(listed[0]).toMatchObject({ name: 'ci', calls_per_minute: 60 })
})

test('a key without the scope is told which one, and how to make a key that has it', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url })
  const { key } = await platform.client.apiKeys.create({ name: 'reader', scopes: ['read'] })
  const environment = { ASSAY_API_KEY: key }
  const secret = await machine.assay(['secrets', 'set', 'KEY'], { input: 'value', environment })
  expect([secret.exitCode, secret.stdout]).toEqual([1, ''])
  expect(secret.stderr).toContain('This needs the scope secrets:write')
  expect(secret.stderr).toContain('assay keys create <name> --scope secrets:write')
  const keys = await machine.assay(['keys', 'list'], { environment })
  expect(keys.stderr).toContain('assay keys create <name> --scope admin')
})

test('whoever lacks the group is told which one', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  const { exitCode, stderr } = await machine.assay(['dead-letters', 'list'])
  expect(exitCode).toBe(1)
  expect(stderr).toContain('This needs the group admin, which you are not in.')
})

test('a rotated key has two values for a while, or at once only the new one', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  const { id, key: first } = await platform.client.apiKeys.create({ name: 'ci' })
  const exitCodeOf = async (key: string) => (await machine.assay(['whoami', '--api-key', key])).exitCode
  const second = (await machine.assay(['keys', 'rotate', id, '--grace', '1h'])).stdout.trim()
  expect([await exitCodeOf(first), await exitCodeOf(second)]).toEqual([0, 0])
  const third = (await machine.assay(['keys', 'rotate', id, '--grace', '0'])).stdout.trim()
  await expect.poll(() => exitCodeOf(second), { timeout: 20_000 }).toBe(1)
  expect(await exitCodeOf(third)).toBe(0)
})

test.each(['0d', '2001-01-01'])('no key is made that is good until %s', async (expires) => {
  await using machine = await createMachine({ ASSAY_URL: 'http://127.0.0.1:9', ASSAY_API_KEY: 'assay_unused' })
  const { exitCode, stdout, stderr } = await machine.assay(['keys', 'create', 'dead', '--expires', expires])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toContain('It must lie in the future.')
})
