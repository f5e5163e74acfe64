import { randomBytes } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Actor } from '@assay/access'
import { addUser } from '@assay/engine/testing'
import type { MessagePayload } from '@assay/queue'
import { openStorage } from '@assay/storage'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { deleteObjects, sweepObjects } from '../src/clean-up.ts'
import { Arrivals } from '../src/file/arrivals.ts'
import { appendToUpload, completeUpload, createUpload, getOwnUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { openTestCore } from './open-test-core.ts'

const min_part_bytes = 1000
const everything = randomBytes(5_500)

/** Core over a store that takes no parts smaller than 1,000 bytes. */
async function openStrictCore() {
  await using stack = new AsyncDisposableStack()
  const core = stack.use(await openTestCore({ max_upload_bytes: everything.length }))
  const storage = stack.use(await openStorage(core.storage_url, { min_part_bytes }))
  const open = stack.move()
  const actor: Actor = { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] }
  return { core: { ...core, storage }, actor, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

/** Another process over the same store. */
async function another(core: OpenCore & { readonly storage_url: string }) {
  const storage = await openStorage(core.storage_url, { min_part_bytes })
  return { ...core, storage, arrivals: new Arrivals() }
}

async function begin(core: OpenCore, actor: Actor, size_bytes: number | null): Promise<string> {
  return (await createUpload(core, actor, { filename: 'a.bin', size_bytes })).id
}

async function stored(core: OpenCore): Promise<Buffer> {
  const { object_key } = await core.db.selectFrom('blobs').select('object_key').executeTakeFirstOrThrow()
  return buffer(await core.storage.read(object_key))
}

async function tails({ storage }: OpenCore): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of storage.list('objects/')) keys.push(key)
  return keys.filter((key) => key.includes('.'))
}

/** Handles the messages that delete objects. */
async function deleteLeft(core: OpenCore): Promise<void> {
  const { rows } = await sql<{ data: MessagePayload<'blob.delete'> }>`
    select data from pgboss.job where name = 'blob.delete'`.execute(core.db)
  for (const { data } of rows) await deleteObjects(core, data)
}

it.each([1, 7, 300, 999, 1000, 1001, 2600, 5_500])('gathers bodies of %i bytes', async (body_bytes) => {
  await using opened = await openStrictCore()
  const { core, actor } = opened
  const size_bytes = Math.min(everything.length, 40 * body_bytes)
  const upload_id = await begin(core, actor, null)
  for (let offset = 0; offset < size_bytes; offset += body_bytes) {
    const body = Readable.from([everything.subarray(offset, Math.min(offset + body_bytes, size_bytes))])
    const { received_bytes } = await appendToUpload(core, actor, { upload_id, offset, body })
    expect(received_bytes).toBe(Math.min(offset + body_bytes, size_bytes))
  }
  await completeUpload(core, actor, { upload_id, size_bytes })
  expect((await stored(core)).equals(everything.subarray(0, size_bytes))).toBe(true)
  await deleteLeft(core)
  expect(await tails(core)).toEqual([])
})

it('loses nothing that arrived, although each body breaks off and each comes to another process', async () => {
  await using opened = await openStrictCore()
  const { core, actor } = opened
  const upload_id = await begin(core, actor, everything.length)
  for (let offset = 0; offset + 700 < everything.length; offset += 700) {
    const process = await another(core)
    const body = new PassThrough()
    const part = appendToUpload(process, actor, { upload_id, offset, body })
    const broken = expect(part).rejects.toThrow('the connection broke')
    body.write(everything.subarray(offset, offset + 700))
    await expect.poll(() => process.arrivals.receivedBytes(upload_id), { interval: 5 }).toBe(offset + 700)
    body.destroy(new Error('the connection broke'))
    await broken
    expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ received_bytes: offset + 700 })
  }
  const { received_bytes: offset } = await getOwnUpload(core, actor, { upload_id })
  const rest = Readable.from([everything.subarray(offset)])
  expect(await appendToUpload(core, actor, { upload_id, offset, body: rest })).toMatchObject({ state: 'complete' })
  expect((await stored(core)).equals(everything)).toBe(true)
  expect(await tails(core)).toEqual([])
})

it.each([300, 1_300])('stands where it stood, with %i bytes, when a body is refused', async (kept_bytes) => {
  await using opened = await openStrictCore()
  const { core, actor } = opened
  const upload_id = await begin(core, actor, null)
  const kept = everything.subarray(0, kept_bytes)
  await appendToUpload(core, actor, { upload_id, offset: 0, body: Readable.from([kept]) })
  const endless = Readable.from(Array<Buffer>(100).fill(everything.subarray(0, 100)))
  const refused = appendToUpload(core, actor, { upload_id, offset: kept_bytes, body: endless })
  await expect(refused).rejects.toMatchObject({ code: 'UPLOAD_TOO_LARGE' })
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ received_bytes: kept_bytes, state: 'open' })
  const rest = Readable.from([everything.subarray(kept_bytes)])
  await appendToUpload(core, actor, { upload_id, offset: kept_bytes, body: rest })
  await completeUpload(core, actor, { upload_id, size_bytes: everything.length })
  expect((await stored(core)).equals(everything)).toBe(true)
})

it('keeps what has been gathered of an upload from the sweep, and no older remains of it', async () => {
  await using opened = await openStrictCore()
  const { core, actor } = opened
  const upload_id = await begin(core, actor, null)
  await appendToUpload(core, actor, { upload_id, offset: 0, body: Readable.from([everything.subarray(0, 300)]) })
  await sweepObjects(core, Date.now() + 2 * 86_400_000)
  expect(await tails(core)).toHaveLength(1)
  const rest = Readable.from([everything.subarray(300)])
  await appendToUpload(core, actor, { upload_id, offset: 300, body: rest })
  await completeUpload(core, actor, { upload_id, size_bytes: everything.length })
  expect((await stored(core)).equals(everything)).toBe(true)
})

it('may be completed by several processes at once, and again after each of them was killed', async () => {
  await using opened = await openStrictCore()
  const { core, actor } = opened
  const upload_id = await begin(core, actor, null)
  for (const [start, end] of [
    [0, 1200],
    [1200, 1500],
  ]) {
    const body = Readable.from([everything.subarray(start, end)])
    await appendToUpload(core, actor, { upload_id, offset: start ?? 0, body })
  }
  const complete = async (by: OpenCore) => completeUpload(by, actor, { upload_id, size_bytes: 1500 })
  const processes = [core, await another(core), await another(core)]
  const said = await Promise.all(processes.map(complete))
  expect(said.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete'])
  expect((await stored(core)).equals(everything.subarray(0, 1500))).toBe(true)
  await core.db.updateTable('uploads').set({ state: 'open', blob_id: null }).execute()
  await core.db.deleteFrom('blobs').execute()
  expect(await complete(await another(core))).toMatchObject({ state: 'complete' })
  expect((await stored(core)).equals(everything.subarray(0, 1500))).toBe(true)
})
