import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Platform, startPlatform } from '../../testing/src/index.ts'
import { createMachine, type Machine } from './assay.ts'
import { openGate } from './gate.ts'
import { assayInside } from './inside.ts'

const mebibyte = 1024 * 1024

/** Bytes that are no others'. */
function bytesOf(length: number, seed: number): Buffer {
  return Buffer.from(Uint32Array.from({ length: length / 4 }, (_, at) => (at * 2_654_435_761 + seed) >>> 0).buffer)
}

async function write(machine: Machine, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(machine.folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }
}

/** Files below a folder, with what they hold. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const contents = files.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const)
  return Object.fromEntries((await Promise.all(contents)).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

let platform: Platform

beforeAll(async () => {
  platform = await startPlatform()
})

afterAll(() => platform[Symbol.asyncDispose]())

/** A user with a tree of their own, and their machine, which reaches the platform through a gate. */
async function openLab() {
  await using stack = new AsyncDisposableStack()
  const user = await platform.addUser()
  const gate = stack.use(await openGate(platform.url))
  const signIn = { ASSAY_URL: gate.url, ASSAY_API_KEY: user.key }
  const machine = stack.use(await createMachine(signIn))
  const here = (name: string) => join(machine.folder, name)
  const inside = assayInside({ ...signIn, XDG_CONFIG_HOME: here('config'), XDG_STATE_HOME: here('state') })
  const assay = (...args: string[]) => inside('files', ...args)
  const whole = stack.move()
  return { user, gate, machine, here, inside, assay, [Symbol.asyncDispose]: () => whole.disposeAsync() }
}

test('a folder of 300 files goes up, again at no cost, is listed, and comes back as it was', async () => {
  await using lab = await openLab()
  const { machine, here, assay, gate } = lab
  const names = Array.from({ length: 300 }, (_, at) => `plate ${at % 7}/Größe-${at}-細胞.txt`)
  await write(machine, Object.fromEntries(names.map((name, at) => [`scans/${name}`, `scan ${at}`])))
  await mkdir(here('scans/nothing yet'))
  const first = await assay('put', here('scans/'), 'data/run-7/', '--json')
  expect(first).toMatchObject({ exitCode: 0, stderr: '' })
  const { sent, present, failed } = JSON.parse(first.stdout)
  expect([sent.length, present, failed]).toEqual([300, [], []])
  gate.passages.length = 0
  const second = await assay('put', here('scans/'), 'data/run-7/')
  expect(second).toMatchObject({
    exitCode: 0,
    stdout: 'Sent 0 files (0 B) to data/run-7/; 300 were there already.\n',
  })
  expect(gate.passages.filter(({ path }) => path.startsWith('/api/v1/files'))).toEqual([])
  const listed = JSON.parse((await assay('ls', 'data/', '-r', '--json')).stdout)
  expect(listed.filter(({ kind }: { kind: string }) => kind === 'file')).toHaveLength(300)
  expect((await assay('du', 'data/run-7')).stdout).toBe('300 files, 8 folders, 2.3 kB\n')
  expect((await assay('ls', 'data/run-7')).stdout).toMatch(/^ {8}– {2}\S+ \S+ UTC {2}data\/run-7\/nothing yet\/$/m)
  expect(await assay('get', 'data/run-7/', here('back'))).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await contentsOf(here('back'))).toEqual(await contentsOf(here('scans')))
  expect(await readdir(here('back'))).toContain('nothing yet')
  expect((await assay('get', 'data/run-7/plate 0', here('more/'))).stdout).toMatch(/^Saved 43 files/)
  expect(await readdir(here('more/plate 0'))).toHaveLength(43)
})

test('what is here already stays, unless it is to be replaced; what is the same is not fetched again', async () => {
  await using lab = await openLab()
  const { machine, here, assay } = lab
  await write(machine, { 'a.txt': 'one', 'b.txt': 'two', 'back/a.txt': 'one', 'back/b.txt': 'mine' })
  await assay('put', here('a.txt'), here('b.txt'), 'data/')
  const again = await assay('get', 'data/a.txt', 'data/b.txt', here('back'))
  expect(again.exitCode).toBe(1)
  expect(again.stdout).toBe('Saved 0 files (0 B); 1 was here already.\n')
  expect(again.stderr).toContain('b.txt is there already. Give --force to replace it.')
  expect(await readFile(here('back/b.txt'), 'utf8')).toBe('mine')
  expect(await assay('get', 'data/b.txt', here('back'), '--force')).toMatchObject({ exitCode: 0 })
  expect(await readFile(here('back/b.txt'), 'utf8')).toBe('two')
})

