import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Actor } from '@assay/access'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { removeDataset } from '../src/data/dataset.ts'
import { createDatasetFromFiles } from '../src/data/files/from-files.ts'
import { zipDataset } from '../src/data/files/zip-dataset.ts'
import { removeFile } from '../src/file/remove.ts'
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

async function make(actor: Actor, files: Record<string, string>, name = 'scäns') {
  const keys: string[] = []
  for (const [path, content] of Object.entries(files)) {
    const { id: blob_id, object_key } = await scene.addBlob(actor, content)
    await scene.write(actor, `data/set/${path}`, { blob_id })
    keys.push(object_key)
  }
  const { id } = await createDatasetFromFiles(core, actor, { paths: ['data/set'], name, kind: 'files' })
  await removeFile(core, actor, { path: 'data/set', recursive: true })
  return { dataset_id: id, keys }
}

async function unpack(bytes: Buffer): Promise<Record<string, string>> {
  const zip = await fromBufferPromise(bytes)
  const unpacked: Record<string, string> = {}
  for await (const entry of zip.eachEntry()) {
    unpacked[entry.fileName] = (await buffer(await zip.openReadStreamPromise(entry))).toString()
  }
  return unpacked
}

describe('a dataset of files as a zip', () => {
  it('has each file under its path, more than a page of them, as they were when it was made', async () => {
    const actor = await scene.addActor()
    const many = Object.fromEntries(Array.from({ length: 450 }, (_, index) => [`many/${index}`, `of ${index}`]))
    const files = { 'a.tif': 'aaa', 'sub/\u65b0.bin': 'bbbb', ...many }
    const { filename, stream } = await zipDataset(core, actor, await make(actor, files))
    expect(filename).toBe('scäns.zip')
    expect(await unpack(await buffer(stream))).toEqual(files)
  }, 60_000)

  it('is there for those who can read it, and not of a table', async () => {
    const actor = await scene.addActor()
    const { dataset_id } = await make(actor, { a: 'a' })
    const stranger = await scene.addActor()
    await expect(zipDataset(core, stranger, { dataset_id })).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' })
    const { id: blob_id } = await scene.addBlob(actor, 'text\none\n')
    await scene.write(actor, 'data/a.csv', { blob_id })
    const table = await createDatasetFromFiles(core, actor, { paths: ['data/a.csv'] })
    await expect(zipDataset(core, actor, { dataset_id: table.id })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('must be a set of files'),
    })
  })

  it('breaks off when the dataset goes before all of it was read', async () => {
    const actor = await scene.addActor()
    const large = 'x'.repeat(200_000)
    const names = Array.from({ length: 210 }, (_, index) => [String(index), large])
    const { dataset_id } = await make(actor, Object.fromEntries(names))
    const { stream } = await zipDataset(core, actor, { dataset_id })
    stream.read(0)
    await removeDataset(core, actor, { dataset_id })
    await expect(buffer(stream)).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' })
  }, 60_000)

  it.each([
    ['missing', async (key: string) => core.storage.delete(key)],
    ['altered', async (key: string) => core.storage.put(key, Readable.from([Buffer.from('abd')]))],
  ] as const)('breaks off at a file whose object is %s, and says which', async (damage, harm) => {
    const actor = await scene.addActor()
    const { dataset_id, keys } = await make(actor, { 'run/a.tif': 'abc' }, 'scans')
    await harm(keys[0] ?? '')
    const { stream } = await zipDataset(core, actor, { dataset_id })
    await expect(buffer(stream)).rejects.toMatchObject({
      code: 'OBJECT_DAMAGED',
      data: { of: 'The file "run/a.tif" of the dataset "scans", version 1,', dataset_id, damage },
    })
  })
})
