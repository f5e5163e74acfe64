import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Actor } from '@assay/access'
import { addUser } from '@assay/engine/testing'
import type { MessagePayload } from '@assay/queue'
import { DomainError } from '@assay/schemas'
import { openStorage } from '@assay/storage'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { deleteObjects, sweepExpired, sweepObjects } from '../src/clean-up.ts'
import { createDataset } from '../src/data/new-version.ts'
import { Arrivals } from '../src/file/arrivals.ts'
import { appendToUpload, completeUpload, createUpload, getOwnUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { openTestCore } from './open-test-core.ts'

async function addActor(core: OpenCore): Promise<Actor> {
  return { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] }
}

const bytes = (words: string) => Readable.from([Buffer.from(words)])
const code = (expected: string) => (error: unknown) => DomainError.is(error) && error.code === expected

it('is not complete with fewer bytes than were announced, whatever is said at the end', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 10 })
  for (const size_bytes of [0, 10, 11]) {
    await expect(completeUpload(core, actor, { upload_id, size_bytes })).rejects.toMatchObject({
      code: 'UPLOAD_INCOMPLETE',
      data: { received_bytes: 0, size_bytes: size_bytes || 10 },
    })
  }
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ size_bytes: 10, state: 'open' })
})

it('takes bytes from where it stands, and no others', async () => {
  await using core = await openTestCore({ max_upload_bytes: 20 })
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 10 })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a,b\n') })
  await expect(appendToUpload(core, actor, { upload_id, offset: 2, body: bytes('x') })).rejects.toSatisfy(
    code('UPLOAD_OFFSET_WRONG'),
  )
  await expect(appendToUpload(core, actor, { upload_id, offset: 4, body: bytes('far too much') })).rejects.toSatisfy(
    code('UPLOAD_TOO_LARGE'),
  )
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ received_bytes: 4, state: 'open' })
  const whole = await appendToUpload(core, actor, { upload_id, offset: 4, body: bytes('1,2\n3\n') })
  expect(whole).toMatchObject({ received_bytes: 10, state: 'complete' })
  await expect(createUpload(core, actor, { filename: 'b.csv', size_bytes: 21 })).rejects.toSatisfy(
    code('UPLOAD_TOO_LARGE'),
  )
})

it('takes no byte more once it is said to be complete, not even of a part that is on its way', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  const body = new PassThrough()
  body.write('a\n1\n')
  const part = appendToUpload(core, actor, { upload_id, offset: 0, body })
  const refused = expect(part).rejects.toSatisfy(code('UPLOAD_OFFSET_WRONG'))
  await expect
    .poll(async () => (await getOwnUpload(core, actor, { upload_id })).received_bytes, { interval: 5 })
    .toBe(4)
  await completeUpload(core, actor, { upload_id, size_bytes: 4 })
  body.end('2\n')
  await refused
  const { object_key } = await core.db.selectFrom('uploads').select('object_key').executeTakeFirstOrThrow()
  expect(await core.storage.stat(object_key)).toEqual({ size_bytes: 4 })
})

it('cannot be read before it is complete, and then has every byte that was kept', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  const broken = new PassThrough()
  broken.write('a\n1')
  const part = appendToUpload(core, actor, { upload_id, offset: 0, body: broken })
  const refused = expect(part).rejects.toThrow('the connection broke')
  await expect
    .poll(async () => (await getOwnUpload(core, actor, { upload_id })).received_bytes, { interval: 5 })
    .toBe(3)
  broken.destroy(new Error('the connection broke'))
  await refused
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ received_bytes: 3, state: 'open' })
  const { object_key } = await core.db.selectFrom('uploads').select('object_key').executeTakeFirstOrThrow()
  expect(await core.storage.stat(object_key)).toBeUndefined()
  await appendToUpload(core, actor, { upload_id, offset: 3, body: bytes('\n2\n') })
  await completeUpload(core, actor, { upload_id, size_bytes: 6 })
  expect(await text(await core.storage.read(object_key))).toBe('a\n1\n2\n')
})

