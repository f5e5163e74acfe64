import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { TablesOptions } from '../src/index.ts'
import { collect, TablesFixture } from './tables-fixture.ts'

const mebibyte = 1_048_576

async function withTable(options: Partial<TablesOptions> = {}, words = 20) {
  const fixture = await TablesFixture.open(options)
  onTestFinished(() => fixture[Symbol.asyncDispose]())
  const rows = Array.from({ length: 50_000 }, (_, index) => [`${index} ${'text '.repeat(words)}${index % 977}`])
  const path = await fixture.write([{ name: 't', type: 'VARCHAR' }], rows)
  return { fixture, tables: fixture.tables, path, rows: rows.length }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a child process that dies', () => {
  it('is replaced, and its queries are answered by another', async () => {
    const { tables, path, rows } = await withTable({ processes: 1 })
    const [victim = 0] = tables.pids()
    const counts = [tables.count({ path }), tables.count({ path }), tables.count({ path })]
    process.kill(victim, 'SIGKILL')
    expect(await Promise.all(counts)).toEqual([rows, rows, rows])
    expect(tables.pids()).not.toContain(victim)
  })

  it('does not disturb a scan that is under way', async () => {
    const { tables, path, rows } = await withTable({ processes: 1 })
    const seen: number[] = []
    for await (const batch of tables.scan({ path })) {
      seen.push(...batch.map(({ example }) => example))
      if (seen.length < 2 * batch.length) for (const pid of tables.pids()) process.kill(pid, 'SIGKILL')
    }
    expect(seen).toEqual(Array.from({ length: rows }, (_, index) => index))
  })

  it('again and again makes the query fail with TABLE_INTERRUPTED', async () => {
    const { tables, path, rows, fixture } = await withTable({ processes: 1 })
    const killing = setInterval(() => {
      for (const pid of tables.pids()) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    }, 5)
    await expect(tables.count({ path })).rejects.toMatchObject({ code: 'TABLE_INTERRUPTED', retryable: true })
    clearInterval(killing)
    expect(await tables.count({ path })).toBe(rows)
    expect(await fixture.leftovers()).toEqual([])
  })
})

describe('a query', () => {
  it('that takes too long is ended with TABLE_TIMEOUT, and its neighbour is not harmed', async () => {
    const { tables, path, rows } = await withTable({ processes: 1 })
    const filters = [{ column: 't', op: 'contains', value: 'text' } as const]
    const [slow, other] = await Promise.allSettled([
      tables.page({ path, limit: 1000, timeout_seconds: 0.001 }),
      tables.count({ path, filters }),
    ])
    expect(slow).toMatchObject({ reason: { code: 'TABLE_TIMEOUT', data: { timeout_seconds: 0.001 } } })
    expect(other).toEqual({ status: 'fulfilled', value: rows })
  })

  it('that needs more memory than it may have fails with TABLE_TOO_LARGE, and others go on', async () => {
    const limits = { memory_bytes: 24 * mebibyte, temporary_bytes: mebibyte }
    const { path, rows } = await withTable({}, 400)
    const fixture = await TablesFixture.open(limits)
    onTestFinished(() => fixture[Symbol.asyncDispose]())
    const { tables } = fixture
    const order = [{ column: 't' }]
    await expect(tables.page({ path, order, limit: 30_000 })).rejects.toMatchObject({
      code: 'TABLE_TOO_LARGE',
      data: { memory_bytes: limits.memory_bytes },
    })
    expect(await tables.count({ path })).toBe(rows)
    expect(await fixture.leftovers()).toEqual([])
  })

  it('ends when its signal aborts, waiting or working', async () => {
    const { tables, path, rows } = await withTable({ processes: 1 })
    const controller = new AbortController()
    const queries = Array.from({ length: 5 }, () => tables.count({ path, signal: controller.signal }))
    controller.abort(new Error('enough'))
    for (const query of await Promise.allSettled(queries))
      expect(query).toMatchObject({ reason: { message: 'enough' } })
    expect(await tables.count({ path })).toBe(rows)
  })

  it('is refused with TABLE_BUSY when too many wait', async () => {
    const { tables, path, rows } = await withTable({ processes: 1, most_waiting: 3 })
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => tables.count({ path })))
    const answered = outcomes.filter(({ status }) => status === 'fulfilled')
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(answered).toEqual(Array.from({ length: 4 }, () => ({ status: 'fulfilled', value: rows })))
    expect(refused).toMatchObject(Array.from({ length: 6 }, () => ({ reason: { code: 'TABLE_BUSY' } })))
  })
})

