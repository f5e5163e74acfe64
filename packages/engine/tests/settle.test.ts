import type { Database } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import { type Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import {
  addUser,
  addWorker,
  claim,
  ended,
  eventsOf,
  failed,
  job,
  lockRuns,
  settle,
  statesOf,
  stop,
  submit,
  succeeded,
  waitForLocks,
} from '../src/testing/scene.ts'

async function attemptsLeft(db: Kysely<Database>, id: string): Promise<number> {
  const row = await db.selectFrom('jobs').select('attempts_left').where('id', '=', id).executeTakeFirstOrThrow()
  return row.attempts_left
}

it('unblocks a job that needs two, although both are settled at once by different workers', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('left'), job('right'), job('both', ['left', 'right'])])
  const [left] = await claim(db, await addWorker(db), 1)
  const [right] = await claim(db, await addWorker(db), 1)
  if (!left || !right) throw new Error('not claimed')
  const settled = await db.transaction().execute(async (trx) => {
    await lockRuns(trx, [run_id])
    const overlapping = [settle(db, [ended(left)]), settle(db, [ended(right)])]
    await waitForLocks(db, 2)
    return { overlapping }
  })
  await Promise.all(settled.overlapping)
  expect(await statesOf(db, run_id)).toEqual({ left: 'succeeded', right: 'succeeded', both: 'queued', run: 'running' })
})

it('keeps the counter of a job that needs two when both are settled in one batch', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a'), job('b'), job('c', ['a', 'b']), job('d', ['a', 'c'])])
  const claimed = await claim(db, await addWorker(db))
  await settle(
    db,
    claimed.map((row) => ended(row)),
  )
  expect(await statesOf(db, run_id)).toMatchObject({ c: 'queued', d: 'blocked' })
})

it('locks runs in ascending order, whatever the order of the settlements', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  const first = await submit(db, owner_id, [job('a')])
  const second = await submit(db, owner_id, [job('a')])
  const worker_id = await addWorker(db)
  const claimed = await claim(db, worker_id)
  const backwards = claimed.map((row) => ended(row)).toReversed()
  const settled = await db.transaction().execute(async (trx) => {
    await lockRuns(trx, [first])
    const waiting = settle(db, backwards)
    await waitForLocks(db, 1)
    // were the second run locked before the first, this would fail
    await sql`select from runs where id = ${second} for update nowait`.execute(db)
    return { waiting }
  })
  await settled.waiting
  expect((await statesOf(db, second))['run']).toBe('succeeded')
})

it('gives events their seq in order of commit: a reader that goes on from the last one misses none', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a'), job('b')])
  const claimed = await claim(db, await addWorker(db))
  const read = async (after: number) =>
    (await db.selectFrom('events').select('seq').where('run_id', '=', run_id).where('seq', '>', after).execute()).map(
      ({ seq }) => seq,
    )
  const before = Math.max(...(await read(0)))
  const overlapping = await db.transaction().execute(async (trx) => {
    const ledger = await lockRuns(trx, [run_id])
    ledger.stopRequested(run_id)
    await ledger.flush()
    const settling = settle(
      db,
      claimed.map((row) => ended(row)),
    )
    await waitForLocks(db, 1)
    expect(await read(before)).toEqual([])
    return { settling }
  })
  expect(await read(before)).toContain(before + 1)
  await overlapping.settling
  await eventsOf(db, run_id)
})

it('lets a late worker write nothing once its attempt was lost and given to another', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a')])
  const [late] = await claim(db, await addWorker(db))
  if (!late) throw new Error('not claimed')
  await settle(db, [ended(late, { kind: 'lost' })])
  const [current] = await claim(db, await addWorker(db))
  if (!current) throw new Error('not claimed again')
  expect(current.attempt).toBe(2)
  expect((await settle(db, [ended(late, failed(false))])).size).toBe(0)
  expect((await settle(db, [{ ...ended(current), attempt: 1 }])).size).toBe(0)
  expect((await statesOf(db, run_id))['a']).toBe('running')
  expect((await settle(db, [ended(current)])).size).toBe(1)
  expect((await settle(db, [ended(current, failed(false))])).size).toBe(0)
  expect(await statesOf(db, run_id)).toEqual({ a: 'succeeded', run: 'succeeded' })
})