it('goes on over a later connection from where a stuck one stood', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 8 })
  const stuck = new PassThrough()
  stuck.write('a\n1\n')
  const part = appendToUpload(core, actor, { upload_id, offset: 0, body: stuck })
  const refused = expect(part).rejects.toSatisfy(code('UPLOAD_OFFSET_WRONG'))
  await expect
    .poll(async () => (await getOwnUpload(core, actor, { upload_id })).received_bytes, { interval: 5 })
    .toBe(4)
  const whole = await appendToUpload(core, actor, { upload_id, offset: 4, body: bytes('2\n3\n') })
  expect(whole).toMatchObject({ received_bytes: 8, state: 'complete' })
  await refused
  const { object_key } = await core.db.selectFrom('uploads').select('object_key').executeTakeFirstOrThrow()
  expect(await text(await core.storage.read(object_key))).toBe('a\n1\n2\n3\n')
})

it.each(['before', 'after', 'when it is complete'])(
  'goes on at another process; the stuck one ends %s',
  async (when) => {
    await using core = await openTestCore()
    const actor = await addActor(core)
    await using storage = await openStorage(core.storage_url)
    const other = { ...core, storage, arrivals: new Arrivals() }
    const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
    await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n') })
    const reserved = async () => core.db.selectFrom('uploads').select('last_part_number').executeTakeFirst()
    const [stuck, goingOn] = [new PassThrough(), new PassThrough()]
    const refusal = code(when === 'when it is complete' ? 'UPLOAD_CLOSED' : 'UPLOAD_OFFSET_WRONG')
    const late = expect(appendToUpload(core, actor, { upload_id, offset: 2, body: stuck })).rejects.toSatisfy(refusal)
    stuck.write('stale\n')
    await expect.poll(reserved, { interval: 5 }).toEqual({ last_part_number: 2 })
    const part = appendToUpload(other, actor, { upload_id, offset: 2, body: goingOn })
    goingOn.write('1\n')
    await expect.poll(reserved, { interval: 5 }).toEqual({ last_part_number: 3 })
    const endStuck = async () => {
      stuck.destroy(new Error('the connection timed out'))
      await late
    }
    if (when === 'before') await endStuck()
    goingOn.end('2\n')
    expect(await part).toMatchObject({ received_bytes: 6 })
    if (when === 'after') await endStuck()
    await completeUpload(other, actor, { upload_id, size_bytes: 6 })
    if (when === 'when it is complete') await endStuck()
    const { object_key } = await core.db.selectFrom('uploads').select('object_key').executeTakeFirstOrThrow()
    expect(await text(await core.storage.read(object_key))).toBe('a\n1\n2\n')
  },
)

it.each(['has gone on from them', 'has removed them'])(
  'says why a body is refused once another process %s',
  async (what) => {
    const part_bytes = 64 << 20
    const piece = Buffer.alloc(part_bytes + 100_000, 'x')
    await using core = await openTestCore({ max_upload_bytes: piece.length + 10 })
    const actor = await addActor(core)
    await using storage = await openStorage(core.storage_url)
    const other = { ...core, storage, arrivals: new Arrivals() }
    const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
    const standing = async () => (await getOwnUpload(other, actor, { upload_id })).received_bytes
    const body = new PassThrough()
    const part = appendToUpload(core, actor, { upload_id, offset: 0, body })
    const refused = expect(part).rejects.toSatisfy(code('UPLOAD_TOO_LARGE'))
    body.write(piece)
    await expect.poll(standing, { interval: 20, timeout: 10_000 }).toBe(part_bytes)
    const hasGoneOn = what === 'has gone on from them'
    if (hasGoneOn) await appendToUpload(other, actor, { upload_id, offset: part_bytes, body: bytes('end') })
    else for await (const upload of storage.unfinished('')) await storage.abort(upload)
    body.end(piece)
    await refused
    if (!hasGoneOn) return expect(await standing()).toBe(0)
    await completeUpload(other, actor, { upload_id, size_bytes: part_bytes + 3 })
    const { object_key } = await core.db.selectFrom('uploads').select('object_key').executeTakeFirstOrThrow()
    expect(await core.storage.stat(object_key)).toEqual({ size_bytes: part_bytes + 3 })
  },
)

