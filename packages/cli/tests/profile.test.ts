import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startPlatform } from '../../testing/src/index.ts'
import { createMachine, type Machine } from './assay.ts'

function profilesOf({ folder }: Machine): string {
  return join(folder, 'config/assay/profiles')
}

function keep(machine: Machine, { key, url, profile }: { key: string; url: string; profile: string }) {
  return machine.assay(['login', '--url', url, '--profile', profile, '--key'], { input: key })
}

async function whoIs(machine: Machine, args: readonly string[] = [], environment: Record<string, string> = {}) {
  const { stdout, stderr } = await machine.assay(['whoami', '--json', ...args], { environment })
  return stdout === '' ? JSON.parse(stderr).message : JSON.parse(stdout).id
}

test('options win over the environment, that over the named profile, and that over the current one', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine()
  const { url } = platform
  const [lab, home, third] = [await platform.addUser(), await platform.addUser(), await platform.addUser()]
  await keep(machine, { url, key: lab.key, profile: 'lab' })
  await keep(machine, { url, key: home.key, profile: 'home' })
  const named = { ASSAY_PROFILE: 'lab' }
  const given = { ...named, ASSAY_URL: url, ASSAY_API_KEY: third.key }
  expect(await whoIs(machine)).toBe(home.actor.user_id)
  expect(await whoIs(machine, [], named)).toBe(lab.actor.user_id)
  expect(await whoIs(machine, [], given)).toBe(third.actor.user_id)
  expect(await whoIs(machine, ['--profile', 'home'], given)).toBe(home.actor.user_id)
  expect(await whoIs(machine, ['--profile', 'home', '--api-key', third.key], named)).toBe(third.actor.user_id)
  await machine.assay(['profiles', 'use', 'lab'])
  expect(await whoIs(machine)).toBe(lab.actor.user_id)
})

test('profiles are listed without their keys, chosen and removed', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine()
  const { url, user } = platform
  for (const profile of ['lab', 'home']) await keep(machine, { url, key: user.key, profile })
  const { email } = user.actor
  const listed = await machine.assay(['profiles', 'list', '--json'])
  expect(listed.stdout).not.toContain(user.key)
  expect(JSON.parse(listed.stdout)).toEqual([
    { name: 'home', url, email, is_current: true },
    { name: 'lab', url, email, is_current: false },
  ])
  expect((await machine.assay(['profiles', 'remove', 'home'])).stdout).toBe('Forgot home.\n')
  expect(await whoIs(machine, ['--url', url])).toContain('You are not signed in.')
  const unknown = await machine.assay(['whoami', '--profile', 'home'])
  expect(unknown.exitCode).toBe(2)
  expect(unknown.stderr).toContain('There is no profile "home". There are: lab.')
  expect(await platform.client.whoami()).toMatchObject({ email })
})

test('signing in to another server leaves the profile of this one as it is', async () => {
  await using here = await startPlatform({ worker: false })
  await using there = await startPlatform({ worker: false })
  await using machine = await createMachine()
  for (const { url, user } of [here, there, here]) await machine.assay(['login', '--url', url, '--api-key', user.key])
  const listed = JSON.parse((await machine.assay(['profiles', 'list', '--json'])).stdout)
  const { host } = new URL(there.url)
  expect(listed.map(({ name, url }: { name: string; url: string }) => [name, url])).toEqual([
    [host.replace(':', '-'), there.url],
    ['default', here.url],
  ])
})

test('those who sign in at once lose nothing of one another, and leave no file half-written', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine()
  const { url, user } = platform
  const profiles = ['one', 'two', 'three', 'same', 'same', 'same']
  const logins = await Promise.all(profiles.map((profile) => keep(machine, { url, key: user.key, profile })))
  expect(logins.map(({ exitCode }) => exitCode)).toEqual(profiles.map(() => 0))
  const files = await readdir(profilesOf(machine))
  expect(files.toSorted()).toEqual(['one.json', 'same.json', 'three.json', 'two.json'])
  for (const file of files) {
    expect(JSON.parse(await readFile(join(profilesOf(machine), file), 'utf8'))).toMatchObject({ api_key: user.key })
  }
})

test('a key that is no longer good is told by its profile, with how to sign in again', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine()
  const { url, client } = platform
  const { id, key } = await client.apiKeys.create({ name: 'short-lived' })
  await keep(machine, { url, key, profile: 'lab' })
  await client.apiKeys.revoke(id)
  const signIn = `Run "assay login --url ${url} --profile lab" to sign in again.`
  await expect
    .poll(() => whoIs(machine), { timeout: 20_000 })
    .toContain(`The key of the profile lab (${url}) is wrong, expired or revoked. ${signIn}`)
  const path = join(profilesOf(machine), 'lab.json')
  const stored = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...stored, expires_at: '2026-01-01T12:00:00.000Z' }))
  expect(await whoIs(machine)).toMatch(/The key of the profile lab \(.+\) expired on 2026-01-01/)
})

test('a profile that is not whole is said, with its file', async () => {
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine()
  await keep(machine, { url: platform.url, key: platform.user.key, profile: 'lab' })
  const path = join(profilesOf(machine), 'lab.json')
  await writeFile(path, '{"url":')
  expect(await whoIs(machine)).toContain(`${path} is not what "assay login" stored. Delete it`)
})
