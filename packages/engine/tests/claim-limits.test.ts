import { createTestDatabase } from '@assay/db/testing'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { addUser, addWorker, claim, ended, job, lockRuns, settle, submit, waitForLocks } from '../src/testing/scene.ts'

const many = (count: number) => Array.from({ length: count }, (_, index) => job(`j${index}`))

it('starts no more jobs of an owner than may run at once, and the next when one ends', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await submit(db, await addUser(db), many(10))
  const worker_id = await addWorker(db)
  const limits = { max_running_per_owner: 3 }
  const first = await claim(db, worker_id, 8, limits)
  expect(first).toHaveLength(3)
  expect(await claim(db, worker_id, 8, limits)).toEqual([])
  await settle(
    db,
    first.slice(0, 2).map((row) => ended(row)),
  )
  expect(await claim(db, worker_id, 8, limits)).toHaveLength(2)
})

it('fills the slots with jobs of others, however early the limited owner comes', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const [limited, other] = [await addUser(db), await addUser(db)]
  await submit(db, limited, many(10))
  await submit(db, other, many(10))
  await db.updateTable('users').set({ max_running_jobs: 1 }).where('id', '=', limited).execute()
  const owners = (await claim(db, await addWorker(db), 8)).map((row) => row.owner_id)
  expect(owners.filter((owner) => owner === limited)).toHaveLength(1)
  expect(owners).toHaveLength(8)
})

it("lets a user's own number override that of everybody, in both directions", async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const [more, none] = [await addUser(db), await addUser(db)]
  await submit(db, more, many(10))
  await submit(db, none, many(10))
  await db.updateTable('users').set({ max_running_jobs: 5 }).where('id', '=', more).execute()
  await db.updateTable('users').set({ max_running_jobs: 0 }).where('id', '=', none).execute()
  const claimed = await claim(db, await addWorker(db), 20, { max_running_per_owner: 2 })
  expect(claimed.map((row) => row.owner_id)).toEqual(Array(5).fill(more))
})

/** Jobs of a kind that another worker executes. */
const others = (count: number) => many(count).map((each) => ({ ...each, kind: 'other', spec: {} }) as const)

it('never exceeds the number, although two workers that see the same room claim different jobs at once', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const [owner, bystander] = [await addUser(db), await addUser(db)]
  const runs = [await submit(db, owner, many(3)), await submit(db, owner, others(3))]
  await db.updateTable('users').set({ max_running_jobs: 3 }).where('id', '=', owner).execute()
  const [one, other] = [await addWorker(db), await addWorker(db)]
  const claims = await db.transaction().execute(async (trx) => {
    await lockRuns(trx, runs)
    const started = [claim(db, one, 4), claim(db, other, 4, { kinds: ['other'] })]
    // one waits for its run and holds the owner, the other waits for the owner
    await waitForLocks(db, 2)
    await submit(db, bystander, [job('free')])
    expect((await claim(db, await addWorker(db), 4)).map((row) => row.name)).toEqual(['free'])
    return { started }
  })
  const claimed = (await Promise.all(claims.started)).flat()
  expect(claimed).toHaveLength(3)
})

it('never exceeds the number, nor meets a deadlock, when many workers claim and settle at once', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owners = await Promise.all(Array.from({ length: 4 }, () => addUser(db)))
  for (const owner of owners)
    for (let run = 0; run < 10; run++)
      await submit(
        db,
        owner,
        [...many(2), ...others(2)].map((each, index) => ({ ...each, name: `j${index}` })),
      )
  const workers = await Promise.all(Array.from({ length: 6 }, () => addWorker(db)))
  let most = 0
  const work = async (worker_id: string, index: number) => {
    const kinds = [index % 2 === 0 ? 'step' : 'other'] as const
    for (let open = 1; open > 0; ) {
      const claimed = await claim(db, worker_id, 5, { kinds, max_running_per_owner: 3 })
      const { rows } = await sql<{ running: number }>`
        select count(*)::int as running from jobs where state = 'running' group by owner_id`.execute(db)
      most = Math.max(most, ...rows.map((row) => row.running))
      await settle(
        db,
        claimed.map((row) => ended(row)),
      )
      open = (await db.selectFrom('jobs').select('id').where('state', '<>', 'succeeded').execute()).length
    }
  }
  await Promise.all(workers.map(work))
  expect(most).toBe(3)
  const { rows } = await sql<{ deadlocks: number }>`
    select deadlocks from pg_stat_database where datname = current_database()`.execute(db)
  expect(rows[0]?.deadlocks).toBe(0)
})

const limited = (key: string, running: number, count: number) =>
  many(count).map((each) => ({ ...each, limit: { key, running } }))

it('starts no more jobs of one key than may run at once, whoever owns them, and owners take turns', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const [one, other] = [await addUser(db), await addUser(db)]
  await submit(db, one, limited('app', 2, 20))
  await submit(db, other, limited('app', 2, 20))
  await submit(db, other, [job('free')])
  const worker_id = await addWorker(db)
  const first = [...(await claim(db, worker_id, 8)), ...(await claim(db, worker_id, 8))]
  expect(first.filter(({ name }) => name !== 'free').map(({ owner_id }) => owner_id)).toEqual([one, other])
  expect(first.map(({ name }) => name)).toContain('free')
  await settle(
    db,
    first.filter(({ owner_id }) => owner_id === one).map((row) => ended(row)),
  )
  expect((await claim(db, worker_id, 8)).map(({ owner_id }) => owner_id)).toEqual([one])
})

it('never exceeds the number of a key when many workers claim and settle at once', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owners = await Promise.all(Array.from({ length: 3 }, () => addUser(db)))
  for (const owner of owners) {
    await submit(db, owner, limited('x', 2, 10))
    await submit(db, owner, limited('y', 3, 10))
  }
  let most = 0
  const work = async () => {
    const worker_id = await addWorker(db)
    for (let open = 1; open > 0; ) {
      const claimed = await claim(db, worker_id, 5, { max_running_per_owner: 3 })
      const { rows } = await sql<{ over: number }>`
        select max(count - limit_running)::int as over from (
          select count(*), min(limit_running) as limit_running from jobs where state = 'running' group by limit_key
        ) as running`.execute(db)
      most = Math.max(most, rows[0]?.over ?? 0)
      await settle(
        db,
        claimed.map((row) => ended(row)),
      )
      open = (await db.selectFrom('jobs').select('id').where('state', '<>', 'succeeded').execute()).length
    }
  }
  await Promise.all(Array.from({ length: 5 }, work))
  expect(most).toBe(0)
})
