import { createTestDatabase } from '@assay/db/testing'
import type { Gpu, Offers, Requirements } from '@assay/schemas'
import { expect, it } from 'vitest'
import { addUser, addWorker, claim, ended, job, settle, submit, unheard } from '../src/testing/scene.ts'
import { readoptAttempts } from '../src/worker-session.ts'

const gibibyte = 1024 ** 3
const small: Gpu = { model: 'NVIDIA T4', arch: 'Turing', memory_bytes: 16 * gibibyte }
const large: Gpu = { model: 'NVIDIA A100', arch: 'Ampere', memory_bytes: 80 * gibibyte }

const offering = (...gpus: Gpu[]): Offers => ({ cpu: 0, memory_bytes: 0, gpus, labels: [] })

function needing(name: string, requires: Partial<Requirements>) {
  return job(name, [], { requires: { cpu: 0, memory_bytes: 0, gpu: 1, labels: [], ...requires } })
}

const cases: Record<string, Partial<Requirements>> = {
  'a model': { gpu_model: 'NVIDIA A100' },
  'an architecture': { gpu_arch: 'Ampere' },
  'so much memory of each': { gpu_memory_bytes: 17 * gibibyte },
  'so many': { gpu: 2 },
}

it.each(Object.entries(cases))(
  'gives a job that requires %s of GPUs only to a worker that has it',
  async (_, requires) => {
    await using database = await createTestDatabase()
    const { db } = database
    await submit(db, await addUser(db), [needing('a', requires)])
    const unknown: Gpu = { model: null, arch: null, memory_bytes: 0 }
    for (const offers of [offering(), offering(unknown), offering(small)]) {
      expect(await claim(db, await addWorker(db), 1, { offers })).toEqual([])
    }
    const [claimed] = await claim(db, await addWorker(db), 1, { offers: offering(small, large) })
    expect(claimed?.gpus).toEqual(requires.gpu === 2 ? [0, 1] : [1])
  },
)

it('books GPUs one by one, the least that will do first, and says which', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const offers = offering(large, small, large)
  const worker_id = await addWorker(db)
  await submit(db, await addUser(db), [
    needing('any', {}),
    needing('big', { gpu_arch: 'Ampere' }),
    needing('other', {}),
  ])
  const [any, big, other] = await claim(db, worker_id, 9, { offers })
  expect([any?.gpus, big?.gpus, other?.gpus]).toEqual([[1], [0], [2]])
  await submit(db, await addUser(db), [needing('next', { gpu_arch: 'Ampere' })])
  expect(await claim(db, worker_id, 9, { offers })).toEqual([])
  if (!any || !big) throw new Error('nothing was claimed')
  await settle(db, [ended(any)])
  expect(await claim(db, worker_id, 9, { offers })).toEqual([])
  await settle(db, [ended(big)])
  expect((await claim(db, worker_id, 9, { offers })).map(({ gpus }) => gpus)).toEqual([[0]])
})

it('takes back a job only with the GPUs that it had', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const offers = offering(small, small)
  const worker_id = await addWorker(db)
  await submit(db, await addUser(db), [needing('a', {}), needing('b', {})])
  const before = await claim(db, worker_id, 9, { offers })
  await settle(
    db,
    before.map((row) => ended(row, { kind: 'lost' })),
  )
  await submit(db, await addUser(db), [{ ...needing('c', {}), kind: 'other' }])
  expect((await claim(db, worker_id, 1, { offers, kinds: ['other'] })).map(({ gpus }) => gpus)).toEqual([[0]])
  const attempts = before.map(({ id, run_id, attempt }) => ({ job_id: id, run_id, attempt }))
  const got = await readoptAttempts(unheard(db), { worker_id, offers, attempts })
  expect(before.filter(({ id }) => got.has(id)).map(({ gpus }) => gpus)).toEqual([[1]])
})
