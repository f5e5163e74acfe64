import { PassThrough, Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import { addUser } from '@assay/engine/testing'
import { DomainError } from '@assay/schemas'
import { expect, it } from 'vitest'
import { sweepExpired, sweepObjects } from '../src/clean-up.ts'
import { createDataset } from '../src/data/dataset.ts'
import { appendToUpload, completeUpload, createUpload, getOwnUpload } from '../src/data/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { openTestCore } from './open-test-core.ts'

async function addActor(core: OpenCore): Promise<Actor> {
  return { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] }
}

const bytes = (text: string) => Readable.from([Buffer.from(text)])
const code = (expected: string) => (error: unknown) => DomainError.is(error) && error.code === expected

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
    const made = createDataset(core, actor, { upload_id, encoding: 'utf-8' })
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
  const [made, said] = await Promise.allSettled([
    createDataset(core, actor, { upload_id, encoding: 'utf-8' }),
    complete(),
  ])
  expect(made.status).toBe('fulfilled')
  expect(said.status === 'fulfilled' || code('UPLOAD_CLOSED')(said.reason)).toBe(true)
  await expect(complete()).rejects.toSatisfy(code('UPLOAD_CLOSED'))
  await expect(appendToUpload(core, actor, { upload_id, offset: 4, body: bytes('2\n') })).rejects.toSatisfy(
    code('UPLOAD_CLOSED'),
  )
  await expect(createDataset(core, actor, { upload_id, encoding: 'utf-8' })).rejects.toSatisfy(code('UPLOAD_USED'))
  await core.db.updateTable('uploads').set({ expires_at: '2020-01-01T00:00:00.000Z' }).execute()
  await sweepExpired(core)
  const { object_key } = await core.db.selectFrom('blobs').select('object_key').executeTakeFirstOrThrow()
  await sweepObjects(core, Date.now() + 2 * 86_400_000)
  expect(await core.storage.stat(object_key)).toEqual({ size_bytes: 4 })
})

it('counts versions of a family without gaps, although many are made at once', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const make = async () => {
    const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 4 })
    await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes('a\n1\n') })
    return createDataset(core, actor, { upload_id, name: 'family', encoding: 'utf-8' })
  }
  const datasets = await Promise.all(Array.from({ length: 6 }, make))
  expect(datasets.map((dataset) => dataset.version).toSorted()).toEqual([1, 2, 3, 4, 5, 6])
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
