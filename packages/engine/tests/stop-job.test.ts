import { createTestDatabase } from '@assay/db/testing'
import { expect, it } from 'vitest'
import { requestJobStop } from '../src/stop-job.ts'
import {
  addUser,
  addWorker,
  claim,
  ended,
  eventsOf,
  job,
  settle,
  statesOf,
  submit,
  unheard,
} from '../src/testing/scene.ts'
import { transactAround } from '../src/transact.ts'

it('stops one job, at once or when its worker has confirmed it, and skips what needs it alone', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const jobs = [job('running'), job('waiting'), job('other'), job('after', ['running']), job('last', ['waiting'])]
  const run_id = await submit(db, await addUser(db), jobs)
  const worker_id = await addWorker(db)
  const [running] = await claim(db, worker_id, 1)
  if (!running) throw new Error('not claimed')
  const { id: waiting } = await db
    .selectFrom('jobs')
    .select('id')
    .where('name', '=', 'waiting')
    .executeTakeFirstOrThrow()
  const stop = (job_id: string) => transactAround(unheard(db), (held) => requestJobStop(held, { run_id, job_id }))
  for (const job_id of [running.id, waiting, waiting, running.id]) await stop(job_id)
  expect(await statesOf(db, run_id)).toEqual({
    ...{ running: 'running', waiting: 'stopped', other: 'queued', after: 'blocked', last: 'skipped', run: 'running' },
  })
  await settle(db, [ended(running, { kind: 'stopped' })])
  const [other] = await claim(db, worker_id, 10)
  if (!other) throw new Error('not claimed')
  await settle(db, [ended(other)])
  expect(await statesOf(db, run_id)).toEqual({
    ...{
      running: 'stopped',
      waiting: 'stopped',
      other: 'succeeded',
      after: 'skipped',
      last: 'skipped',
      run: 'stopped',
    },
  })
  expect((await eventsOf(db, run_id)).filter((event) => event.startsWith('job.stopped'))).toHaveLength(2)
})
