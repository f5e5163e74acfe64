import { Readable } from 'node:stream'

import { type LeftObject, openSnapshot } from '@assay/db'
import type { MessagePayload } from '@assay/queue'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { deleteObjects, sweepObjects } from '../src/clean-up.ts'
import { releaseObjects } from '../src/file/release.ts'
import type { OpenCore } from '../src/open-core.ts'
import { openTestCore } from './open-test-core.ts'

const dayMs = 86_400_000

async function takeMessages(core: OpenCore): Promise<MessagePayload<'blob.delete'>[]> {
  const { rows } = await sql<{ data: MessagePayload<'blob.delete'> }>`
    delete from pgboss.job where name = 'blob.delete' returning data`.execute(core.db)
  return rows.map(({ data }) => data).toSorted((one, other) => other.object_keys.length - one.object_keys.length)
}

const release = (core: OpenCore, objects: readonly LeftObject[]) =>
  core.db.transaction().execute((trx) => releaseObjects(core, trx, objects))

const keysOf = (count: number) => Array.from({ length: count }, (_, index) => `objects/${index}`)

async function stored(core: OpenCore): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of core.storage.list('objects/')) keys.push(key)
  for await (const { key } of core.storage.unfinished('objects/')) keys.push(`parts of ${key}`)
  return keys.toSorted()
}

it('deletes up to a thousand objects by one message, with the parts of those that are not whole', async () => {
  await using core = await openTestCore()
  const keys = keysOf(2_003)
  for (const key of keys.slice(0, 5)) await core.storage.put(key, Readable.from([Buffer.from('a')]))
  const storage_upload_id = await core.storage.begin('objects/5')
  const left = keys.map((object_key) =>
    object_key === 'objects/5' ? { object_key, storage_upload_id } : { object_key },
  )
  await release(core, left)
  const sent = await takeMessages(core)
  expect(sent.map(({ object_keys }) => object_keys.length)).toEqual([1_000, 1_000, 3])
  expect(sent.flatMap(({ object_keys }) => object_keys).toSorted()).toEqual(keys.toSorted())
  expect(sent.flatMap(({ unfinished = [] }) => unfinished)).toEqual([{ object_key: 'objects/5', storage_upload_id }])
  expect(await stored(core)).toHaveLength(6)
  for (const payload of [...sent, ...sent]) await deleteObjects(core, payload)
  expect(await stored(core)).toEqual([])
})

it('sends all of them again for later while an export holds objects', async () => {
  await using core = await openTestCore()
  const object_keys = keysOf(3)
  for (const key of object_keys) await core.storage.put(key, Readable.from([Buffer.from('a')]))
  {
    await using _snapshot = await openSnapshot(core.database_url)
    await deleteObjects(core, { object_keys })
    expect(await stored(core)).toEqual(object_keys)
  }
  const sent = await takeMessages(core)
  expect(sent).toEqual([{ object_keys }])
  for (const payload of sent) await deleteObjects(core, payload)
  expect(await stored(core)).toEqual([])
})

it('leaves to their message what the sweep finds while it is on its way', async () => {
  await using core = await openTestCore()
  const keys = keysOf(3)
  for (const key of keys) await core.storage.put(key, Readable.from([Buffer.from('a')]))
  await release(
    core,
    keys.slice(1).map((object_key) => ({ object_key })),
  )
  await sweepObjects(core, Date.now() + 2 * dayMs)
  expect(await stored(core)).toEqual(keys.slice(1))
  await takeMessages(core)
  await sweepObjects(core, Date.now() + 2 * dayMs)
  expect(await stored(core)).toEqual([])
})
