import type { Database } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import type { AttemptEnd, Offers, Requirements } from '@assay/schemas'
import { type Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { sweep } from '../src/sweep.ts'
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

const offers: Offers = { cpu: 4, memory_bytes: 1000, gpus: [], labels: [] }
const requires: Requirements = { cpu: 1, memory_bytes: 100, gpu: 0, labels: [] }
const sweeping = { standing_ms: 60_000 }

async function jobRow(db: Kysely<Database>, run_id: string) {
  return db.selectFrom('jobs').selectAll().where('run_id', '=', run_id).orderBy('id').executeTakeFirstOrThrow()
}

it('lets a job that may be anywhere wait for a pull worker before one of the platform takes it', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  const waiting = job('a', [], { placement: 'any', prefer_worker_seconds: 60 })
  await submit(db, owner_id, [waiting])
  const platform = await addWorker(db)
  expect(await claim(db, platform)).toEqual([])
  expect(await claim(db, await addWorker(db), 1, { placements: ['worker', 'any'] })).toHaveLength(1)
  await submit(db, owner_id, [job('first'), { ...waiting, needs: ['first'] }])
  const [first] = await claim(db, platform)
  await passTime(db, 100)
  if (!first) throw new Error('nothing was claimed')
  await settle(db, [ended(first)])
  expect(await claim(db, platform)).toEqual([])
  await passTime(db, 61)
  expect(await claim(db, platform)).toHaveLength(1)
})

it('gives no jobs to a worker that drains', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await submit(db, await addUser(db), [job('a')])
  const worker_id = await addWorker(db)
  await sql`update workers set draining_at = now() where id = ${worker_id}`.execute(db)
  expect(await claim(db, worker_id)).toEqual([])
  expect(await claim(db, await addWorker(db))).toHaveLength(1)
})

it('prefers another worker after one was lost, where the job asks for it and there is one that fits', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a', [], { other_worker: true, requires })])
  const lost = await addWorker(db, 1, { name: 'lost', offers })
  const other = await addWorker(db, 1, { name: 'other', offers })
  await addWorker(db, 1, { name: 'too small', offers: { ...offers, cpu: 0.5 } })
  const [claimed] = await claim(db, lost, 1, { offers })
  if (!claimed) throw new Error('nothing was claimed')
  await settle(db, [ended(claimed, { kind: 'lost' })])
  const again = await addWorker(db, 1, { name: 'lost', offers })
  expect(await claim(db, again, 1, { offers })).toEqual([])
  await sweep(unheard(db), sweeping)
  expect(await claim(db, again, 1, { offers })).toEqual([])
  await age(db, other, 100)
  await sweep(unheard(db), sweeping)
  expect(await claim(db, again, 1, { offers })).toHaveLength(1)
  expect((await statesOf(db, run_id))['a']).toBe('running')
})

it('gives a job back to the worker that was lost where there is no other', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await submit(db, await addUser(db), [job('a', [], { other_worker: true, requires })])
  const lost = await addWorker(db, 1, { name: 'lost', offers })
  await addWorker(db, 1, { name: 'of another kind', offers, kinds: ['other'] })
  const [claimed] = await claim(db, lost, 1, { offers })
  if (!claimed) throw new Error('nothing was claimed')
  await settle(db, [ended(claimed, { kind: 'lost' })])
  expect(await claim(db, lost, 1, { offers })).toHaveLength(1)
})

const outOfMemory: AttemptEnd = {
  kind: 'failed',
  error: { code: 'INTERNAL', message: 'It ran out of memory.', data: {} },
  retryable: false,
  more_memory: true,
}

it('asks for more memory after an attempt that ran out of it, as far as any worker has it', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const growing = job('a', [], { memory_factor: 4, requires, max_attempts: 9 })
  const run_id = await submit(db, await addUser(db), [growing])
  const worker_id = await addWorker(db, 1, { offers })
  for (const memory_bytes of [100, 400, 1000]) {
    await passTime(db, 60)
    const [claimed] = await claim(db, worker_id, 1, { offers })
    if (!claimed) throw new Error('nothing was claimed')
    expect(claimed.requires?.memory_bytes).toBe(memory_bytes)
    await settle(db, [ended(claimed, outOfMemory)])
  }
  expect((await statesOf(db, run_id))['a']).toBe('failed')
})

