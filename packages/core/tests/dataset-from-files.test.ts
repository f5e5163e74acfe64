import { Readable } from 'node:stream'
import { type Actor, getOwnUsage } from '@assay/access'
import { newId } from '@assay/db'
import type { datasetFilesInput } from '@assay/schemas'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { getDataset, listOwnDatasets, readDatasetRows, removeDataset } from '../src/data/dataset.ts'
import { downloadDataset } from '../src/data/download.ts'
import { downloadFileOfDataset, listFilesOfDataset } from '../src/data/files/dataset-files.ts'
import { createDatasetFromFiles } from '../src/data/files/from-files.ts'
import { ingestDataset } from '../src/data/ingest.ts'
import { createDataset } from '../src/data/new-version.ts'
import { copyFile } from '../src/file/copy.ts'
import { getFile } from '../src/file/file.ts'
import { moveFile } from '../src/file/move.ts'
import { removeFile } from '../src/file/remove.ts'
import { appendToUpload, createUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { fileScene } from './file-scene.ts'
import { openTestCore } from './open-test-core.ts'

let core: OpenCore
let scene: ReturnType<typeof fileScene>

beforeAll(async () => {
  core = await openTestCore()
  scene = fileScene(core)
})
afterAll(() => core[Symbol.asyncDispose]())

const csv = 'text,label\none,1\ntwo,2\n'

type Making = Partial<z.output<typeof datasetFilesInput>>

const make = (actor: Actor, paths: string[], making: Making = {}) =>
  createDatasetFromFiles(core, actor, { paths, ...making })

async function put(actor: Actor, path: string, content: string): Promise<string> {
  const { id: blob_id } = await scene.addBlob(actor, content)
  await scene.write(actor, path, { blob_id })
  return blob_id
}

async function textOf(download: Promise<{ open(): Promise<Readable> }>): Promise<string> {
  const bytes = await (await (await download).open()).toArray()
  return Buffer.concat(bytes).toString()
}

async function listed(actor: Actor, dataset_id: string): Promise<(readonly [string, number])[]> {
  const { items } = await listFilesOfDataset(core, actor, { dataset_id, limit: 200 })
  return items.map(({ path, size_bytes }) => [path, size_bytes])
}

async function upload(actor: Actor, filename: string, content = csv) {
  const { id: upload_id } = await createUpload(core, actor, { filename, size_bytes: content.length })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: Readable.from([Buffer.from(content)]) })
  return createDataset(core, actor, { upload_id })
}

const gone = { code: 'FILE_NOT_FOUND' }

