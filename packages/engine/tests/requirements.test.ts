import type { Database } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import type { Offers, Requirements } from '@assay/schemas'
import fc from 'fast-check'
import { type Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { claimJobs } from '../src/claim.ts'
import { addUser, addWorker, claim, ended, job, settle, submit, unheard } from '../src/testing/scene.ts'
import { readoptAttempts } from '../src/worker-session.ts'

const gibibyte = 1024 ** 3
const nothing: Offers = { cpu: 0, memory_bytes: 0, gpus: [], labels: [] }
const gpu = { model: null, arch: null, memory_bytes: 0 }

function needing(name: string, requires: Partial<Requirements>) {
  return job(name, [], { requires: { cpu: 0, memory_bytes: 0, gpu: 0, labels: [], ...requires } })
}

const namesOf = (jobs: readonly { readonly name: string }[]) => jobs.map(({ name }) => name)

it('gives a worker that offers nothing only what requires nothing', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await submit(db, await addUser(db), [needing('large', { cpu: 1 }), job('small')])
  expect(namesOf(await claim(db, await addWorker(db)))).toEqual(['small'])
  expect(namesOf(await claim(db, await addWorker(db), 10, { offers: { ...nothing, cpu: 1 } }))).toEqual(['large'])
})

it('takes what fits beside each other, the first first, and passes over what does not', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const jobs = [
    needing('a', { cpu: 2 }),
    needing('b', { cpu: 3 }),
    needing('c', { cpu: 2, memory_bytes: 3 * gibibyte }),
    needing('d', { memory_bytes: 2 * gibibyte }),
    job('e'),
  ]
  await submit(db, await addUser(db), jobs)
  const offers = { ...nothing, cpu: 4, memory_bytes: 4 * gibibyte }
  expect(namesOf(await claim(db, await addWorker(db), 10, { offers }))).toEqual(['a', 'c', 'e'])
})

it('books what a worker executes until that has ended', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await submit(db, await addUser(db), [needing('first', { gpu: 1 }), needing('second', { gpu: 1 })])
  const worker_id = await addWorker(db)
  const offers = { ...nothing, gpus: [gpu] }
  const [first] = await claim(db, worker_id, 10, { offers })
  expect(await claim(db, worker_id, 10, { offers })).toEqual([])
  expect(namesOf(await claim(db, await addWorker(db), 0, { offers }))).toEqual([])
  if (!first) throw new Error('nothing was claimed')
  await settle(db, [ended(first)])
  expect(namesOf(await claim(db, worker_id, 10, { offers }))).toEqual(['second'])
})

it('takes back only what fits beside what the worker has taken since', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await submit(db, await addUser(db), [needing('first', { cpu: 3 }), needing('second', { cpu: 1 })])
  const worker_id = await addWorker(db)
  const offers = { ...nothing, cpu: 4 }
  const before = await claim(db, worker_id, 10, { offers })
  await settle(
    db,
    before.map((row) => ended(row, { kind: 'lost' })),
  )
  await submit(db, await addUser(db), [{ ...needing('third', { cpu: 2 }), kind: 'other' }])
  expect(namesOf(await claim(db, worker_id, 1, { offers, kinds: ['other'] }))).toEqual(['third'])
  const attempts = before.map(({ id, run_id, attempt }) => ({ job_id: id, run_id, attempt }))
  const got = await readoptAttempts(unheard(db), { worker_id, offers, attempts })
  expect(namesOf(before.filter(({ id }) => got.has(id)))).toEqual(['second'])
  expect(await bookedOf(db)).toEqual([{ cpu: 3, gpu: 0 }])
})

it('wants every label of a job on its worker', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await submit(db, await addUser(db), [needing('labelled', { labels: ['linux', 'fast disk'] })])
  const worker_id = await addWorker(db)
  expect(await claim(db, worker_id, 1, { offers: { ...nothing, labels: ['linux'] } })).toEqual([])
  const offers = { ...nothing, labels: ['fast disk', 'linux', 'other'] }
  expect(namesOf(await claim(db, worker_id, 1, { offers }))).toEqual(['labelled'])
})

it('comes to a job that fits behind others of its owner that do not', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const large = Array.from({ length: 20 }, (_, index) => needing(`large-${index}`, { cpu: 64 }))
  await submit(db, await addUser(db), [...large, job('small')])
  expect(namesOf(await claim(db, await addWorker(db), 2, { offers: { ...nothing, cpu: 8 } }))).toEqual(['small'])
})

it('says that there may be more behind what did not fit beside what it took', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  await submit(db, await addUser(db), [needing('a', { cpu: 3 }), needing('b', { cpu: 3 }), needing('c', { cpu: 1 })])
  const request = { worker_id: await addWorker(db), slots: 2, kinds: ['step'], offers: { ...nothing, cpu: 4 } }
  const first = await claimJobs(unheard(db), request)
  expect([namesOf(first.jobs), first.is_partial]).toEqual([['a'], true])
  const second = await claimJobs(unheard(db), request)
  expect([namesOf(second.jobs), second.is_partial]).toEqual([['c'], false])
})

it('leaves to pull workers what is placed on them, and takes what may be anywhere', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const placements = ['platform', 'worker', 'any'] as const
  const jobs = placements.flatMap((placement) => [0, 1].map((at) => job(`${placement}-${at}`, [], { placement })))
  await submit(db, await addUser(db), jobs)
  expect(namesOf(await claim(db, await addWorker(db), 3))).toEqual(['platform-0', 'platform-1', 'any-0'])
  const pull = { placements: ['worker', 'any'] } as const
  expect(namesOf(await claim(db, await addWorker(db), 9, pull))).toEqual(['worker-0', 'worker-1', 'any-1'])
})

/** By worker, what its running jobs require in all. */
async function bookedOf(db: Kysely<Database>) {
  const { rows } = await sql<{ cpu: number; gpu: number }>`
    select sum((requires ->> 'cpu')::float8) as cpu, sum((requires ->> 'gpu')::float8) as gpu
    from jobs where state = 'running' group by worker_id`.execute(db)
  return rows
}

it('never over-commits a worker, however many claims it makes at once', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  const amount = fc.record({ cpu: fc.constantFrom(0, 0.5, 1, 2), gpu: fc.constantFrom(0, 0, 1) })
  await fc.assert(
    fc.asyncProperty(fc.array(amount, { minLength: 1, maxLength: 30 }), async (amounts) => {
      await submit(
        db,
        owner_id,
        amounts.map((requires, index) => needing(`job-${index}`, requires)),
      )
      const offers = { ...nothing, cpu: 4, gpus: [gpu] }
      const worker_id = await addWorker(db)
      for (let open = amounts.length; open > 0; ) {
        const claims = await Promise.all([5, 3, 8].map((slots) => claim(db, worker_id, slots, { offers })))
        for (const { cpu, gpu } of await bookedOf(db)) {
          expect(cpu).toBeLessThanOrEqual(4)
          expect(gpu).toBeLessThanOrEqual(1)
        }
        const claimed = claims.flat()
        await settle(
          db,
          claimed.map((row) => ended(row)),
        )
        open -= claimed.length
      }
    }),
    { numRuns: 15 },
  )
})