it('asks for no more memory after a lost worker, nor where the policy says nothing', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  const worker_id = await addWorker(db, 1, { offers })
  const lost = await submit(db, owner_id, [job('a', [], { memory_factor: 4, requires })])
  const [claimed] = await claim(db, worker_id, 1, { offers })
  if (!claimed) throw new Error('nothing was claimed')
  await settle(db, [ended(claimed, { kind: 'lost' })])
  expect((await jobRow(db, lost)).requires?.memory_bytes).toBe(100)
  await stop(db, lost)
  const plain = await submit(db, owner_id, [job('a', [], { requires })])
  const [other] = await claim(db, worker_id, 1, { offers })
  if (!other) throw new Error('nothing was claimed')
  await settle(db, [ended(other, outOfMemory)])
  expect((await statesOf(db, plain))['a']).toBe('failed')
})

it('stops what has not ended by the deadline of its run, and says why', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const deadline_at = new Date(Date.now() + 60_000).toISOString()
  const jobs = [job('runs', [], { priority: 1 }), job('waits'), job('needs', ['runs'])]
  const run_id = await submit(db, await addUser(db), jobs, { deadline_at })
  const [claimed] = await claim(db, await addWorker(db), 1)
  if (!claimed) throw new Error('nothing was claimed')
  await sweep(unheard(db), sweeping)
  expect(await statesOf(db, run_id)).toMatchObject({ runs: 'running', waits: 'queued' })
  await passTime(db, 61)
  await sweep(unheard(db), sweeping)
  await sweep(unheard(db), sweeping)
  expect(await statesOf(db, run_id)).toEqual({ runs: 'running', waits: 'stopped', needs: 'stopped', run: 'running' })
  await settle(db, [ended(claimed, { kind: 'stopped' })])
  expect(await statesOf(db, run_id)).toMatchObject({ runs: 'stopped', run: 'stopped' })
  const errors = await db.selectFrom('jobs').select('error').where('run_id', '=', run_id).execute()
  expect(errors.map(({ error }) => error?.code)).toEqual(Array(3).fill('DEADLINE_REACHED'))
  expect((await eventsOf(db, run_id)).filter((event) => event === 'run.stop_requested')).toHaveLength(1)
})

it('fails what no known worker can ever fit after its time, and skips what needs it', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await addWorker(db, 1, { offers })
  await age(db, await addWorker(db, 1, { name: 'gone', offers: { ...offers, cpu: 16 } }), 3_000)
  const huge = job('huge', [], { requires: { ...requires, cpu: 32 }, unplaceable_seconds: 600 })
  const run_id = await submit(db, await addUser(db), [
    { ...huge, name: 'known', requires: { ...requires, cpu: 16 } },
    huge,
    job('after', ['huge']),
    job('other'),
  ])
  await sweep(unheard(db), sweeping)
  await passTime(db, 599)
  await sweep(unheard(db), sweeping)
  expect(await statesOf(db, run_id)).toMatchObject({ huge: 'queued', known: 'queued' })
  await passTime(db, 2)
  await sweep(unheard(db), sweeping)
  expect(await statesOf(db, run_id)).toMatchObject({
    huge: 'failed',
    after: 'skipped',
    known: 'queued',
    other: 'queued',
  })
  const failure = await db.selectFrom('jobs').select('error').where('name', '=', 'huge').executeTakeFirstOrThrow()
  expect(failure.error).toMatchObject({
    code: 'NO_WORKER_FITS',
    data: { waited_seconds: 600, lacking: { what: 'cpu', wanted: 32, best: 16 } },
  })
})

it('lets a job wait on when a worker comes that fits it, and begins to count anew when that goes', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await addWorker(db, 1, { offers })
  const huge = job('huge', [], { requires: { ...requires, cpu: 32 }, unplaceable_seconds: 600 })
  const run_id = await submit(db, await addUser(db), [huge])
  await sweep(unheard(db), sweeping)
  await passTime(db, 500)
  const large = await addWorker(db, 1, { name: 'large', offers: { ...offers, cpu: 64 } })
  await sweep(unheard(db), sweeping)
  expect((await jobRow(db, run_id)).unplaceable_since).toBeNull()
  await db.deleteFrom('workers').where('id', '=', large).execute()
  await sweep(unheard(db), sweeping)
  await passTime(db, 500)
  await sweep(unheard(db), sweeping)
  expect((await statesOf(db, run_id))['huge']).toBe('queued')
})
