import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type Actor, getOwnUsage } from '@assay/access'
import { addUser } from '@assay/engine/testing'
import type { MessagePayload } from '@assay/queue'
import { openStorage } from '@assay/storage'
import { sql } from 'kysely'
import { expect, it, vi } from 'vitest'
import { deleteObjects, sweepExpired, sweepObjects } from '../src/clean-up.ts'
import { removeDataset } from '../src/data/dataset.ts'
import { createDataset } from '../src/data/new-version.ts'
import { Arrivals } from '../src/file/arrivals.ts'
import { appendToUpload, completeUpload, createUpload, getOwnUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { openTestCore } from './open-test-core.ts'

async function addActor(core: OpenCore): Promise<Actor> {
  return { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] }
}

const bytes = (words: string) => Readable.from([Buffer.from(words)])
const hashOf = (words: string) => createHash('sha256').update(words).digest('hex')

const news = 'a\n1\n2\n'
const announced = { filename: 'news.csv', size_bytes: news.length, sha256: hashOf(news) }

async function store(core: OpenCore, actor: Actor, words = news): Promise<string> {
  const input = { filename: 'news.csv', size_bytes: words.length, sha256: hashOf(words) }
  const { id: upload_id, state } = await createUpload(core, actor, input)
  if (state === 'open') await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes(words) })
  return upload_id
}

const blobs = (core: OpenCore) => core.db.selectFrom('blobs').selectAll().orderBy('id').execute()

it('knows the hash of its bytes when it is complete, without reading them again', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  const read = vi.spyOn(core.storage, 'read')
  for (const [offset, words] of [...news].entries()) {
    await appendToUpload(core, actor, { upload_id, offset, body: bytes(words) })
  }
  await completeUpload(core, actor, { upload_id, size_bytes: news.length })
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ state: 'complete', sha256: hashOf(news) })
  expect(await blobs(core)).toMatchObject([{ sha256: hashOf(news), size_bytes: news.length }])
  expect(read).not.toHaveBeenCalled()
})

it('has the hash of what was kept, although connections broke and bytes were sent again', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  const broken = new PassThrough()
  broken.write('a\n1')
  const part = appendToUpload(core, actor, { upload_id, offset: 0, body: broken })
  const standing = async () => (await getOwnUpload(core, actor, { upload_id })).received_bytes
  const refused = expect(part).rejects.toThrow('the connection broke')
  await expect.poll(standing, { interval: 5 }).toBe(3)
  broken.destroy(new Error('the connection broke'))
  await refused
  const elsewhere = appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('x') })
  await expect(elsewhere).rejects.toMatchObject({ code: 'UPLOAD_OFFSET_WRONG' })
  await appendToUpload(core, actor, { upload_id, offset: 3, body: bytes('\n2\n') })
  await completeUpload(core, actor, { upload_id, size_bytes: news.length })
  expect(await blobs(core)).toMatchObject([{ sha256: hashOf(news) }])
})

it('has the hash of all bytes where several processes have taken them', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  await using storage = await openStorage(core.storage_url)
  const other = { ...core, storage, arrivals: new Arrivals() }
  const { id: upload_id } = await createUpload(core, actor, announced)
  for (const [offset, words] of [...news].entries()) {
    await appendToUpload(offset % 2 ? other : core, actor, { upload_id, offset, body: bytes(words) })
  }
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ state: 'complete', sha256: hashOf(news) })
})

it.each(['here', 'partly elsewhere'])(
  'keeps nothing of bytes that are not those announced, whose hash was computed %s, and takes them again',
  async (where) => {
    await using core = await openTestCore()
    const actor = await addActor(core)
    const first = where === 'here' ? core : { ...core, arrivals: new Arrivals() }
    const { id: upload_id } = await createUpload(core, actor, announced)
    const { object_key } = await core.db.selectFrom('uploads').select('object_key').executeTakeFirstOrThrow()
    await appendToUpload(first, actor, { upload_id, offset: 0, body: bytes('a\n1') })
    const altered = appendToUpload(core, actor, { upload_id, offset: 3, body: bytes('\n3\n') })
    const data = { announced: hashOf(news), received: hashOf('a\n1\n3\n') }
    await expect(altered).rejects.toMatchObject({ code: 'UPLOAD_ALTERED', data })
    expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ state: 'open', received_bytes: 0 })
    expect(await blobs(core)).toEqual([])
    const { rows } = await sqlMessages(core)
    for (const { data } of rows) await deleteObjects(core, data)
    expect(await core.storage.stat(object_key)).toBeUndefined()
    const whole = await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes(news) })
    expect(whole).toMatchObject({ state: 'complete', sha256: hashOf(news) })
  },
)

