import { deleteRun, findReusableJobs } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import { expect, it } from 'vitest'
import {
  addUser,
  addWorker,
  claim,
  ended,
  job,
  settle,
  submit,
  submitWithin,
  waitForLocks,
} from '../src/testing/scene.ts'

it('keeps the outputs of a job that is reused, although its run is deleted at the same time', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  const fingerprint = 'the same work'
  const earlier = await submit(db, owner_id, [job('a', [], { fingerprint })])
  const [done] = await claim(db, await addWorker(db))
  if (!done) throw new Error('not claimed')
  const output = { name: 'predictions', object_key: 'somewhere', sha256: '00', size_bytes: 1 }
  await settle(db, [ended(done, { kind: 'succeeded', result: {}, outputs: [output] })])

  const { deletion } = await db.transaction().execute(async (trx) => {
    const found = (await findReusableJobs(trx, { owner_id, fingerprints: [fingerprint] })).get(fingerprint)
    if (!found) throw new Error('nothing to reuse')
    const deletion = db.transaction().execute((other) => deleteRun(other, earlier))
    await Promise.race([waitForLocks(db, 1), deletion])
    const jobs = [job('a', [], { fingerprint, reuse: { job_id: found.id, result: found.result } })]
    await submitWithin(trx, [{ owner_id, name: 'later', jobs }])
    return { deletion }
  })
  await deletion
  expect(await db.selectFrom('jobs').select('reused_from').execute()).toEqual([{ reused_from: done.id }])
  expect(await db.selectFrom('job_outputs').select('name').execute()).toEqual([{ name: 'predictions' }])
})
