import { PassThrough, Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import { getOwnUsage } from '@assay/access'
import { insertBlobs, newId } from '@assay/db'
import { addUser } from '@assay/engine/testing'
import { expect, it } from 'vitest'
import { createDataset } from '../src/data/new-version.ts'
import { appendToUpload, completeUpload, createUpload, getOwnUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { openTestCore } from './open-test-core.ts'

async function addActor(core: OpenCore): Promise<Actor> {
  return { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] }
}

const bytes = (text: string) => Readable.from([Buffer.from(text)])
const begin = (core: OpenCore, actor: Actor, size_bytes: number | null) =>
  createUpload(core, actor, { filename: 'a.csv', size_bytes })
const refusal = (used_bytes: number, limit_bytes: number) => ({
  code: 'QUOTA_REACHED',
  data: { what: 'storage', used_bytes, limit_bytes },
})

it('sets aside what an upload announces, and refuses what does not fit beside it', async () => {
  await using core = await openTestCore({ max_storage_bytes: 100 })
  const actor = await addActor(core)
  await begin(core, actor, 60)
  await expect(begin(core, actor, 41)).rejects.toMatchObject(refusal(60, 100))
  await begin(core, actor, 40)
  await expect(begin(core, actor, null)).rejects.toMatchObject(refusal(100, 100))
  await begin(core, await addActor(core), 100)
})

it('never sets aside more than there is, although many uploads are begun at once', async () => {
  await using core = await openTestCore({ max_storage_bytes: 100 })
  const actor = await addActor(core)
  const begun = await Promise.allSettled(Array.from({ length: 12 }, () => begin(core, actor, 30)))
  expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect((await getOwnUsage(core, actor)).storage).toEqual({ used_bytes: 90, limit_bytes: 100 })
})

it('cuts an upload of unknown size where the quota ends, and takes it up again when there is room', async () => {
  await using core = await openTestCore({ max_storage_bytes: 100 })
  const actor = await addActor(core)
  const { id: upload_id } = await begin(core, actor, null)
  const { id: other } = await begin(core, actor, 90)
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n1\n') })
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.from('2\n')
    })(),
  )
  await expect(appendToUpload(core, actor, { upload_id, offset: 4, body: endless })).rejects.toMatchObject(
    refusal(90, 100),
  )
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ received_bytes: 4, state: 'open' })
  await core.db.deleteFrom('uploads').where('id', '=', other).execute()
  const more = await appendToUpload(core, actor, { upload_id, offset: 4, body: bytes('2\n'.repeat(20)) })
  expect(more.received_bytes).toBe(44)
})

it('cuts an upload of unknown size at the largest upload, with no quota at all', async () => {
  await using core = await openTestCore({ max_upload_bytes: 20 })
  const actor = await addActor(core)
  const { id: upload_id } = await begin(core, actor, null)
  const part = appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('x'.repeat(21)) })
  await expect(part).rejects.toMatchObject({ code: 'UPLOAD_TOO_LARGE', data: { limit_bytes: 20 } })
})

it('completes an upload of unknown size only within the quota, however many were under way at once', async () => {
  await using core = await openTestCore({ max_storage_bytes: 100 })
  const actor = await addActor(core)
  const uploads = [await begin(core, actor, null), await begin(core, actor, null)]
  const parts = uploads.map(({ id }) => {
    const body = new PassThrough()
    body.write('x')
    return { body, ended: appendToUpload(core, actor, { upload_id: id, offset: 0, body }) }
  })
  // each is let begin while the other holds nothing
  for (const { id } of uploads) {
    const received = async () => (await getOwnUpload(core, actor, { upload_id: id })).received_bytes
    await expect.poll(received, { interval: 5 }).toBe(1)
  }
  for (const { body } of parts) body.end('x'.repeat(59))
  await Promise.all(parts.map(({ ended }) => ended))
  const complete = (upload_id: string) => completeUpload(core, actor, { upload_id, size_bytes: 60 })
  const said = await Promise.allSettled(uploads.map(({ id }) => complete(id)))
  // neither fits beside the other
  expect(said.map((end) => end.status === 'rejected' && end.reason.code)).toEqual(['QUOTA_REACHED', 'QUOTA_REACHED'])
  const [first, second] = uploads.map(({ id }) => id)
  await core.db
    .deleteFrom('uploads')
    .where('id', '=', second ?? '')
    .execute()
  expect(await complete(first ?? '')).toMatchObject({ state: 'complete' })
})

it("counts a user's outputs, and lets a user's own quota override that of everybody", async () => {
  await using core = await openTestCore({ max_storage_bytes: 100 })
  const actor = await addActor(core)
  const { id: upload_id } = await begin(core, actor, 10)
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n1\n2\n3\n4\n') })
  await createDataset(core, actor, { upload_id })
  const output = { id: newId(), owner_id: actor.user_id, size_bytes: 85, object_key: 'objects/output' }
  await insertBlobs(core.db, [output])
  expect((await getOwnUsage(core, actor)).storage).toEqual({ used_bytes: 95, limit_bytes: 100 })
  await expect(begin(core, actor, 10)).rejects.toMatchObject(refusal(95, 100))
  await core.db.updateTable('users').set({ max_storage_bytes: 200 }).where('id', '=', actor.user_id).execute()
  await begin(core, actor, 105)
  expect((await getOwnUsage(core, actor)).storage).toEqual({ used_bytes: 200, limit_bytes: 200 })
})
