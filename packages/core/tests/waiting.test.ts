import { rename } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Actor } from '@assay/access'
import { type JobSubmission, openWorkerSession, submitRuns, transactAround } from '@assay/engine'
import { addUser, job } from '@assay/engine/testing'
import { expect, it } from 'vitest'
import { getJob } from '../src/run/job.ts'
import { openTestCore } from './open-test-core.ts'

const inference: Partial<JobSubmission> = { kind: 'inference' }

it('says of a job why it waits: for others by name, for a worker, for storage, and its place', async () => {
  await using core = await openTestCore()
  const owner_id = await addUser(core.db)
  const actor: Actor = { user_id: owner_id, email: `${owner_id}@example.org`, groups: ['users'] }
  const jobs = [job('first', [], inference), job('then', ['first'], inference)]
  await transactAround(core, (held) => submitRuns(held, [{ owner_id, name: 'a run', jobs }]))
  const rows = await core.db.selectFrom('jobs').select('id').orderBy('id').execute()
  const [first = '', then = ''] = rows.map(({ id }) => id)
  const look = async (job_id: string) => (await getJob(core, actor, { job_id })).waiting
  expect(await look(then)).toMatchObject({ reason: 'jobs', jobs: ['first'], position: null })
  expect(await look(first)).toMatchObject({ reason: 'no_worker', jobs: [], position: 1, position_overall: 1 })
  await openWorkerSession(core.db, { name: 'idle', slots: 1, lease_seconds: 600, kinds: ['inference'] })
  expect(await look(first)).toMatchObject({ reason: 'turn', message: 'It is about to be taken by a worker.' })
  const storage = fileURLToPath(core.storage_url).replace(/\/$/, '')
  await rename(storage, `${storage}-away`)
  expect(await look(first)).toMatchObject({ reason: 'storage', message: 'Storage is away.' })
})