describe('owners', () => {
  it('take turns, and keep a place for each other: one who asks too much is refused alone', async () => {
    const { tables, path, rows } = await withTable({ processes: 1, most_waiting: 20 })
    const greedy = tables.for({ owner: 'a' })
    const asked = Array.from({ length: 300 }, () => greedy.count({ path }))
    const ended = Promise.allSettled(asked)
    const others = ['b', 'c', 'd'].map((owner) => tables.for({ owner }).count({ path }))
    let isOver = false
    void ended.then(() => (isOver = true))
    expect(await Promise.all(others)).toEqual([rows, rows, rows])
    expect(isOver).toBe(false)
    const outcomes = await ended
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(21)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'TABLE_BUSY' } })
  })

  it('end all that they asked when they leave', async () => {
    const { tables, path, rows } = await withTable({ processes: 1 })
    const leaving = new AbortController()
    const left = tables.for({ owner: 'a', signal: leaving.signal })
    const asked = Promise.allSettled(Array.from({ length: 5 }, () => left.count({ path })))
    leaving.abort(new Error('left'))
    for (const outcome of await asked) expect(outcome).toMatchObject({ reason: { message: 'left' } })
    await expect(collect(left.scan({ path }))).rejects.toThrow('left')
    expect(await tables.count({ path })).toBe(rows)
  })

  it('have a minute for a query that says nothing else', async () => {
    const { tables, path } = await withTable({ processes: 1 })
    const hasty = tables.for({ owner: 'a', timeout_seconds: 0.001 })
    await expect(hasty.page({ path, limit: 1000 })).rejects.toMatchObject({ code: 'TABLE_TIMEOUT' })
  })
})

/** A Parquet file of one row, as others write them: a few megabytes, and very many columns. */
async function writeWide(path: string): Promise<void> {
  const columns = Array.from({ length: 9_992 }, (_, index) => `'value ${index}' AS c${index}`)
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (SELECT ${columns.join(', ')}) TO '${path}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
}

describe('a process that very many columns have worn', () => {
  it.skipIf(process.platform !== 'linux')(
    'is replaced, and who comes after it finds room',
    async () => {
      const { tables, fixture } = await withTable({ processes: 1 })
      const wide = fixture.path('wide.parquet')
      await writeWide(wide)
      const served = new Set<number>()
      for (let round = 0; round < 3; round += 1) {
        const [page, { rows }] = await Promise.all([
          tables.page({ path: wide, limit: 1 }),
          fixture.ingest('a,b\n1,2\n'),
        ])
        expect(page.items[0]).toMatchObject({ c0: 'value 0', c9991: 'value 9991' })
        expect(rows).toBe(1)
        for (const pid of tables.pids()) served.add(pid)
      }
      expect(served.size).toBeGreaterThan(1)
    },
    60_000,
  )

  it('is not what a query fails by: it is tried once in a fresh one', async () => {
    const limits = { memory_bytes: 24 * mebibyte, temporary_bytes: mebibyte, processes: 1 }
    const { path, rows } = await withTable({}, 400)
    const fixture = await TablesFixture.open(limits)
    onTestFinished(() => fixture[Symbol.asyncDispose]())
    const { tables } = fixture
    expect(await tables.count({ path })).toBe(rows)
    const [used] = tables.pids()
    await expect(tables.page({ path, order: [{ column: 't' }], limit: 30_000 })).rejects.toMatchObject({
      code: 'TABLE_TOO_LARGE',
    })
    expect(tables.pids()).not.toContain(used)
    expect(await tables.count({ path })).toBe(rows)
  })
})

describe('child processes', () => {
  it('are no more than allowed, and end when there is nothing to do', async () => {
    const { tables, path } = await withTable({ processes: 2, idle_seconds: 0.05 })
    await Promise.all(Array.from({ length: 12 }, () => tables.count({ path })))
    expect(tables.pids().length).toBeLessThanOrEqual(2)
    await vi.waitFor(() => expect(tables.pids()).toEqual([]), { timeout: 10_000 })
  })

  it('end with their tables, which leave nothing behind', async () => {
    const { tables, path, fixture } = await withTable()
    const scan = tables.scan({ path })[Symbol.asyncIterator]()
    await scan.next()
    const pids = tables.pids()
    await tables[Symbol.asyncDispose]()
    expect(pids.filter(isAlive)).toEqual([])
    expect(await readdir(`${fixture.folder}/throw-away`)).toEqual([])
    await expect(tables.count({ path })).rejects.toThrow('closed')
  })

  it.each(['SIGKILL', 'exit'])('never outlive their parent, ended by %s while they work', async (how) => {
    const { path } = await withTable()
    const script = fileURLToPath(new URL('./scripts/abandon.ts', import.meta.url))
    const parent = spawn(process.execPath, [script, path, how], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said] = await Promise.all([text(parent.stdout), once(parent, 'close')])
    const pids = said.trim().split(' ').map(Number)
    expect(pids.length).toBeGreaterThan(0)
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 10_000 })
  })

  it('let their parent end when it has nothing else to do', async () => {
    const { path, rows } = await withTable()
    const script = fileURLToPath(new URL('./scripts/count.ts', import.meta.url))
    const parent = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said, [code]] = await Promise.all([text(parent.stdout), once(parent, 'close')])
    expect([said, code]).toEqual([String(rows), 0])
  })

  it('read several tables at once', async () => {
    const { tables, path, rows } = await withTable()
    const scans = await Promise.all(Array.from({ length: 8 }, () => collect(tables.scan({ path }))))
    expect(scans.map(({ length }) => length)).toEqual(Array.from({ length: 8 }, () => rows))
  })
})