test('names that cannot be taken are listed at the end, links are left out, and everything else goes', async () => {
  await using lab = await openLab()
  const { machine, here, assay, user } = lab
  await write(machine, { 'in/a.txt': 'a', 'in/con.txt': 'b', 'in/ends with a dot.': 'c', 'in/z.txt': 'd', secret: 'e' })
  await write(machine, {
    'in/\u00e9.txt': 'composed',
    'in/e\u0301.txt': 'decomposed',
    'in/bidi\u202ecod.exe': 'f',
    'in/two\nlines': 'g',
  })
  await symlink('../secret', here('in/link'))
  const { exitCode, stdout, stderr } = await assay('put', here('in/'), 'data')
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^Sent 3 files/)
  expect(stderr).toContain(`Left out: ${here('in/link')}, which is a symbolic link.`)
  expect(stderr).toContain('5 of them were not sent:')
  expect(stderr).toContain('in/con.txt: its path there must have no name that is a device of Windows')
  expect(stderr).toContain('in/bidi<U+202E>cod.exe')
  expect(stderr).toContain('in/two␊lines: its path there must have no control characters')
  const there = await user.client.files.list('data').toArray()
  expect(there.map(({ name }) => name)).toEqual(['a.txt', 'e\u0301.txt', 'z.txt'])
})

test('after Ctrl-C the same command goes on: what is there stays, and what was half sent goes on', async () => {
  await using lab = await openLab()
  const { machine, gate, user } = lab
  const size = 6 * mebibyte
  const files = Object.fromEntries([1, 2, 3].map((at) => [`scans/${at}.bin`, bytesOf(size, at)]))
  await write(machine, files)
  const put = ['files', 'put', 'scans', 'data', '--parallel', '1', '--json']
  const isPatch = ({ method }: { method: string }) => method === 'PATCH'
  let kill: ((signal: NodeJS.Signals) => boolean) | undefined
  // the second file: a part has arrived, the next is under way
  gate.judge = () => {
    const isHalf = gate.passages.filter(({ path }) => path.startsWith('/trpc/uploads.create')).length === 2
    const since = gate.passages.findLastIndex(({ path }) => path.startsWith('/trpc/uploads.create'))
    if (!isHalf || gate.passages.slice(since).filter(isPatch).length < 3) return 'pass'
    kill?.('SIGINT')
    return 'hold'
  }
  const interrupted = await machine.assay(put, {
    onStart: (end) => {
      kill = end
    },
  })
  expect(interrupted.exitCode).toBe(130)
  expect(JSON.parse(interrupted.stderr)).toMatchObject({
    code: 'INTERRUPTED',
    message: 'Interrupted: 1 of 3 files are there. The same command again goes on from here.',
  })
  gate.judge = () => 'pass'
  gate.passages.length = 0
  const again = await machine.assay(put)
  expect(again).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(again.stdout)).toMatchObject({ present: ['data/scans/1.bin'], failed: [] })
  const bytes = gate.passages.filter(isPatch).reduce((sum, { body_bytes }) => sum + body_bytes, 0)
  expect(bytes).toBeLessThan(2 * size)
  expect(bytes).toBeGreaterThanOrEqual(size)
  for (const [name, content] of Object.entries(files)) {
    const there = await (await user.client.files.download(`data/${name}`)).bytes()
    expect(Buffer.compare(there, content), name).toBe(0)
  }
})

test('300 small files and a large one go on after Ctrl-C; the small ones go together', async () => {
  await using lab = await openLab()
  const { machine, gate, user } = lab
  const large = bytesOf(3 * mebibyte, 5)
  const small = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`scans/${at}.txt`, `scan ${at}`]))
  await write(machine, { ...small, 'scans/large.bin': large })
  const put = ['files', 'put', 'scans/', 'data/run-7', '--parallel', '2', '--json']
  const isMany = ({ path }: { path: string }) => path.startsWith('/api/v1/files/many')
  let kill: ((signal: NodeJS.Signals) => boolean) | undefined
  // one of the two requests with small files is answered, the other one is not
  gate.judge = (passage) => {
    if (!isMany(passage) || gate.passages.filter(isMany).length < 2) return 'pass'
    kill?.('SIGINT')
    return 'hold'
  }
  const interrupted = await machine.assay(put, {
    onStart: (end) => {
      kill = end
    },
  })
  expect(interrupted.exitCode).toBe(130)
  expect(JSON.parse(interrupted.stderr).message).toMatch(/^Interrupted: \d+ of 301 files are there\./)
  gate.judge = () => 'pass'
  gate.passages.length = 0
  const again = await machine.assay(put)
  expect(again).toMatchObject({ exitCode: 0, stderr: '' })
  const { sent, present, failed } = JSON.parse(again.stdout)
  expect([sent.length + present.length, failed]).toEqual([301, []])
  expect(sent).toContain('data/run-7/large.bin')
  expect(gate.passages.filter(isMany).length).toBeLessThanOrEqual(2)
  expect(await user.client.files.usage('data/run-7')).toMatchObject({ files: 301 })
  expect(await (await user.client.files.download('data/run-7/299.txt')).text()).toBe('scan 299')
  gate.passages.length = 0
  await write(machine, { 'scans/7.txt': 'changed', 'scans/8.txt': 'changed too' })
  const third = JSON.parse((await machine.assay(put)).stdout)
  expect(third.sent.toSorted()).toEqual(['data/run-7/7.txt', 'data/run-7/8.txt'])
  expect(third.failed).toEqual([])
})

