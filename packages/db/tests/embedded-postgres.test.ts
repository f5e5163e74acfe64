import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { postgresAccount } from '../src/embedded/account.ts'
import { type EmbeddedPostgres, lockDataDirectory, openDatabase, startEmbeddedPostgres } from '../src/index.ts'
import { createThrowAwayDirectory } from '../src/testing/index.ts'

const quick = { fsync: 'off' }
const ownerFile = fileURLToPath(new URL('owner.ts', import.meta.url))

test.each(['C', 'xx_YY.nonsense', 'de_DE.ISO-8859-1'])('the database is UTF-8 under LANG=%s', async (LANG) => {
  const data_dir = await makeDirectory()
  const owner = await startOwner(data_dir, { LANG, LC_ALL: LANG })

  expect(await ask(owner.url, sql`select current_setting('server_encoding') as answer`)).toBe('UTF8')
  expect(await ask(owner.url, sql`select datlocale as answer from pg_database where datname = 'assay'`)).toBe('C.UTF-8')
  expect(await ask(owner.url, sql`select upper('grüße') as answer`)).toBe('GRÜßE')

  owner.process.kill('SIGTERM')
  expect(await once(owner.process, 'exit')).toEqual([0, null])
})

test('what was written is there after a stop and a start', async () => {
  const data_dir = await makeDirectory()
  const first = await start(data_dir)
  await ask(first.url, sql`create table kept as select 42 as answer`)
  await first.stop()

  const second = await start(data_dir)

  expect(second.adopted).toBe(false)
  expect(await ask(second.url, sql`select answer from kept`)).toBe(42)
})

test('a second start on one data directory is refused and names the process that has it', async () => {
  const data_dir = await makeDirectory()
  const owner = await startOwner(data_dir)

  await expect(startEmbeddedPostgres({ data_dir })).rejects.toMatchObject({
    fault: 'data_directory_in_use',
    message: expect.stringContaining(`process ${owner.process.pid}`),
  })

  expect(await ask(owner.url, sql`select 1 as answer`)).toBe(1)
})

test('of many starts at once exactly one gets the data directory', async () => {
  const data_dir = await makeDirectory()
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDirectory(data_dir)))
  const locks = tries.flatMap((tried) => (tried.status === 'fulfilled' ? [tried.value] : []))

  expect(locks).toHaveLength(1)
  await locks[0]?.[Symbol.asyncDispose]()
  await using again = await lockDataDirectory(data_dir)
  expect(again.data_dir).toBe(data_dir)
})

test('a server whose owner was killed is taken over, with its connections', async () => {
  const data_dir = await makeDirectory()
  const owner = await startOwner(data_dir)
  await using survivor = openDatabase<unknown>({ url: owner.url, pool_size: 1 })
  const backend = sql<{ pid: number }>`select pg_backend_pid() as pid`
  const before = await backend.execute(survivor)

  await killHard(owner.process)
  const adopting = await start(data_dir)

  expect(adopting).toMatchObject({ adopted: true, url: owner.url })
  expect((await backend.execute(survivor)).rows).toEqual(before.rows)
  await adopting.stop()
  expect(await isRunning(data_dir)).toBe(false)
})

test('Ctrl-C in the terminal reaches the owner and not Postgres', async () => {
  const data_dir = await makeDirectory()
  const owner = await startOwner(data_dir)

  process.kill(-(owner.process.pid ?? 0), 'SIGINT')
  await once(owner.process, 'exit')

  expect(await ask(owner.url, sql`select 1 as answer`)).toBe(1)
})

test('after kill -9 of everything the next start recovers what was committed', async () => {
  const data_dir = await makeDirectory()
  const owner = await startOwner(data_dir)
  await ask(owner.url, sql`create table kept as select 42 as answer`)
  const postmaster = await postmasterOf(data_dir)

  await killHard(owner.process)
  process.kill(postmaster, 'SIGKILL')
  const next = await start(data_dir)

  expect(next.adopted).toBe(false)
  expect(await ask(next.url, sql`select answer from kept`)).toBe(42)
})

test('the temporary socket directory of a killed server is removed by the next start', async () => {
  const data_dir = join(await makeDirectory(), 'long'.repeat(40))
  const owner = await startOwner(data_dir)
  const postmaster = await postmasterOf(data_dir)

  await killHard(owner.process)
  process.kill(postmaster, 'SIGKILL')
  const next = await start(data_dir)

  expect(next.url).not.toBe(owner.url)
  await expect(access(socketDirectory(owner.url))).rejects.toThrow('ENOENT')
})

test('a server that dies is started again where its clients look for it', async () => {
  const data_dir = await makeDirectory()
  const { url } = await start(data_dir)
  const postmaster = await postmasterOf(data_dir)

  process.kill(postmaster, 'SIGKILL')
  await expect.poll(() => postmasterOf(data_dir), { timeout: 20_000 }).not.toBe(postmaster)

  await expect.poll(() => ask(url, sql`select 1 as answer`), { timeout: 20_000 }).toBe(1)
})

