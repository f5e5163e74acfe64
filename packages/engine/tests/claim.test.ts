import { createTestDatabase } from '@assay/db/testing'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import {
  addUser,
  addWorker,
  claim,
  ended,
  job,
  lockRuns,
  settle,
  submit,
  submitWithin,
  waitForLocks,
} from '../src/testing/scene.ts'

it('starts another user next, however many jobs one user has queued', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const [busy, other] = [await addUser(db), await addUser(db)]
  const many = Array.from({ length: 50 }, (_, index) => job(`j${index}`))
  await submit(db, busy, many)
  await submit(db, other, [job('first'), job('second')])
  const owners = (await claim(db, await addWorker(db), 4)).map((row) => row.owner_id)
  expect(owners.filter((owner) => owner === other)).toHaveLength(2)
  const next = await claim(db, await addWorker(db), 2)
  expect(next.map((row) => row.owner_id)).toEqual([busy, busy])
})

it('counts what an owner has running already', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const [busy, other] = [await addUser(db), await addUser(db)]
  const worker_id = await addWorker(db)
  await submit(db, busy, [job('a'), job('b'), job('c'), job('d')])
  await claim(db, worker_id, 2)
  await submit(db, other, [job('x'), job('y')])
  const next = await claim(db, worker_id, 2)
  expect(next.map((row) => row.name).toSorted()).toEqual(['x', 'y'])
})

it("orders a user's own jobs by priority, then by age, and nobody else's", async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const [modest, eager] = [await addUser(db), await addUser(db)]
  await submit(db, modest, [job('mine', [], { priority: -100 })])
  const urgent = job('urgent', [], { priority: 100 })
  await submit(db, eager, [job('late', [], { priority: -1 }), job('old'), job('new'), urgent])
  const order: string[] = []
  const worker_id = await addWorker(db)
  for (let round = 0; round < 5; round++) {
    const claimed = await claim(db, worker_id, 1)
    order.push(...claimed.map((row) => row.name))
    await settle(
      db,
      claimed.map((row) => ended(row)),
    )
  }
  expect(order).toEqual(['mine', 'urgent', 'old', 'new', 'late'])
})

it('never gives one job to two workers that claim at once', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  const runs = Array.from({ length: 40 }, () => ({
    owner_id,
    name: 'r',
    jobs: [job('a'), job('b')],
  }))
  await db.transaction().execute((trx) => submitWithin(trx, runs))
  const workers = await Promise.all(Array.from({ length: 6 }, () => addWorker(db)))
  const claimed: string[] = []
  while (claimed.length < 80) {
    const batches = await Promise.all(workers.map((worker_id) => claim(db, worker_id, 5)))
    claimed.push(...batches.flat().map((row) => row.id))
  }
  expect(new Set(claimed).size).toBe(80)
})

it('leaves a run that is held to the next time, and waits only when there is nothing else', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  const held = await submit(db, owner_id, [job('held')])
  await submit(db, owner_id, [job('free')])
  const worker_id = await addWorker(db)
  const later = await db.transaction().execute(async (trx) => {
    await lockRuns(trx, [held])
    expect((await claim(db, worker_id, 2)).map((row) => row.name)).toEqual(['free'])
    return { claim: claim(db, worker_id, 2) }
  })
  expect((await later.claim).map((row) => row.name)).toEqual(['held'])
})

it('looks further when another worker takes everything that it was waiting for', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a'), job('b'), job('c'), job('d')])
  const workers = [await addWorker(db), await addWorker(db)]
  const waiting = await db.transaction().execute(async (trx) => {
    await lockRuns(trx, [run_id])
    const claims = workers.map((worker_id) => claim(db, worker_id, 2))
    await waitForLocks(db, 2)
    return { claims }
  })
  const claimed = (await Promise.all(waiting.claims)).map((rows) => rows.map((row) => row.name).toSorted())
  expect(claimed.toSorted()).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
})

it('claims only kinds that the worker can execute, and nothing placed on pull workers', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  await submit(db, owner_id, [job('other', [], { kind: 'other', spec: {} }), job('mine'), job('theirs')])
  await db.updateTable('jobs').set({ placement: 'worker' }).where('name', '=', 'theirs').execute()
  expect((await claim(db, await addWorker(db))).map((row) => row.name)).toEqual(['mine'])
})

it('meets no deadlock when claims, settles and submissions overlap', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  const jobs = [job('a'), job('b'), job('c', ['a']), job('d', ['a', 'b']), job('e', ['c', 'd'])]
  for (let index = 0; index < 30; index++) await submit(db, owner_id, jobs)
  const workers = await Promise.all(Array.from({ length: 5 }, () => addWorker(db)))
  const work = async (worker_id: string) => {
    let idle = 0
    while (idle < 20) {
      const claimed = await claim(db, worker_id, 7)
      const settlements = claimed.map((row) => ended(row))
      await settle(db, Math.random() < 0.5 ? settlements : settlements.toReversed())
      idle = claimed.length === 0 ? idle + 1 : 0
    }
  }
  await Promise.all(workers.map(work))
  const { rows } = await sql<{ deadlocks: number }>`
    select deadlocks from pg_stat_database where datname = current_database()`.execute(db)
  expect(rows[0]?.deadlocks).toBe(0)
  const open = await db.selectFrom('runs').select('id').where('jobs_open', '>', 0).execute()
  expect(open).toEqual([])
})