test('a download that is killed goes on from the bytes that are here', async () => {
  await using lab = await openLab()
  const { machine, here, gate, user } = lab
  const content = bytesOf(4 * mebibyte, 7)
  await user.client.files.upload(content, 'data/a.bin')
  let kill: ((signal: NodeJS.Signals) => boolean) | undefined
  const isContent = ({ path }: { path: string }) => path.startsWith('/api/v1/files/content')
  gate.judge = (passage) => {
    if (!isContent(passage)) return 'pass'
    if (gate.passages.filter(isContent).length === 1) return { break_after_bytes: mebibyte }
    kill?.('SIGKILL')
    return 'hold'
  }
  const get = ['files', 'get', 'data/a.bin', 'back/']
  const killed = await machine.assay(get, {
    onStart: (end) => {
      kill = end
    },
  })
  expect(killed.exitCode).toBe(null)
  expect(await readdir(here('back'))).toEqual([expect.stringMatching(/^\.assay-\w+\.part$/)])
  gate.judge = () => 'pass'
  gate.passages.length = 0
  expect(await machine.assay(get)).toMatchObject({ exitCode: 0, stderr: '' })
  expect(gate.passages.find(isContent)?.headers.range).toMatch(/^bytes=[1-9]\d*-/)
  expect(await readdir(here('back'))).toEqual(['a.bin'])
  expect(Buffer.compare(await readFile(join(machine.folder, 'back/a.bin')), content)).toBe(0)
})

test('connections that break are gone on with, in both directions', async () => {
  await using lab = await openLab()
  const { machine, here, gate, assay } = lab
  const content = bytesOf(3 * mebibyte, 9)
  await write(machine, { 'a.bin': content })
  let broken = 0
  gate.judge = ({ method, path }) => {
    const isOfBytes = method === 'PATCH' || path.startsWith('/api/v1/files/content')
    if (!isOfBytes || broken % 2 === 1 || broken > 5) {
      broken += isOfBytes ? 1 : 0
      return 'pass'
    }
    broken += 1
    return { break_after_bytes: method === 'PATCH' ? 1 : mebibyte }
  }
  expect(await assay('put', here('a.bin'), 'data/a.bin')).toMatchObject({ exitCode: 0 })
  broken = 0
  expect(await assay('get', 'data/a.bin', here('back.bin'))).toMatchObject({ exitCode: 0 })
  expect(Buffer.compare(await readFile(here('back.bin')), content)).toBe(0)
})

test('what would be deleted is said, and is deleted only when somebody says yes', async () => {
  await using lab = await openLab()
  const { machine, here, assay } = lab
  await write(machine, { 'in/a.txt': 'abc', 'in/b/c.txt': 'def' })
  await assay('put', here('in/'), 'data/run-7')
  expect(await assay('rm', 'data/run-7', '--yes')).toMatchObject({
    exitCode: 1,
    stderr: 'data/run-7 is a folder with 2 files, 1 folder, 6 B. Give -r to delete all of it.\n',
  })
  expect(await assay('rm', '-r', 'data/run-7')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Delete data/run-7/ with 2 files, 1 folder, 6 B?'),
  })
  expect((await assay('ls', 'data/run-7')).stdout).toContain('data/run-7/a.txt')
  expect(await assay('rm', '-r', 'data/run-7', '--yes')).toMatchObject({
    exitCode: 0,
    stdout: 'Deleted 2 files, 6 B.\n',
  })
  expect(await assay('ls', 'data')).toMatchObject({ exitCode: 0, stdout: '', stderr: 'There is nothing.\n' })
  expect(await assay('stat', 'data/run-7')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('There is no file or folder "data/run-7"'),
  })
})

