import { Readable } from 'node:stream'
import { type Actor, getOwnUsage } from '@assay/access'
import { addUser } from '@assay/engine/testing'
import type { datasetCreateInput } from '@assay/schemas'
import { expect, it } from 'vitest'
import type { z } from 'zod'
import { getDataset, removeDataset } from '../src/data/dataset.ts'
import { ingestDataset } from '../src/data/ingest.ts'
import { createDataset } from '../src/data/new-version.ts'
import { appendToUpload, createUpload, getOwnUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { openTestCore } from './open-test-core.ts'

type Making = Omit<z.output<typeof datasetCreateInput>, 'upload_id'>

async function addActor(core: OpenCore): Promise<Actor> {
  return { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] }
}

async function upload(core: OpenCore, actor: Actor, content: string): Promise<string> {
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: content.length })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: Readable.from([Buffer.from(content)]) })
  return upload_id
}

async function make(core: OpenCore, actor: Actor, content: string, making: Making = {}) {
  return createDataset(core, actor, { upload_id: await upload(core, actor, content), ...making })
}

const content = 'a;b\n1;2\n'

it('is the same when the same file is made a dataset again, which uses up its upload and no room', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const first = await make(core, actor, content)
  await ingestDataset(core, { dataset_id: first.id })
  const before = await getOwnUsage(core, actor)
  const upload_id = await upload(core, actor, content)
  const again = await createDataset(core, actor, { upload_id })
  expect(first).toMatchObject({ version: 1, is_new: true })
  expect(again).toMatchObject({ id: first.id, version: 1, state: 'ready', is_new: false })
  expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({ state: 'used' })
  expect(await getOwnUsage(core, actor)).toEqual(before)
  await expect(createDataset(core, actor, { upload_id })).rejects.toMatchObject({ code: 'UPLOAD_USED' })
})

it('is the same for many who make it at once', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const made = await Promise.all(Array.from({ length: 5 }, () => make(core, actor, content)))
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  expect(made.filter(({ is_new }) => is_new)).toHaveLength(1)
})

it('is another for other bytes of the same length, another name, another reading, another owner', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  await make(core, actor, content)
  expect(await make(core, actor, content.replace('1', '3'))).toMatchObject({ version: 2, is_new: true })
  expect(await make(core, actor, content, { name: 'other' })).toMatchObject({ version: 1, is_new: true })
  expect(await make(core, actor, content, { delimiter: ',' })).toMatchObject({ version: 3, is_new: true })
  expect(await make(core, actor, content, { encoding: 'latin-1' })).toMatchObject({ version: 4, is_new: true })
  expect(await make(core, actor, content, { encoding: 'windows-1252' })).toMatchObject({ version: 4, is_new: false })
  expect(await make(core, await addActor(core), content)).toMatchObject({ version: 1, is_new: true })
})

it('is made anew where the earlier one was refused or deleted', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const refused = await make(core, actor, 'a,b\n1,2,3\n')
  await ingestDataset(core, { dataset_id: refused.id })
  expect(await getDataset(core, actor, { dataset_id: refused.id })).toMatchObject({ state: 'failed' })
  expect(await make(core, actor, 'a,b\n1,2,3\n')).toMatchObject({ version: 2, is_new: true })
  const whole = await make(core, actor, content, { name: 'whole' })
  await removeDataset(core, actor, { dataset_id: whole.id })
  expect(await make(core, actor, content, { name: 'whole' })).toMatchObject({ is_new: true })
})

it('is refused where what was said of the reading is not of the format', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  await expect(make(core, actor, '{}', { format: 'jsonl', delimiter: ';' })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    data: { issues: [{ path: 'delimiter' }] },
  })
})

it('tells how its file was read', async () => {
  await using core = await openTestCore()
  const actor = await addActor(core)
  const { id: dataset_id } = await make(core, actor, content)
  await ingestDataset(core, { dataset_id })
  expect((await getDataset(core, actor, { dataset_id })).reading).toMatchObject({
    delimiter: ';',
    encoding: 'utf-8',
    quote: 'double',
    decimal: '.',
    notices: [{ code: 'recognised', message: expect.stringContaining('semicolons') }],
  })
})
