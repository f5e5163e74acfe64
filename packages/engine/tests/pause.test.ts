import { type Database, insertBudgets, spendBudget } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import type { Budget } from '@assay/schemas'
import type { Kysely } from 'kysely'
import { expect, it } from 'vitest'
import { raiseBudget, transactAround } from '../src/index.ts'
import {
  addUser,
  addWorker,
  claim,
  ended,
  eventsOf,
  job,
  settle,
  statesOf,
  stop,
  submit,
  unheard,
} from '../src/testing/scene.ts'

const spent = { kind: 'handed_back', waits_for: 'budget' } as const

async function limited(db: Kysely<Database>, names: readonly string[], budget: Budget): Promise<string> {
  const run_id = await submit(
    db,
    await addUser(db),
    names.map((name) => job(name)),
  )
  await db.transaction().execute((trx) => insertBudgets(trx, { run_ids: [run_id], budget }))
  return run_id
}

function raise(db: Kysely<Database>, run_id: string, budget: Budget): Promise<boolean> {
  return transactAround(unheard(db), (held) => raiseBudget(held, { run_id, budget }))
}

it('lets jobs that wait for a greater budget be, uncounted, until there is one', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await limited(db, ['a', 'b'], { tokens: 10 })
  const worker = await addWorker(db)
  const [first, second] = await claim(db, worker)
  if (!first || !second) throw new Error('not claimed')
  await spendBudget(db, { run_id, cost: 0, tokens: 12, seconds: 0 })
  await settle(db, [ended(first, spent)])
  await settle(db, [ended(second, spent)])
  expect(await claim(db, worker)).toEqual([])
  await raise(db, run_id, { tokens: 12 })
  expect(await claim(db, worker)).toEqual([])
  await raise(db, run_id, { tokens: 13 })
  expect((await claim(db, worker)).map(({ name, attempt }) => [name, attempt])).toEqual([
    ['a', 2],
    ['b', 2],
  ])
  const left = await db.selectFrom('jobs').select('attempts_left').execute()
  expect(left.map(({ attempts_left }) => attempts_left)).toEqual([2, 2])
  const events = await eventsOf(db, run_id)
  expect(events.filter((event) => event.startsWith('run.'))).toEqual([
    ...['run.created', 'run.started', 'run.paused', 'run.resumed'],
  ])
})

it('pauses nothing by a budget that was raised while the attempt ended', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await limited(db, ['a'], { cost: 1 })
  const worker = await addWorker(db)
  const [only] = await claim(db, worker)
  if (!only) throw new Error('not claimed')
  await spendBudget(db, { run_id, cost: 1, tokens: 0, seconds: 0 })
  await raise(db, run_id, { cost: 2 })
  await settle(db, [ended(only, spent)])
  expect(await claim(db, worker)).toHaveLength(1)
})

it('stops a run that has paused, and one that is to stop before it pauses', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await limited(db, ['a', 'b'], { seconds: 1 })
  const [first, second] = await claim(db, await addWorker(db))
  if (!first || !second) throw new Error('not claimed')
  await spendBudget(db, { run_id, cost: 0, tokens: 0, seconds: 2 })
  await settle(db, [ended(first, spent)])
  await stop(db, run_id)
  await settle(db, [ended(second, spent)])
  expect(await statesOf(db, run_id)).toEqual({ a: 'stopped', b: 'stopped', run: 'stopped' })
})

it('tells that a run has no budget, which then cannot be raised', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a')])
  expect(await spendBudget(db, { run_id, cost: 1, tokens: 1, seconds: 1 })).toBeUndefined()
  expect(await raise(db, run_id, { cost: 1 })).toBe(false)
})
