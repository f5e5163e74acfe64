import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type Actor, getOwnUsage } from '@assay/access'
import { expect, it } from 'vitest'
import { createDataset } from '../src/data/new-version.ts'
import { putFile } from '../src/file/put.ts'
import { readFileRow } from '../src/file/tree.ts'
import { appendToUpload, createUpload, getOwnUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { fileScene, taken } from './file-scene.ts'
import { openTestCore } from './open-test-core.ts'

const news = 'a\n1\n'
const hashOf = (words: string) => createHash('sha256').update(words).digest('hex')

async function upload(core: OpenCore, actor: Actor, words = news): Promise<string> {
  const input = { filename: 'news.csv', size_bytes: words.length, sha256: hashOf(words) }
  const { id: upload_id, state } = await createUpload(core, actor, input)
  const body = Readable.from([Buffer.from(words)])
  if (state === 'open') await appendToUpload(core, actor, { upload_id, offset: 0, body })
  return upload_id
}

const put = async (core: OpenCore, actor: Actor, input: Partial<Parameters<typeof putFile>[2]> = {}) =>
  putFile(core, actor, {
    path: 'data/run-7/news.csv',
    upload_id: input.upload_id ?? (await upload(core, actor)),
    if_exists: 'replace',
    ...input,
  })

const read = async (core: OpenCore, actor: Actor, path: string) => {
  const { blob } = await readFileRow(core, actor, { path })
  return text(await core.storage.read(blob.object_key))
}

it('makes a file of an upload, which is used up', async () => {
  await using core = await openTestCore()
  const actor = await fileScene(core).addActor()
  const upload_id = await upload(core, actor)
  expect(await put(core, actor, { upload_id })).toMatchObject({
    path: 'data/run-7/news.csv',
    content_type: 'text/csv',
    sha256: hashOf(news),
    size_bytes: news.length,
    written_by: actor.user_id,
  })
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ state: 'used' })
  await expect(put(core, actor, { upload_id })).rejects.toMatchObject({ code: 'UPLOAD_USED' })
  expect(await read(core, actor, 'data/run-7/news.csv')).toBe(news)
})

it('refuses uploads that are not complete, or are of others', async () => {
  await using core = await openTestCore()
  const { addActor } = fileScene(core)
  const [actor, other] = [await addActor(), await addActor()]
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a', size_bytes: 4 })
  await expect(put(core, actor, { upload_id })).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' })
  const foreign = put(core, other, { upload_id: await upload(core, actor) })
  await expect(foreign).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' })
})

it('leaves the upload as it was where the path is taken', async () => {
  await using core = await openTestCore()
  const actor = await fileScene(core).addActor()
  await put(core, actor, { path: 'data/a' })
  const upload_id = await upload(core, actor, 'others')
  const refused = put(core, actor, { path: 'data/a', upload_id, if_exists: 'refuse' })
  await expect(refused).rejects.toMatchObject(taken('data/a', 'file'))
  await expect(put(core, actor, { path: 'data', upload_id })).rejects.toMatchObject(taken('data', 'folder'))
  expect(await put(core, actor, { path: 'data/a', upload_id })).toMatchObject({ size_bytes: 6 })
})

it('needs no bytes for the same file again, and stores them once', async () => {
  await using core = await openTestCore({ max_storage_bytes: 10 })
  const actor = await fileScene(core).addActor()
  await createDataset(core, actor, { upload_id: await upload(core, actor) })
  for (const path of ['data/a', 'data/b', 'data/c']) await put(core, actor, { path })
  expect((await getOwnUsage(core, actor)).storage).toMatchObject({ used_bytes: news.length })
  expect(await core.db.selectFrom('blobs').select('id').execute()).toHaveLength(1)
})

it("counts what is put into another's tree as theirs, and tells neither of what the other has", async () => {
  await using core = await openTestCore({ max_storage_bytes: 10 })
  const { addActor, share, write } = fileScene(core)
  const [owner, other] = [await addActor(), await addActor()]
  await write(owner, 'data/shared/here', { blob_id: (await fileScene(core).addBlob(owner, 'x')).id })
  await share(owner, 'data/shared', other, 'write')
  const bytesOf = async (actor: Actor) => (await getOwnUsage(core, actor)).storage.used_bytes
  await put(core, other, { path: 'data/shared/alone', owner: owner.user_id })
  expect([await bytesOf(owner), await bytesOf(other)]).toEqual([5, 0])
  await put(core, other, { path: 'data/own' })
  await put(core, other, { path: 'data/shared/too', owner: owner.user_id })
  expect([await bytesOf(owner), await bytesOf(other)]).toEqual([9, 4])
  expect(await read(core, owner, 'data/shared/too')).toBe(news)
  expect(await read(core, other, 'data/own')).toBe(news)
  const full = put(core, other, { path: 'data/shared/more', owner: owner.user_id })
  await expect(full).rejects.toMatchObject({ code: 'QUOTA_REACHED' })
  await share(owner, 'data/shared/here', other, 'read')
  await expect(put(core, await addActor(), { path: 'data/shared/x', owner: owner.user_id })).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
  })
})
