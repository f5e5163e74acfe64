import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Actor } from '@assay/access'
import { insertBlobs, newId } from '@assay/db'
import type { MessagePayload } from '@assay/queue'
import type { ListedObject, Storage, UnfinishedUpload } from '@assay/storage'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deleteObjects, sweepObjects } from '../src/clean-up.ts'
import { copyFile } from '../src/file/copy.ts'
import { moveFile } from '../src/file/move.ts'
import { newObjectKey } from '../src/file/object-key.ts'
import { putFile } from '../src/file/put.ts'
import { removeFile } from '../src/file/remove.ts'
import { readFileRow } from '../src/file/tree.ts'
import { appendToUpload, completeUpload, createUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { fileScene } from './file-scene.ts'
import { openTestCore } from './open-test-core.ts'

/** A store that lists what it held when it last caught up: nothing newer, and still what has gone since. */
function listingLate(storage: Storage) {
  let objects: ListedObject[] = []
  let uploads: UnfinishedUpload[] = []
  const late: Storage = {
    ...storage,
    async *list(prefix) {
      yield* objects.filter(({ key }) => key.startsWith(prefix))
    },
    async *unfinished(prefix) {
      yield* uploads.filter(({ key }) => key.startsWith(prefix))
    },
  }
  return {
    storage: late,
    async catchUp() {
      objects = await Readable.from(storage.list('')).toArray()
      uploads = await Readable.from(storage.unfinished('')).toArray()
    },
  }
}

let open: OpenCore
let core: OpenCore
let catchUp: () => Promise<void>
let scene: ReturnType<typeof fileScene>
let actor: Actor

beforeAll(async () => {
  open = await openTestCore()
  const late = listingLate(open.storage)
  catchUp = late.catchUp
  core = { ...open, storage: late.storage }
  scene = fileScene(core)
  actor = await scene.addActor()
})
afterAll(() => open[Symbol.asyncDispose]())

const bytes = (words: string) => Readable.from([Buffer.from(words)])
const sweep = () => sweepObjects(core, Date.now() + 2 * 86_400_000)

async function contentOf(path: string): Promise<string> {
  const { blob } = await readFileRow(core, actor, { path })
  return text(await core.storage.read(blob.object_key))
}

async function deliverDeletions(): Promise<void> {
  const { rows } = await sql<{ data: MessagePayload<'blob.delete'> }>`
    delete from pgboss.job where name = 'blob.delete' returning data`.execute(core.db)
  for (const { data } of rows) await deleteObjects(core, data)
}

it.each(['nothing', 'all that was there a step ago'])(
  'takes a file from its first byte to its copies while the store lists %s, whatever is swept',
  async (listed) => {
    const step = async () => {
      if (listed !== 'nothing') await catchUp()
    }
    const folder = `data/${newId()}`
    const { id: upload_id } = await createUpload(core, actor, { filename: 'a', size_bytes: null })
    for (const [offset, words] of [
      [0, 'as '],
      [3, 'it is'],
    ] as const) {
      await appendToUpload(core, actor, { upload_id, offset, body: bytes(words) })
      await sweep()
      await step()
    }
    await completeUpload(core, actor, { upload_id, size_bytes: 8 })
    await sweep()
    await step()
    await putFile(core, actor, { path: `${folder}/a`, upload_id, if_exists: 'refuse' })
    await sweep()
    await moveFile(core, actor, { path: `${folder}/a`, to: `${folder}/b`, if_exists: 'refuse' })
    await copyFile(core, actor, { path: `${folder}/b`, to: `${folder}/c`, if_exists: 'refuse' })
    await sweep()
    await step()
    await removeFile(core, actor, { path: `${folder}/b`, recursive: false })
    await deliverDeletions()
    await sweep()
    expect(await contentOf(`${folder}/c`)).toBe('as it is')
  },
)

it('leaves what the sweep does not see yet until it does, and minds nothing that is listed and gone', async () => {
  const [left, kept, gone] = [newObjectKey(), newObjectKey(), newObjectKey()]
  for (const key of [left, kept, gone]) await core.storage.put(key, bytes(key))
  const begun = { key: newObjectKey(), upload_id: '' }
  const unknown = { ...begun, upload_id: await core.storage.begin(begun.key) }
  await sweep()
  expect(await core.storage.stat(left)).toBeDefined()
  expect(await core.storage.parts(unknown)).toEqual([])
  await catchUp()
  // its row comes after it was listed
  await insertBlobs(core.db, [{ id: newId(), owner_id: actor.user_id, size_bytes: 1, object_key: kept, sha256: null }])
  await core.storage.delete(gone)
  await sweep()
  await sweep()
  expect(await core.storage.stat(kept)).toBeDefined()
  expect(await core.storage.stat(left)).toBeUndefined()
  await expect(core.storage.parts(unknown)).rejects.toThrow()
})
