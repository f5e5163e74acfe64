import { newId } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { givesUpSeconds } from '../src/giving-up.ts'
import { sweep, sweepLostAttempts, sweepPredecessors } from '../src/sweep.ts'
import {
  addUser,
  addWorker,
  age,
  claim,
  ended,
  eventsOf,
  job,
  passTime,
  settle,
  statesOf,
  stop,
  submit,
  unheard,
} from '../src/testing/scene.ts'
import {
  leaseSeconds,
  listHeldAttempts,
  openWorkerSession,
  readoptAttempts,
  renewWorkerSession,
} from '../src/worker-session.ts'

const standing_ms = leaseSeconds * 1000

it('declares attempts lost whose session is stale, and no others', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  const [dead, alive] = [await addWorker(db), await addWorker(db)]
  const lost = await submit(db, owner_id, [job('a')])
  await claim(db, dead)
  const kept = await submit(db, owner_id, [job('a')])
  await claim(db, alive)
  await age(db, dead, leaseSeconds + 1)
  await age(db, alive, leaseSeconds - 5)
  expect(await sweepLostAttempts(unheard(db), { standing_ms })).toBe(1)
  expect((await statesOf(db, lost))['a']).toBe('queued')
  expect((await statesOf(db, kept))['a']).toBe('running')
  expect(await eventsOf(db, lost)).toContain('job.lost a')
})

it('sweeps nothing before its own connection has stood for a whole lease', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const worker_id = await addWorker(db)
  const run_id = await submit(db, await addUser(db), [job('a')])
  await claim(db, worker_id)
  await age(db, worker_id, 10 * leaseSeconds)
  expect(await sweepLostAttempts(unheard(db), { standing_ms: standing_ms - 1 })).toBe(0)
  expect((await statesOf(db, run_id))['a']).toBe('running')
})

it('keeps all attempts of a worker by one renewal', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const worker_id = await addWorker(db)
  await submit(
    db,
    await addUser(db),
    Array.from({ length: 20 }, (_, index) => job(`j${index}`)),
  )
  await claim(db, worker_id)
  await age(db, worker_id, 10 * leaseSeconds)
  await renewWorkerSession(db, { id: worker_id, name: 'a worker', slots: 4, lease_seconds: leaseSeconds })
  expect(await sweepLostAttempts(unheard(db), { standing_ms })).toBe(0)
  expect(await listHeldAttempts(db, worker_id)).toHaveLength(20)
})

it('gives a returning worker what nobody else has, and nothing more', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('waits'), job('taken')])
  const worker_id = await addWorker(db)
  const mine = await claim(db, worker_id)
  await age(db, worker_id, leaseSeconds + 1)
  await sweepLostAttempts(unheard(db), { standing_ms })
  await sql`update jobs set priority = 1 where name = 'taken'`.execute(db)
  const [taken] = await claim(db, await addWorker(db), 1)
  const attempts = mine.map(({ id, run_id: run, attempt }) => ({ job_id: id, run_id: run, attempt }))
  const got = await readoptAttempts(unheard(db), { worker_id, attempts })
  expect([...got]).toEqual(mine.filter((row) => row.id !== taken?.id).map((row) => row.id))
  await settle(
    db,
    mine.map((row) => ended(row)),
  )
  expect(await statesOf(db, run_id)).toEqual({ waits: 'succeeded', taken: 'running', run: 'running' })
})

it('declares at once what the predecessor of the same name held', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const session = { name: 'standalone', slots: 1, lease_seconds: leaseSeconds }
  const before = await openWorkerSession(db, session)
  const run_id = await submit(db, await addUser(db), [job('a')])
  await claim(db, before)
  const worker_id = await openWorkerSession(db, session)
  expect(await sweepPredecessors(unheard(db), { name: 'standalone', worker_id })).toBe(1)
  expect((await statesOf(db, run_id))['a']).toBe('queued')
})

it('declares lost what a session holds that does not exist', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a')])
  await claim(db, newId())
  expect(await sweepLostAttempts(unheard(db), { standing_ms })).toBe(1)
  expect((await statesOf(db, run_id))['a']).toBe('queued')
})

it('sweeps no session within a lease of its own after a reconnection, however long that is', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const worker_id = await addWorker(db, 1, { lease_seconds: 120 })
  const run_id = await submit(db, await addUser(db), [job('a')])
  await claim(db, worker_id)
  await age(db, worker_id, 119)
  expect(await sweepLostAttempts(unheard(db), { standing_ms: 600_000 })).toBe(0)
  await age(db, worker_id, 121)
  expect(await sweepLostAttempts(unheard(db), { standing_ms: 60_000 })).toBe(0)
  expect(await sweepLostAttempts(unheard(db), { standing_ms: 120_000.5 })).toBe(1)
  expect((await statesOf(db, run_id))['a']).toBe('queued')
})

