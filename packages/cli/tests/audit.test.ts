import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

/** A platform on which a user has stored and forgotten a secret, and the machine of an admin. */
async function openLab() {
  await using stack = new AsyncDisposableStack()
  const platform = stack.use(await startPlatform({ worker: false }))
  const admin = await platform.addUser({ groups: ['users', 'admin'] })
  const machine = stack.use(await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: admin.key }))
  await platform.client.secrets.put('KEY', 'sk-not-to-be-written-down')
  await platform.client.secrets.delete('KEY')
  await admin.client.secrets.put('OTHER', 'sk-of-the-admin')
  const whole = stack.move()
  return { platform, machine, [Symbol.asyncDispose]: () => whole.disposeAsync() }
}

test('changes are listed newest first, by who made them and what they were about, without secrets', async () => {
  await using lab = await openLab()
  const { email } = lab.platform.user.actor
  const { stdout } = await lab.machine.assay(['audit', 'list', '--actor', email, '--since', '1h', '--json'])
  const entries = JSON.parse(stdout)
  expect(entries.map(({ procedure }: { procedure: string }) => procedure)).toEqual(['secrets.delete', 'secrets.put'])
  expect(stdout).not.toContain('sk-')
  const table = await lab.machine.assay(['audit', 'list', '--procedure', 'secrets.put', '--target', 'KEY'])
  expect(table.stdout.trim().split('\n')).toHaveLength(2)
  expect(table.stdout).toContain(email)
  expect((await lab.machine.assay(['audit', 'list', '--until', '1h'])).stderr).toContain('There are none.')
})

test('changes are exported whole, to a file or to stdout', async () => {
  await using lab = await openLab()
  const jsonl = await lab.machine.assay(['audit', 'export', '--procedure', 'secrets.put', '-o', '-'])
  const lines = jsonl.stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).target.name)).toEqual(['OTHER', 'KEY'])
  const saved = await lab.machine.assay(['audit', 'export', '--format', 'csv', '-o', 'log.csv', '--json'])
  expect(saved.exitCode).toBe(0)
  const path = join(lab.machine.folder, 'log.csv')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const csv = await readFile(path, 'utf8')
  expect(csv).toMatch(/^"created_at","id","actor_id",/)
  expect(csv).toContain('secrets.delete')
  const again = await lab.machine.assay(['audit', 'export', '--format', 'csv', '-o', 'log.csv'])
  expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('is there already')])
})

test('a file that others can read is closed to them before it takes the audit log', async () => {
  await using lab = await openLab()
  const path = join(lab.machine.folder, 'log.jsonl')
  await writeFile(path, 'before', { mode: 0o644 })
  expect((await lab.machine.assay(['audit', 'export', '-o', 'log.jsonl', '--force'])).exitCode).toBe(0)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readFile(path, 'utf8')).toContain('secrets.put')
})

test('the audit log is for admins', async () => {
  await using lab = await openLab()
  const environment = { ASSAY_API_KEY: lab.platform.user.key }
  for (const args of [
    ['audit', 'list'],
    ['audit', 'export', '-o', '-'],
  ]) {
    const { exitCode, stdout, stderr } = await lab.machine.assay(args, { environment })
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toContain('This needs the group admin')
  }
})