test('files are made folders for, moved, copied, told, given out by an address, and zipped', async () => {
  await using lab = await openLab()
  const { machine, here, assay } = lab
  await write(machine, { 'a.txt': 'abc' })
  expect((await assay('mkdir', 'data/run-7/raw')).stdout).toBe('data/run-7/raw/\n')
  await assay('put', here('a.txt'), 'data/run-7/raw')
  expect((await assay('mv', 'data/run-7/raw/a.txt', 'data/run-7/b.txt')).stdout).toBe('It is data/run-7/b.txt now.\n')
  expect((await assay('cp', 'data/run-7/b.txt', 'data/run-7/raw')).stdout).toBe('Copied to data/run-7/raw/b.txt.\n')
  expect(await assay('mv', 'data/run-7/b.txt', 'data/run-7/raw/b.txt')).toMatchObject({ exitCode: 1 })
  expect(await assay('mv', '--force', 'data/run-7/b.txt', 'data/run-7/raw/b.txt')).toMatchObject({ exitCode: 0 })
  const stat = JSON.parse((await assay('stat', 'data/run-7/raw/b.txt', '--json')).stdout)
  expect(stat).toMatchObject({ size_bytes: 3, kind: 'file', content_type: expect.stringContaining('text/plain') })
  expect((await machine.assay(['files', 'cat', 'data/run-7/raw/b.txt'])).stdout).toBe('abc')
  expect((await machine.assay(['files', 'get', 'data/run-7/raw/b.txt', '-'])).stdout).toBe('abc')
  const two = await assay('get', 'data/run-7/raw/b.txt', 'data/run-7/raw', '-')
  expect(two).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('One file can go to stdout') })
  const url = await assay('url', 'data/run-7/raw/b.txt', '--expires', '1h')
  expect(await (await fetch(platform.url + new URL(url.stdout.trim()).pathname)).text()).toBe('abc')
  expect(url.stderr).toContain('Whoever has it can download data/run-7/raw/b.txt until ')
  const zip = await assay('get', 'data/run-7/', `${machine.folder}/`, '--zip', '--json')
  expect(JSON.parse(zip.stdout)).toEqual({ path: expect.stringContaining('run-7.zip'), size_bytes: expect.any(Number) })
  expect((await readFile(here('run-7.zip'))).subarray(0, 2).toString()).toBe('PK')
  const again = await assay('get', 'data/run-7/', `${machine.folder}/`, '--zip')
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Name another, or give --force.') })
  const tooLong = await assay('url', 'data/run-7/raw/b.txt', '--expires', '30d')
  expect(tooLong.stderr).toContain('--expires: must be at most 604800, which are 7 days')
})

test('a folder is shared by its path, and a colleague works in it', async () => {
  await using lab = await openLab()
  const { user, machine, here, gate, inside, assay } = lab
  const friend = await platform.addUser()
  const theirs = assayInside({ ASSAY_URL: gate.url, ASSAY_API_KEY: friend.key, XDG_STATE_HOME: here('state') })
  await write(machine, { 'a.txt': 'abc', 'b.txt': 'theirs' })
  await assay('put', here('a.txt'), 'data/run-7/')
  const owner = ['--owner', user.actor.email]
  expect(await theirs('files', 'get', 'data/run-7/a.txt', ...owner)).toMatchObject({ exitCode: 1 })
  const shared = await inside('share', 'file', 'data/run-7', '--with', friend.actor.email)
  expect(shared).toMatchObject({ exitCode: 0, stderr: '' })
  expect((await theirs('files', 'ls', 'data/run-7', ...owner)).stdout).toContain('data/run-7/a.txt')
  expect((await theirs('files', 'du', 'data', ...owner)).exitCode).toBe(1)
  expect(await theirs('files', 'put', here('b.txt'), 'data/run-7/', ...owner)).toMatchObject({ exitCode: 1 })
  await inside('share', 'file', 'data/run-7', '--with', friend.actor.email, '--write')
  expect(await theirs('files', 'put', here('b.txt'), 'data/run-7/', ...owner)).toMatchObject({ exitCode: 0 })
  expect((await assay('stat', 'data/run-7/b.txt')).stdout).toContain(`written by  ${friend.actor.user_id}`)
})

test('the folder of a user of DECODE’s comes over with every path as it was, and nothing else that lies there', async () => {
  await using lab = await openLab()
  const { machine, here, assay, user } = lab
  const files = { 'ada/config/c/param.yaml': 'p', 'ada/data/d/a.tif': 'a', 'ada/output/job 1/emitter.h5': 'e' }
  await write(machine, { ...files, 'ada/artifact/job 1/model/m.pt': 'm', 'ada/secret/x': 'x' })
  const first = await assay('import-decode', here('ada'))
  expect(first).toMatchObject({ exitCode: 0, stdout: 'Sent 4 files (4 B) to config, data, artifact, output.\n' })
  const listed = user.client.files.list('', { recursive: true, kind: 'file' })
  const paths: string[] = []
  for await (const { path } of listed) paths.push(path)
  expect(paths.toSorted()).toEqual([
    ...['artifact/job 1/model/m.pt', 'config/c/param.yaml', 'data/d/a.tif', 'output/job 1/emitter.h5'],
  ])
  expect((await assay('import-decode', here('ada'))).stdout).toContain('of 4 the same bytes were there already')
  const wrong = await assay('import-decode', here('ada/data'))
  expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('there is none of config, data')])
})