it('tries a transient failure again up to the limit, and a final one not at all', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  const run_id = await submit(db, owner_id, [job('a', [], { max_attempts: 2 }), job('b', ['a']), job('c')])
  const worker_id = await addWorker(db)
  const failAll = async (retryable: boolean) => {
    await db.updateTable('jobs').set({ available_at: null }).execute()
    const claimed = await claim(db, worker_id)
    await settle(
      db,
      claimed.map((row) => ended(row, row.name === 'a' ? failed(retryable) : failed(false))),
    )
    return claimed.map((row) => row.name).toSorted()
  }
  expect(await failAll(true)).toEqual(['a', 'c'])
  expect(await statesOf(db, run_id)).toEqual({ a: 'queued', b: 'blocked', c: 'failed', run: 'running' })
  expect(await failAll(true)).toEqual(['a'])
  expect(await statesOf(db, run_id)).toEqual({ a: 'failed', b: 'skipped', c: 'failed', run: 'failed' })
  expect(await failAll(true)).toEqual([])
  expect(await eventsOf(db, run_id)).toContain('job.retried a')
})

it('waits before it tries again', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await submit(db, await addUser(db), [job('a')])
  const worker_id = await addWorker(db)
  const [row] = await claim(db, worker_id)
  if (!row) throw new Error('not claimed')
  await settle(db, [ended(row, failed(true))])
  expect(await claim(db, worker_id)).toEqual([])
})

it('does not count an attempt that was handed back', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a', [], { max_attempts: 1 })])
  for (let round = 0; round < 3; round++) {
    const [row] = await claim(db, await addWorker(db))
    if (!row) throw new Error('not claimed')
    expect(await attemptsLeft(db, row.id)).toBe(0)
    await settle(db, [ended(row, { kind: 'handed_back' })])
  }
  expect((await statesOf(db, run_id))['a']).toBe('queued')
})

it('fails a job whose worker was lost in every attempt', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a', [], { max_attempts: 2 })])
  for (let round = 0; round < 2; round++) {
    const [row] = await claim(db, await addWorker(db))
    if (!row) throw new Error('not claimed')
    await settle(db, [ended(row, { kind: 'lost' })])
  }
  const { error } = await db.selectFrom('jobs').select('error').where('run_id', '=', run_id).executeTakeFirstOrThrow()
  expect(error).toMatchObject({ code: 'WORKER_LOST', data: { attempts: 2 } })
})

it('counts no attempt that was lost further on than any before, and three that were not', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a')])
  const lose = async (done: number) => {
    const [row] = await claim(db, await addWorker(db))
    if (!row) throw new Error('not claimed')
    await sql`update jobs set progress_done = ${done} where id = ${row.id}`.execute(db)
    await settle(db, [ended(row, { kind: 'lost' })])
    return (await statesOf(db, run_id))['a']
  }
  const states: (string | undefined)[] = []
  for (const done of [10, 20, 30, 40, 50, 50, 49, 50]) states.push(await lose(done))
  expect(states).toEqual([...Array.from({ length: 7 }, () => 'queued'), 'failed'])
})

it('counts no attempt that died with its server, unless the job dies ten times without coming further', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a')])
  const lose = async (done: number | null) => {
    const [row] = await claim(db, await addWorker(db))
    if (!row) throw new Error('not claimed')
    await sql`update jobs set progress_done = ${done} where id = ${row.id}`.execute(db)
    await settle(db, [ended(row, { kind: 'lost', with_server: true })])
    return (await statesOf(db, run_id))['a']
  }
  for (let death = 0; death < 9; death++) expect(await lose(null)).toBe('queued')
  expect(await lose(1)).toBe('queued')
  for (let death = 0; death < 9; death++) expect(await lose(1)).toBe('queued')
  expect(await lose(1)).toBe('failed')
})

it('stops what waits at once, and what runs when its worker confirms it', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a'), job('b', ['a']), job('c', ['b'])])
  const [row] = await claim(db, await addWorker(db))
  if (!row) throw new Error('not claimed')
  await stop(db, run_id)
  expect(await statesOf(db, run_id)).toEqual({ a: 'running', b: 'stopped', c: 'stopped', run: 'running' })
  await settle(db, [ended(row, failed(true))])
  expect(await statesOf(db, run_id)).toEqual({ a: 'stopped', b: 'stopped', c: 'stopped', run: 'stopped' })
  const events = await eventsOf(db, run_id)
  await stop(db, run_id)
  expect(await eventsOf(db, run_id)).toEqual(events)
})

it('keeps the success of a job that had finished before its stop came', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a')])
  const [row] = await claim(db, await addWorker(db))
  if (!row) throw new Error('not claimed')
  await stop(db, run_id)
  await settle(db, [ended(row, succeeded)])
  expect(await statesOf(db, run_id)).toEqual({ a: 'succeeded', run: 'succeeded' })
})