it('adds nothing that is under way at another process once it is being completed', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  await using storage = await openStorage(core.storage_url)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n') })
  const body = new PassThrough()
  const part = appendToUpload(core, actor, { upload_id, offset: 2, body })
  const refused = expect(part).rejects.toSatisfy(code('UPLOAD_CLOSED'))
  body.write('late')
  await expect.poll(() => core.arrivals.receivedBytes(upload_id), { interval: 5 }).toBe(6)
  const reserved = async () => core.db.selectFrom('uploads').select('last_part_number').executeTakeFirst()
  await expect.poll(reserved, { interval: 5 }).toEqual({ last_part_number: 2 })
  const complete: typeof storage.complete = async (upload, parts) => {
    body.end()
    await refused
    return storage.complete(upload, parts)
  }
  const other = { ...core, storage: { ...storage, complete }, arrivals: new Arrivals() }
  expect(await completeUpload(other, actor, { upload_id, size_bytes: 2 })).toMatchObject({ state: 'complete' })
})

it('takes nothing that begins at another process while it is being completed', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  await using storage = await openStorage(core.storage_url)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n') })
  const complete: typeof storage.complete = async (upload, parts) => {
    const late = appendToUpload(core, actor, { upload_id, offset: 2, body: bytes('late') })
    await expect(late).rejects.toSatisfy(code('UPLOAD_TOO_LARGE'))
    return storage.complete(upload, parts)
  }
  const other = { ...core, storage: { ...storage, complete }, arrivals: new Arrivals() }
  const whole = { state: 'complete', received_bytes: 2, size_bytes: 2 }
  expect(await completeUpload(other, actor, { upload_id, size_bytes: 2 })).toMatchObject(whole)
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject(whole)
})

it('takes a body that is larger than a part, and of one that is refused keeps no part', async () => {
  const mebibyte = Buffer.alloc(1 << 20, 'x')
  const mebibytes = (count: number) => Readable.from(Array<Buffer>(count).fill(mebibyte))
  await using core = await openTestCore({ max_upload_bytes: 150 * mebibyte.length })
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('first') })
  await expect(appendToUpload(core, actor, { upload_id, offset: 5, body: mebibytes(150) })).rejects.toSatisfy(
    code('UPLOAD_TOO_LARGE'),
  )
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ received_bytes: 5, state: 'open' })
  expect(await core.db.selectFrom('upload_parts').select('number').execute()).toEqual([{ number: 1 }])
  const size_bytes = 5 + 70 * mebibyte.length
  const taken = await appendToUpload(core, actor, { upload_id, offset: 5, body: mebibytes(70) })
  expect(taken).toMatchObject({ received_bytes: size_bytes })
  expect(await core.db.selectFrom('upload_parts').select('number').execute()).toHaveLength(3)
  await completeUpload(core, actor, { upload_id, size_bytes })
  const { object_key } = await core.db.selectFrom('uploads').select('object_key').executeTakeFirstOrThrow()
  expect(await core.storage.stat(object_key)).toEqual({ size_bytes })
})

it('goes on from the row when a process was killed between a part and its row', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n') })
  const { object_key: key, storage_upload_id } = await core.db
    .selectFrom('uploads')
    .select(['object_key', 'storage_upload_id'])
    .executeTakeFirstOrThrow()
  const storageUpload = { key, upload_id: storage_upload_id ?? '' }
  await core.storage.part(storageUpload, { number: 2, offset: 2, body: bytes('what no row knows\n') })
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ received_bytes: 2 })
  await appendToUpload(core, actor, { upload_id, offset: 2, body: bytes('1\n') })
  await completeUpload(core, actor, { upload_id, size_bytes: 4 })
  expect(await text(await core.storage.read(key))).toBe('a\n1\n')
})

it('is complete as soon as it is said again when a process was killed between the object and its row', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n1\n') })
  const complete = () => completeUpload(core, actor, { upload_id, size_bytes: 4 })
  await complete()
  await core.db.updateTable('uploads').set({ state: 'open', blob_id: null, sha256: null }).execute()
  await core.db.deleteFrom('blobs').execute()
  expect(await complete()).toMatchObject({ state: 'complete', size_bytes: 4 })
})

it('can be empty', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 0 })
  await completeUpload(core, actor, { upload_id, size_bytes: 0 })
  const { object_key } = await core.db.selectFrom('uploads').select('object_key').executeTakeFirstOrThrow()
  expect(await core.storage.stat(object_key)).toEqual({ size_bytes: 0 })
})

