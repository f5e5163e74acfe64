import type { Database } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import type { JobWaiting, Offers, Requirements } from '@assay/schemas'
import fc from 'fast-check'
import type { Kysely } from 'kysely'
import { expect, it } from 'vitest'
import type { JobSubmission } from '../src/submit.ts'
import { addUser, addWorker, age, claim, ended, failed, job, settle, stop, submit } from '../src/testing/scene.ts'
import { whyWaiting } from '../src/waiting.ts'

const requires: Requirements = { cpu: 1, memory_bytes: 100, gpu: 0, labels: [] }
const gpu = { model: 'NVIDIA T4', arch: 'Turing', memory_bytes: 16 }
const offers: Offers = { cpu: 4, memory_bytes: 1000, gpus: [gpu], labels: ['linux'] }
const pulling = ['worker', 'any'] as const

interface Scene {
  readonly db: Kysely<Database>
  readonly owner_id: string
  readonly submit: (more?: Partial<JobSubmission>) => Promise<void>
}

type Expected = Pick<JobWaiting, 'reason'> & Partial<JobWaiting>

async function failOnce({ db, submit }: Scene): Promise<void> {
  await submit()
  const [claimed] = await claim(db, await addWorker(db), 1)
  if (!claimed) throw new Error('nothing was claimed')
  await settle(db, [ended(claimed, failed(true))])
}

/** What leads to each reason, and what is said of the job that waits, the last one. */
const cases: Record<string, readonly [(scene: Scene) => Promise<void>, Expected]> = {
  'no worker': [async ({ submit }) => submit(), { reason: 'no_worker' }],
  'a worker of another kind': [
    async ({ db, submit }) => {
      await addWorker(db, 1, { kinds: ['other'] })
      await submit()
    },
    { reason: 'no_worker' },
  ],
  'a worker that is away': [
    async ({ db, submit }) => {
      await age(db, await addWorker(db), 30)
      await submit()
    },
    { reason: 'no_worker' },
  ],
  'a retry': [failOnce, { reason: 'delay', until: expect.any(String) }],
  'no slot': [
    async ({ db, submit }) => {
      await submit()
      await claim(db, await addWorker(db, 1), 1)
      await submit()
    },
    { reason: 'no_slot', position: 1, position_overall: 1 },
  ],
  'what is booked': [
    async ({ db, submit }) => {
      await submit({ requires: { ...requires, cpu: 3 } })
      await claim(db, await addWorker(db, 4, { offers }), 1, { offers })
      await submit({ requires: { ...requires, cpu: 2 } })
    },
    { reason: 'booked', lacking: { what: 'cpu', wanted: 2, best: 1 } },
  ],
  'labels that nobody has': [
    async ({ db, submit }) => {
      await addWorker(db, 4, { offers })
      await submit({ requires: { ...requires, labels: ['linux', 'fast disk'] } })
    },
    { reason: 'labels', lacking: { what: 'labels', wanted: 'fast disk', best: null } },
  ],
  'more memory than any has': [
    async ({ db, submit }) => {
      await addWorker(db, 4, { offers })
      await age(db, await addWorker(db, 4, { offers: { ...offers, memory_bytes: 2000 } }), 3000)
      await submit({ requires: { ...requires, memory_bytes: 3000 } })
    },
    { reason: 'no_worker_fits', lacking: { what: 'memory_bytes', wanted: 3000, best: 2000 } },
  ],
  'GPUs that none has': [
    async ({ db, submit }) => {
      await addWorker(db, 4, { offers })
      await submit({ requires: { ...requires, gpu: 1, gpu_memory_bytes: 80 } })
    },
    { reason: 'no_worker_fits', lacking: { what: 'gpu_memory_bytes', wanted: 80, best: 16 } },
  ],
  'what no one worker has together': [
    async ({ db, submit }) => {
      await addWorker(db, 4, { offers: { ...offers, cpu: 16, memory_bytes: 10, gpus: [] } })
      await addWorker(db, 4, { offers })
      await submit({ requires: { ...requires, cpu: 8, gpu: 1 } })
    },
    { reason: 'no_worker_fits', lacking: { what: 'cpu', wanted: 8, best: 4 } },
  ],
  'the limit of its owner': [
    async ({ db, owner_id, submit }) => {
      await db.updateTable('users').set({ max_running_jobs: 1 }).where('id', '=', owner_id).execute()
      await submit()
      await claim(db, await addWorker(db), 1)
      await submit()
    },
    { reason: 'owner_limit' },
  ],
  'the limit of a key': [
    async ({ db, submit }) => {
      const limit = { key: 'app', running: 1 }
      await submit({ limit })
      await claim(db, await addWorker(db), 1)
      await submit({ limit })
    },
    { reason: 'limit' },
  ],
  'a pull worker that it prefers': [
    async ({ db, submit }) => {
      await addWorker(db)
      await submit({ placement: 'any', prefer_worker_seconds: 60 })
    },
    { reason: 'preferred_worker', until: expect.any(String) },
  ],
  'its turn': [
    async ({ db, submit }) => {
      await addWorker(db, 1, { placements: pulling })
      await submit({ placement: 'worker' })
    },
    { reason: 'turn' },
  ],
}

it.each(Object.entries(cases))('says that a job waits for %s', async (_, [lead, expected]) => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  await lead({
    db,
    owner_id,
    submit: async (more) => {
      await submit(db, owner_id, [job('a', [], more)])
    },
  })
  const last = await db.selectFrom('jobs').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  expect(await whyWaiting({ db }, last)).toMatchObject(expected)
})

it('says of a job that is to stop that its worker is lost, and when nothing of it can be alive', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const run_id = await submit(db, await addUser(db), [job('a')])
  const worker_id = await addWorker(db)
  await claim(db, worker_id)
  const look = async () => whyWaiting({ db }, await db.selectFrom('jobs').selectAll().executeTakeFirstOrThrow())
  expect(await look()).toBeNull()
  await age(db, worker_id, 30)
  expect(await look()).toBeNull()
  await stop(db, run_id)
  expect(await look()).toMatchObject({ reason: 'lost_worker', until: expect.any(String), position: null })
})

it('says the place that a job has in the order of the claim', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const worker_id = await addWorker(db, 1000)
  const queue = fc.array(fc.record({ owner: fc.nat({ max: 3 }), priority: fc.nat({ max: 2 }) }), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(queue, fc.nat({ max: 4 }), async (queued, running) => {
      await db.deleteFrom('runs').execute()
      const owners = await Promise.all(Array.from({ length: 4 }, () => addUser(db)))
      for (const { owner, priority } of queued) await submit(db, owners[owner] ?? '', [job('a', [], { priority })])
      await claim(db, worker_id, running)
      const waiting = await db.selectFrom('jobs').selectAll().where('state', '=', 'queued').execute()
      const said: string[] = []
      for (const row of waiting) {
        const { position_overall } = (await whyWaiting({ db }, row)) ?? {}
        said[(position_overall ?? 0) - 1] = row.id
      }
      const order: string[] = []
      for (const _ of waiting) order.push((await claim(db, worker_id, 1))[0]?.id ?? '')
      expect(said).toEqual(order)
    }),
    { numRuns: 20 },
  )
})