test("a leftover pid that is now a stranger's is no obstacle, and the stranger lives", async () => {
  const data_dir = await makeDirectory()
  await (await start(data_dir)).stop()
  const stranger = spawn('sleep', ['600'], { stdio: 'ignore', ...(await postgresAccount()) })
  onTestFinished(() => void stranger.kill())
  const lines = [
    stranger.pid,
    join(data_dir, 'postgres'),
    1_700_000_000,
    5432,
    '/nowhere',
    '',
    '5432001 0',
    'ready',
    '',
  ]
  await writeFile(join(data_dir, 'postgres', 'postmaster.pid'), lines.join('\n'))

  const next = await start(data_dir)

  expect(next.adopted).toBe(false)
  expect(await ask(next.url, sql`select 1 as answer`)).toBe(1)
  expect(stranger.exitCode).toBeNull()
})

test('a data directory whose path is too long for a socket works', async () => {
  const data_dir = join(await makeDirectory(), 'long'.repeat(30), 'longer'.repeat(20))
  const first = await start(data_dir)
  expect(await ask(first.url, sql`select 1 as answer`)).toBe(1)
  const socket_dir = socketDirectory(first.url)
  expect(socket_dir).not.toContain('long')

  await first.stop()

  await expect(access(socket_dir)).rejects.toThrow('ENOENT')
})

test('the socket lies in the data directory where it can', async () => {
  const data_dir = await makeDirectory()
  await chmod(data_dir, 0o755)
  const { url } = await start(data_dir)
  expect(socketDirectory(url)).toBe(join(data_dir, 'socket'))
  expect(await ask(url, sql`select 1 as answer`)).toBe(1)
})

test('a data directory that was being made when everything was killed is made again', async () => {
  const data_dir = await makeDirectory()
  await mkdir(join(data_dir, 'postgres-partial-x1y2z3'))
  await writeFile(join(data_dir, 'postgres-partial-x1y2z3', 'PG_VERSION'), '18\n')

  const { url } = await start(data_dir)

  expect(await ask(url, sql`select 1 as answer`)).toBe(1)
  expect((await readdir(data_dir)).filter((name) => name.includes('partial'))).toEqual([])
})

test('a data directory of another major version is refused with the way out, and left alone', async () => {
  const data_dir = await makeDirectory()
  await (await start(data_dir)).stop()
  await writeFile(join(data_dir, 'postgres', 'PG_VERSION'), '17\n')

  await expect(startEmbeddedPostgres({ data_dir })).rejects.toMatchObject({
    fault: 'major_version_mismatch',
    message: expect.stringContaining('assay admin export'),
  })

  expect(await readFile(join(data_dir, 'postgres', 'PG_VERSION'), 'utf8')).toBe('17\n')
})

test('a directory named postgres that is none of ours is refused, and left alone', async () => {
  const data_dir = await makeDirectory()
  await mkdir(join(data_dir, 'postgres'))
  await writeFile(join(data_dir, 'postgres', 'thesis.txt'), 'years of work')

  await expect(startEmbeddedPostgres({ data_dir })).rejects.toMatchObject({ fault: 'data_directory_invalid' })

  expect(await readdir(join(data_dir, 'postgres'))).toEqual(['thesis.txt'])
})

test('a start that fails says what Postgres said, and frees the data directory', async () => {
  const data_dir = await makeDirectory()
  const wrong = startEmbeddedPostgres({ data_dir, settings: { ...quick, shared_buffers: 'plenty' } })
  await expect(wrong).rejects.toThrow('invalid value for parameter "shared_buffers": "plenty"')

  expect(await ask((await start(data_dir)).url, sql`select 1 as answer`)).toBe(1)
})

async function makeDirectory(): Promise<string> {
  const directory = await createThrowAwayDirectory()
  onTestFinished(() => directory[Symbol.asyncDispose]())
  return directory.path
}

async function start(data_dir: string): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ data_dir, settings: quick })
  onTestFinished(() => postgres.stop())
  return postgres
}

interface Owner {
  readonly url: string
  readonly process: ChildProcess
}

/** Embedded Postgres owned by a process of its own; what is left of it in the end is taken over and stopped. */
async function startOwner(data_dir: string, env: Readonly<Record<string, string>> = {}): Promise<Owner> {
  const owner = spawn(process.execPath, [ownerFile, data_dir], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    // a process group of its own, as a terminal would give it
    detached: true,
  })
  onTestFinished(async () => {
    await killHard(owner)
    if (await isRunning(data_dir)) await (await startEmbeddedPostgres({ data_dir })).stop()
  })
  const [line] = await once(owner.stdout, 'data')
  const { url } = JSON.parse(String(line))
  return { url, process: owner }
}

function socketDirectory(url: string): string {
  return new URL(url).searchParams.get('host') ?? ''
}

async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function postmasterOf(data_dir: string): Promise<number> {
  return Number.parseInt(await readFile(join(data_dir, 'postgres', 'postmaster.pid'), 'utf8'), 10)
}

async function isRunning(data_dir: string): Promise<boolean> {
  return access(join(data_dir, 'postgres', 'postmaster.pid')).then(
    () => true,
    () => false,
  )
}

async function ask(url: string, query: ReturnType<typeof sql>): Promise<unknown> {
  await using db = openDatabase<unknown>({ url, pool_size: 1 })
  const { rows } = await query.execute(db)
  const [row] = rows as { answer: unknown }[]
  return row?.answer
}