it('may be said to be complete by several at once', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n1\n') })
  const complete = () => completeUpload(core, actor, { upload_id, size_bytes: 4 })
  const said = await Promise.all(Array.from({ length: 5 }, complete))
  expect(new Set(said.map(({ state }) => state))).toEqual(new Set(['complete']))
})

it('has a format that its name tells, and no other', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  for (const filename of ['a.constructor', 'a.__proto__', 'csv']) {
    const { id: upload_id } = await createUpload(core, actor, { filename, size_bytes: 1 })
    await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a') })
    const made = createDataset(core, actor, { upload_id })
    await expect(made, filename).rejects.toSatisfy(code('TABLE_INVALID'))
  }
})

it('stays used, whatever is said of it afterwards, and keeps its bytes when it expires', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: null })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n1\n') })
  const complete = () => completeUpload(core, actor, { upload_id, size_bytes: 4 })
  await complete()
  const [made, said] = await Promise.allSettled([createDataset(core, actor, { upload_id }), complete()])
  expect(made.status).toBe('fulfilled')
  expect(said.status === 'fulfilled' || code('UPLOAD_CLOSED')(said.reason)).toBe(true)
  await expect(complete()).rejects.toSatisfy(code('UPLOAD_CLOSED'))
  await expect(appendToUpload(core, actor, { upload_id, offset: 4, body: bytes('2\n') })).rejects.toSatisfy(
    code('UPLOAD_CLOSED'),
  )
  await expect(createDataset(core, actor, { upload_id })).rejects.toSatisfy(code('UPLOAD_USED'))
  await core.db.updateTable('uploads').set({ expires_at: '2020-01-01T00:00:00.000Z' }).execute()
  await sweepExpired(core)
  const { object_key } = await core.db.selectFrom('blobs').select('object_key').executeTakeFirstOrThrow()
  await sweepObjects(core, Date.now() + 2 * 86_400_000)
  expect(await core.storage.stat(object_key)).toEqual({ size_bytes: 4 })
})

it('counts versions of a family without gaps, although many are made at once', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const make = async (_: unknown, number: number) => {
    const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 4 })
    await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes(`a\n${number}\n`) })
    return createDataset(core, actor, { upload_id, name: 'family' })
  }
  const datasets = await Promise.all(Array.from({ length: 6 }, make))
  expect(datasets.map((dataset) => dataset.version).toSorted()).toEqual([1, 2, 3, 4, 5, 6])
})

async function unfinished({ storage }: OpenCore): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of storage.unfinished('')) keys.push(key)
  return keys
}

it('sweeps what has arrived of uploads that nothing knows once it is a day old, and no others', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 4 })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n') })
  await core.storage.begin('objects/orphan')
  await sweepObjects(core)
  expect(await unfinished(core)).toHaveLength(2)
  await sweepObjects(core, Date.now() + 2 * 86_400_000)
  expect(await unfinished(core)).toEqual([expect.not.stringContaining('orphan')])
  const whole = await appendToUpload(core, actor, { upload_id, offset: 2, body: bytes('1\n') })
  expect(whole).toMatchObject({ state: 'complete' })
})

it('lets what has arrived of an expired upload go with its row', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 4 })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n') })
  await core.db.updateTable('uploads').set({ expires_at: '2020-01-01T00:00:00.000Z' }).execute()
  await sweepExpired(core)
  const { rows } = await sql<{ data: MessagePayload<'blob.delete'> }>`
    select data from pgboss.job where name = 'blob.delete'`.execute(core.db)
  expect(rows).toHaveLength(1)
  for (const { data } of rows) await deleteObjects(core, data)
  expect(await unfinished(core)).toEqual([])
})

it('sweeps objects that nothing knows once they are a day old, and no others', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 4 })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n1\n') })
  await core.storage.put('objects/orphan', bytes('left by a killed worker'))
  await sweepObjects(core)
  expect(await core.storage.stat('objects/orphan')).toBeDefined()
  await sweepObjects(core, Date.now() + 2 * 86_400_000)
  expect(await core.storage.stat('objects/orphan')).toBeUndefined()
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ received_bytes: 4 })
})