describe('a dataset of a table file', () => {
  it('shares the bytes of the file, keeps them when that changes or goes, and is the same version for the same', async () => {
    const actor = await scene.addActor()
    const original_blob_id = await put(actor, 'data/run/news.csv', csv)
    const before = (await getOwnUsage(core, actor)).storage
    const dataset = await make(actor, ['data/run/news.csv'])
    expect(dataset).toMatchObject({ kind: 'table', name: 'news', format: 'csv', filename: 'news.csv', is_new: true })
    expect((await getOwnUsage(core, actor)).storage).toEqual(before)
    const row = await core.db.selectFrom('datasets').selectAll().where('id', '=', dataset.id).executeTakeFirst()
    expect(row).toMatchObject({ original_blob_id })
    expect(await scene.tree(actor)).toEqual(['data/', 'data/run/', 'data/run/news.csv'])
    await ingestDataset(core, { dataset_id: dataset.id })
    expect(await make(actor, ['data/run/news.csv'])).toMatchObject({ id: dataset.id, is_new: false, state: 'ready' })
    await put(actor, 'data/run/news.csv', 'text\nother\n')
    expect(await textOf(downloadDataset(core, actor, { dataset_id: dataset.id, as: 'original' }))).toBe(csv)
    await removeDataset(core, actor, { dataset_id: dataset.id })
    expect(await scene.tree(actor)).toContain('data/run/news.csv')
    expect(await core.db.selectFrom('blobs').select('id').where('id', '=', original_blob_id).execute()).toEqual([])
  })

  it("has a copy of the bytes of another's file, which is shared, and tells others nothing", async () => {
    const [owner, other] = [await scene.addActor(), await scene.addActor()]
    await put(owner, 'data/run/news.csv', csv)
    const theirs = { owner: owner.user_id }
    await expect(make(other, ['data/run/news.csv'], theirs)).rejects.toMatchObject(gone)
    await scene.share(owner, 'data/run', other, 'read')
    const dataset = await make(other, ['data/run/news.csv'], theirs)
    await removeFile(core, owner, { path: 'data/run', recursive: true })
    await ingestDataset(core, { dataset_id: dataset.id })
    expect(await getDataset(core, other, { dataset_id: dataset.id })).toMatchObject({ state: 'ready', examples: 2 })
    expect(await scene.tree(other)).toContain('data/datasets/news/1/news.csv')
    const owners = core.db.selectFrom('blobs').innerJoin('datasets', 'datasets.original_blob_id', 'blobs.id')
    expect(await owners.select('blobs.owner_id').where('datasets.id', '=', dataset.id).execute()).toEqual([
      { owner_id: other.user_id },
    ])
  })

  it('is read as is said, and refused where that cannot be', async () => {
    const actor = await scene.addActor()
    await put(actor, 'data/news.txt', csv)
    await put(actor, 'data/b.txt', csv)
    const one = ['data/news.txt']
    expect(await make(actor, one, { format: 'csv', delimiter: ',' })).toMatchObject({ kind: 'table', format: 'csv' })
    await expect(make(actor, one, { kind: 'table' })).rejects.toMatchObject({ code: 'TABLE_INVALID' })
    await expect(make(actor, ['data'], { kind: 'table' })).rejects.toMatchObject({ code: 'NOT_A_FILE' })
    for (const [paths, making] of [
      [[...one, 'data/b.txt'], { kind: 'table' }],
      [['data'], { kind: 'files', encoding: 'utf-8' }],
    ] as const) {
      await expect(make(actor, [...paths], making)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    }
  })
})

describe('a dataset that is shared', () => {
  async function shareDataset({ user_id: owner_id }: Actor, dataset_id: string, { user_id: with_user_id }: Actor) {
    const row = { id: newId(), dataset_id, owner_id, with_user_id, access: 'read' as const }
    await core.db.insertInto('shares').values(row).execute()
  }

  it.each(['a table that is not read yet', 'a set of files'])(
    'as %s can be read by others and deleted by its owner alone, who keeps the files',
    async (what) => {
      const [owner, other] = [await scene.addActor(), await scene.addActor()]
      await put(owner, 'data/run/news.csv', csv)
      const isTable = what !== 'a set of files'
      const { id: dataset_id } = await make(owner, [isTable ? 'data/run/news.csv' : 'data/run'])
      const state = isTable ? 'ingesting' : 'ready'
      const missing = { code: 'DATASET_NOT_FOUND' }
      await expect(getDataset(core, other, { dataset_id })).rejects.toMatchObject(missing)
      await shareDataset(owner, dataset_id, other)
      expect(await getDataset(core, other, { dataset_id })).toMatchObject({ state, owner_id: owner.user_id })
      // the share is of the dataset, and not of the files that it was made of
      await expect(getFile(core, other, { path: 'data/run/news.csv', owner: owner.user_id })).rejects.toMatchObject(
        gone,
      )
      await expect(removeDataset(core, other, { dataset_id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await moveFile(core, owner, { path: 'data/run', to: 'data/moved', if_exists: 'refuse' })
      if (!isTable) expect(await listed(other, dataset_id)).toEqual([['news.csv', csv.length]])
      await removeDataset(core, owner, { dataset_id })
      await expect(getDataset(core, other, { dataset_id })).rejects.toMatchObject(missing)
      // its message comes after it is gone
      if (isTable) await ingestDataset(core, { dataset_id })
      expect(await getFile(core, owner, { path: 'data/moved/news.csv' })).toMatchObject({ size_bytes: csv.length })
    },
  )
})

describe('a dataset of files', () => {
  it('has the files of a folder as they were, whatever becomes of them, and is ready at once', async () => {
    const actor = await scene.addActor()
    await put(actor, 'data/run-7/a.tif', 'aaa')
    await put(actor, 'data/run-7/sub/\u65b0.bin', 'bbbb')
    const before = (await getOwnUsage(core, actor)).storage
    const dataset = await make(actor, ['data/run-7'])
    expect(dataset).toMatchObject({
      ...{ kind: 'files', state: 'ready', name: 'run-7', version: 1, size_bytes: 7, is_new: true },
      ...{ filename: null, format: null, examples: null, columns: null },
    })
    expect((await getOwnUsage(core, actor)).storage).toEqual(before)
    await put(actor, 'data/run-7/a.tif', 'other')
    await removeFile(core, actor, { path: 'data/run-7', recursive: true })
    expect(await listed(actor, dataset.id)).toEqual([
      ['a.tif', 3],
      ['sub/\u65b0.bin', 4],
    ])
    const file = { dataset_id: dataset.id, path: 'sub/\u65b0.bin' }
    expect(await textOf(downloadFileOfDataset(core, actor, file))).toBe('bbbb')
    await expect(downloadFileOfDataset(core, actor, { ...file, path: 'sub' })).rejects.toMatchObject(gone)
    const stranger = await scene.addActor()
    await expect(downloadFileOfDataset(core, stranger, file)).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' })
    await expect(listed(stranger, dataset.id)).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' })
    const begun = await downloadFileOfDataset(core, actor, file)
    const blobs = await core.db.selectFrom('blobs').selectAll().where('owner_id', '=', actor.user_id).execute()
    await removeDataset(core, actor, { dataset_id: dataset.id })
    expect(await core.db.selectFrom('blobs').select('id').where('owner_id', '=', actor.user_id).execute()).toEqual([])
    // whoever has begun to read them has an hour to end
    const keys = blobs.map(({ object_key }) => object_key)
    const { rows } = await sql<{ is_late: boolean }>`
      select start_after > now() + interval '59 minutes' as is_late from pgboss.job
      where name = 'blob.delete' and data->'object_keys' ?| ${keys}::text[]`.execute(core.db)
    expect(new Set(rows.map(({ is_late }) => is_late))).toEqual(new Set([true]))
    expect(await textOf(Promise.resolve(begun))).toBe('bbbb')
  })

  it.each([
    ['missing', (object_key: string) => core.storage.delete(object_key)],
    ['altered', (object_key: string) => core.storage.put(object_key, Readable.from([Buffer.from('abd')]))],
  ] as const)('tells of a file that nothing else has that its object is %s', async (damage, harm) => {
    const actor = await scene.addActor()
    const { id: blob_id, object_key } = await scene.addBlob(actor, 'abc')
    await scene.write(actor, 'data/run-8/sub/a.tif', { blob_id })
    const { id: dataset_id } = await make(actor, ['data/run-8'])
    await removeFile(core, actor, { path: 'data/run-8', recursive: true })
    await harm(object_key)
    const reading = textOf(downloadFileOfDataset(core, actor, { dataset_id, path: 'sub/a.tif' }))
    await expect(reading).rejects.toMatchObject({
      code: 'OBJECT_DAMAGED',
      data: { of: 'The file "sub/a.tif" of the dataset "run-8", version 1,', dataset_id, job_id: null, damage },
    })
  })

  it('is the same version for the same files under the same names, however they are stored', async () => {
    const actor = await scene.addActor()
    await put(actor, 'data/x/a', 'aaa')
    await put(actor, 'data/x/b', 'bbb')
    const first = await make(actor, ['data/x'], { name: 'set' })
    // the same bytes in other objects
    await put(actor, 'data/x/a', 'aaa')
    expect(await make(actor, ['data/x'], { name: 'set' })).toMatchObject({ id: first.id, is_new: false })
    await moveFile(core, actor, { path: 'data/x/b', to: 'data/x/c', if_exists: 'refuse' })
    expect(await make(actor, ['data/x'], { name: 'set' })).toMatchObject({ version: 2, is_new: true })
    expect(await make(actor, ['data/x'], { name: 'another' })).toMatchObject({ version: 1, is_new: true })
    const many = await Promise.all([1, 2, 3].map(() => make(actor, ['data/x'], { name: 'at once' })))
    expect(new Set(many.map(({ id }) => id)).size).toBe(1)
  })

  it('names what is taken from several places by the last names, and refuses two that would be one', async () => {
    const actor = await scene.addActor()
    for (const path of ['data/p/a', 'data/q/a', 'output/r/x/b']) await put(actor, path, path)
    const dataset = await make(actor, ['data/p/a', 'output/r'])
    expect(dataset).toMatchObject({ name: 'p' })
    expect((await listed(actor, dataset.id)).map(([path]) => path)).toEqual(['a', 'r/x/b'])
    await expect(make(actor, ['data/p/a', 'data/q/a'])).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(make(actor, ['temp'])).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(make(actor, ['data/none'])).rejects.toMatchObject(gone)
  })

  it("has copies of another's files, which count as the new owner's", async () => {
    const [owner, other] = [await scene.addActor(), await scene.addActor()]
    await put(owner, 'data/s/a', 'aaa')
    await put(owner, 'data/s/b', 'bbbb')
    await scene.share(owner, 'data/s', other, 'read')
    const dataset = await make(other, ['data/s'], { owner: owner.email })
    expect((await getOwnUsage(core, other)).storage.used_bytes).toBe(7)
    await removeFile(core, owner, { path: 'data/s', recursive: true })
    expect(await textOf(downloadFileOfDataset(core, other, { dataset_id: dataset.id, path: 'b' }))).toBe('bbbb')
  })

  it('is no table, which is said wherever rows are asked for', async () => {
    const actor = await scene.addActor()
    await put(actor, 'data/t/a.csv', csv)
    const { id: dataset_id } = await make(actor, ['data/t'])
    const page = { filters: [], after: -1, limit: 5 }
    const no = { code: 'DATASET_NOT_A_TABLE' }
    await expect(readDatasetRows(core, actor, { dataset_id, ...page })).rejects.toMatchObject(no)
    await expect(downloadDataset(core, actor, { dataset_id, as: 'parquet' })).rejects.toMatchObject(no)
    const { items } = await listOwnDatasets(core, actor, { sample: false, limit: 5, include_total: false })
    expect(items).toMatchObject([{ id: dataset_id, kind: 'files' }])
  })

  it('is listed in pages by path', async () => {
    const actor = await scene.addActor()
    for (const name of ['b', 'a', 'Z', '\u00e9']) await put(actor, `data/pages/${name}`, name)
    const { id: dataset_id } = await make(actor, ['data/pages'])
    const first = await listFilesOfDataset(core, actor, { dataset_id, limit: 3 })
    expect(first.items.map(({ path }) => path)).toEqual(['Z', 'a', 'b'])
    const cursor = first.next_cursor ?? ''
    const second = await listFilesOfDataset(core, actor, { dataset_id, limit: 3, cursor })
    expect(second).toMatchObject({ items: [{ path: '\u00e9' }], next_cursor: null })
    const wrong = { dataset_id, limit: 3, cursor: Buffer.from('a\0').toString('base64url') }
    await expect(listFilesOfDataset(core, actor, wrong)).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
  })
})

describe("a dataset's original", () => {
  const original = 'data/datasets/news/1/news.csv'

  it('is a file in the tree of its owner, which stores nothing, goes with the dataset, and can go before', async () => {
    const actor = await scene.addActor()
    const dataset = await upload(actor, 'news.csv')
    expect(await scene.tree(actor)).toContain(original)
    expect((await getOwnUsage(core, actor)).storage.used_bytes).toBe(csv.length)
    const file = await getFile(core, actor, { path: original })
    expect(file).toMatchObject({ dataset_id: dataset.id, written_by: actor.user_id, content_type: 'text/csv' })
    await removeFile(core, actor, { path: original, recursive: false })
    expect(await textOf(downloadDataset(core, actor, { dataset_id: dataset.id, as: 'original' }))).toBe(csv)
    const second = await upload(actor, 'news.csv', 'text\nthree\n')
    expect(await scene.tree(actor)).toContain('data/datasets/news/2/news.csv')
    await removeDataset(core, actor, { dataset_id: second.id })
    expect(await scene.tree(actor)).not.toContain('data/datasets/news/2/news.csv')
  })

  it('that was overwritten stays when the dataset goes, and so does a copy of it', async () => {
    const actor = await scene.addActor()
    const dataset = await upload(actor, 'news.csv')
    const copy = { path: original, to: 'output/copy.csv', if_exists: 'refuse' } as const
    await copyFile(core, actor, copy)
    await put(actor, original, 'mine')
    await removeDataset(core, actor, { dataset_id: dataset.id })
    expect(await scene.tree(actor)).toEqual(expect.arrayContaining([original, copy.to]))
    expect(await getFile(core, actor, { path: original })).toMatchObject({ dataset_id: null, size_bytes: 4 })
    expect(await make(actor, [copy.to])).toMatchObject({ kind: 'table', size_bytes: csv.length })
  })

  it('gives way to what is there already', async () => {
    const actor = await scene.addActor()
    await put(actor, original, 'mine')
    const dataset = await upload(actor, 'news.csv')
    const path = `data/datasets/${dataset.id}/news.csv`
    expect(await getFile(core, actor, { path })).toMatchObject({ dataset_id: dataset.id })
    const other = await scene.addActor()
    await put(other, 'data/datasets', 'a file where the folder would be')
    expect(await upload(other, 'news.csv')).toMatchObject({ is_new: true })
  })
})