it('keeps a job running that is to stop and whose worker is lost, until its worker has killed what it executes', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a'), job('b', ['a'])])
  const worker_id = await addWorker(db)
  await claim(db, worker_id)
  await stop(db, run_id)
  await age(db, worker_id, leaseSeconds + 1)
  expect(await sweepLostAttempts(unheard(db), { standing_ms })).toBe(0)
  await age(db, worker_id, givesUpSeconds)
  expect(await sweepLostAttempts(unheard(db), { standing_ms })).toBe(0)
  expect(await statesOf(db, run_id)).toEqual({ a: 'running', b: 'stopped', run: 'running' })
  await age(db, worker_id, givesUpSeconds + 16)
  expect(await sweepLostAttempts(unheard(db), { standing_ms })).toBe(1)
  expect(await statesOf(db, run_id)).toEqual({ a: 'stopped', b: 'stopped', run: 'stopped' })
})

it('takes the word of a worker that comes back for the end of a job that was to stop', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a')])
  const worker_id = await addWorker(db)
  const [claimed] = await claim(db, worker_id)
  if (!claimed) throw new Error('nothing was claimed')
  await stop(db, run_id)
  await age(db, worker_id, 100)
  await sweepLostAttempts(unheard(db), { standing_ms })
  await renewWorkerSession(db, { id: worker_id, name: 'a worker', slots: 4, lease_seconds: leaseSeconds })
  expect(await listHeldAttempts(db, worker_id)).toMatchObject([{ job_id: claimed.id, stop_requested: true }])
  expect((await settle(db, [ended(claimed, { kind: 'stopped' })])).size).toBe(1)
  expect(await statesOf(db, run_id)).toEqual({ a: 'stopped', run: 'stopped' })
})

it('takes the word of a worker that comes back for the death of what another has got, of that attempt alone', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a')])
  const attempts = []
  for (const worker_id of [await addWorker(db), await addWorker(db)]) {
    attempts.push(...(await claim(db, worker_id)))
    await age(db, worker_id, leaseSeconds + 1)
    await sweepLostAttempts(unheard(db), { standing_ms })
    await passTime(db, 60)
  }
  const [first, second] = attempts
  if (!first || !second) throw new Error('nothing was claimed')
  await stop(db, run_id)
  await settle(db, [ended(first, { kind: 'handed_back' })])
  await sweep(unheard(db), { standing_ms })
  expect(await statesOf(db, run_id)).toEqual({ a: 'queued', run: 'running' })
  await settle(db, [ended(second, { kind: 'handed_back' })])
  await sweep(unheard(db), { standing_ms })
  expect(await statesOf(db, run_id)).toEqual({ a: 'stopped', run: 'stopped' })
})

it('stops what was lost before somebody asked for its end only when nothing of it can be alive', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('waits'), job('taken')])
  const lost = await addWorker(db)
  await claim(db, lost)
  await age(db, lost, leaseSeconds + 1)
  await sweep(unheard(db), { standing_ms })
  await db.updateTable('jobs').set({ priority: 1 }).where('name', '=', 'taken').execute()
  const [taken] = await claim(db, await addWorker(db, 1, { name: 'other' }), 1)
  if (!taken) throw new Error('nothing was claimed')
  await stop(db, run_id)
  await settle(db, [ended(taken, { kind: 'stopped' })])
  await sweep(unheard(db), { standing_ms })
  expect(await claim(db, await addWorker(db))).toEqual([])
  expect(await statesOf(db, run_id)).toEqual({ waits: 'queued', taken: 'queued', run: 'running' })
  await passTime(db, givesUpSeconds)
  await sweep(unheard(db), { standing_ms })
  expect(await statesOf(db, run_id)).toEqual({ waits: 'stopped', taken: 'stopped', run: 'stopped' })
})

it('stops what was lost at once when its worker comes back and says that it is dead', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a')])
  const worker_id = await addWorker(db)
  const [mine] = await claim(db, worker_id)
  if (!mine) throw new Error('nothing was claimed')
  await age(db, worker_id, leaseSeconds + 1)
  await sweep(unheard(db), { standing_ms })
  await stop(db, run_id)
  expect((await statesOf(db, run_id))['a']).toBe('queued')
  const attempts = [{ job_id: mine.id, run_id, attempt: mine.attempt }]
  expect([...(await readoptAttempts(unheard(db), { worker_id, attempts }))]).toEqual([mine.id])
  expect(await listHeldAttempts(db, worker_id)).toMatchObject([{ stop_requested: true }])
  await settle(db, [ended(mine, { kind: 'stopped' })])
  expect(await statesOf(db, run_id)).toEqual({ a: 'stopped', run: 'stopped' })
})
