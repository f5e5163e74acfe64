import { addUser, addWorker, claim, ended, job, settle, submit } from '@assay/engine/testing'
import { expect, it } from 'vitest'
import { removeRun } from '../src/run/run.ts'
import { openTestCore } from './open-test-core.ts'

it('deletes a run with its jobs, edges, events and outputs, and lets go of the bytes', async () => {
  await using core = await openTestCore()
  const { db } = core
  const user_id = await addUser(db)
  const actor = { user_id, email: 'somebody@example.org', groups: ['users'] as const }
  const run_id = await submit(db, user_id, [job('a'), job('b', ['a'])])
  const worker_id = await addWorker(db)
  await expect(removeRun(core, actor, { run_id })).rejects.toMatchObject({ code: 'RUN_NOT_FINISHED' })
  for (const name of ['a', 'b']) {
    const [row] = await claim(db, worker_id)
    if (!row) throw new Error('not claimed')
    const output = { name: 'out', object_key: `objects/${name}`, sha256: 'x', size_bytes: 1 }
    await settle(db, [ended(row, { kind: 'succeeded', result: {}, outputs: [output] })])
  }
  await removeRun(core, actor, { run_id })
  for (const table of ['runs', 'jobs', 'job_needs', 'job_outputs', 'events', 'blobs'] as const) {
    expect(await db.selectFrom(table).selectAll().execute(), table).toEqual([])
  }
})