it('is complete at once where its owner has the same bytes, and takes no room for them', async () => {
  await using core = await openTestCore({ max_storage_bytes: 10 })
  const actor = await addActor(core)
  await store(core, actor)
  const upload = await createUpload(core, actor, { ...announced, filename: 'again.csv' })
  expect(upload).toMatchObject({ state: 'complete', received_bytes: news.length, filename: 'again.csv' })
  expect((await getOwnUsage(core, actor)).storage).toMatchObject({ used_bytes: news.length })
  const again = await createDataset(core, actor, { upload_id: upload.id, name: 'again' })
  expect(again).toMatchObject({ is_new: true, size_bytes: news.length })
  expect(await blobs(core)).toHaveLength(1)
  expect((await getOwnUsage(core, actor)).storage).toMatchObject({ used_bytes: news.length })
})

it('tells nobody of the bytes of others, nor of those of another size', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  await store(core, actor)
  expect(await createUpload(core, await addActor(core), announced)).toMatchObject({ state: 'open', received_bytes: 0 })
  const longer = await createUpload(core, actor, { ...announced, size_bytes: news.length + 1 })
  expect(longer).toMatchObject({ state: 'open', received_bytes: 0 })
})

it('is sent again where what is stored is damaged', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  await store(core, actor)
  const [blob] = await blobs(core)
  await writeFile(core.storage.localPath(blob?.object_key ?? '') ?? '', 'a\n1\n9\n')
  expect(await createUpload(core, actor, announced)).toMatchObject({ state: 'open', received_bytes: 0 })
})

it('keeps bytes as long as anything made of them is there, and no longer', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const first = await createDataset(core, actor, { upload_id: await store(core, actor), name: 'first' })
  const second = await createDataset(core, actor, { upload_id: await store(core, actor), name: 'second' })
  const unused = await store(core, actor)
  const [blob] = await blobs(core)
  const isThere = async () => (await core.storage.stat(blob?.object_key ?? '')) !== undefined
  await removeDataset(core, actor, { dataset_id: first.id })
  await removeDataset(core, actor, { dataset_id: second.id })
  expect(await blobs(core)).toHaveLength(1)
  await core.db
    .updateTable('uploads')
    .set({ expires_at: '2020-01-01T00:00:00.000Z' })
    .where('id', '=', unused)
    .execute()
  await sweepExpired(core)
  expect(await blobs(core)).toHaveLength(0)
  expect(await isThere()).toBe(true)
  const { rows } = await sqlMessages(core)
  for (const { data } of rows) await deleteObjects(core, data)
  expect(await isThere()).toBe(false)
})

it('never loses bytes that are made something of while whatever else is made of them goes', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  for (const _ of Array.from({ length: 8 })) {
    const old = await createDataset(core, actor, { upload_id: await store(core, actor), name: 'old' })
    const [, made] = await Promise.allSettled([
      removeDataset(core, actor, { dataset_id: old.id }),
      store(core, actor).then((upload_id) => createDataset(core, actor, { upload_id, name: 'new' })),
    ])
    if (made.status === 'rejected') throw made.reason
    const { rows } = await sqlMessages(core)
    for (const { data } of rows) await deleteObjects(core, data)
    await sweepObjects(core, Date.now() + 2 * 86_400_000)
    const [blob] = await blobs(core)
    expect(await text(await core.storage.read(blob?.object_key ?? ''))).toBe(news)
    await removeDataset(core, actor, { dataset_id: made.value.id })
  }
})

async function sqlMessages(core: OpenCore) {
  return sql<{ data: MessagePayload<'blob.delete'> }>`
    select data from pgboss.job where name = 'blob.delete'`.execute(core.db)
}
