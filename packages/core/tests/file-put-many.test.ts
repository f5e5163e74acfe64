import { Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import { type Database, openDatabase } from '@assay/db'
import { filesManyInput } from '@assay/schemas'
import { pack } from 'tar-stream'
import { expect, it } from 'vitest'
import { putManyFiles } from '../src/file/put-many.ts'
import type { OpenCore } from '../src/open-core.ts'
import { fileScene } from './file-scene.ts'
import { openTestCore } from './open-test-core.ts'

function tarOf(files: Readonly<Record<string, string>>): Readable {
  const tar = pack()
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content)
  tar.finalize()
  return Readable.from(tar, { objectMode: false })
}

const filesOf = (count: number, content: (at: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`plate ${at % 5}/${at}.txt`, content(at)]))

async function put(core: OpenCore, actor: Actor, files: Readonly<Record<string, string>>) {
  const call = { actor, procedure: 'files.upload_many', input: {}, schema: filesManyInput, address: '', request_id: '' }
  return putManyFiles(core, actor, { path: 'data/many', if_exists: 'replace', body: tarOf(files), call })
}

/** The database of a core, whose statements are told of. */
function countingDatabase({ database_url }: { readonly database_url: string }, sent: () => void): OpenCore['db'] {
  const db = openDatabase<Database>({ url: database_url, pool_size: 2 })
  return db.withPlugin({
    transformQuery: ({ node }) => {
      sent()
      return node
    },
    transformResult: async ({ result }) => result,
  })
}

async function keysOf(core: OpenCore): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of core.storage.list('objects/')) keys.push(key)
  return keys
}

it('makes, replaces and leaves any number of files with the same number of statements', async () => {
  await using core = await openTestCore({ max_storage_bytes: 1_000_000 })
  const { addActor } = fileScene(core)
  const counted = async (count: number) => {
    const actor = await addActor()
    const statements: number[] = []
    let sent = 0
    await using db = countingDatabase(core, () => {
      sent += 1
    })
    for (const content of [(at: number) => `first ${at}`, (at: number) => `second ${at % 7}`, () => 'third']) {
      sent = 0
      const { items, failed } = await put({ ...core, db }, actor, filesOf(count, content))
      expect([items.length, failed]).toEqual([count, []])
      statements.push(sent)
    }
    return statements
  }
  const few = await counted(10)
  expect(await counted(400)).toEqual(few)
  expect(Math.min(...few)).toBeGreaterThan(5)
  expect(Math.max(...few)).toBeLessThan(40)
})

it('stores the same bytes once, also of files that come together, and lets go what was replaced', async () => {
  await using core = await openTestCore()
  const { addActor, deletions } = fileScene(core)
  const actor = await addActor()
  await put(
    core,
    actor,
    filesOf(30, (at) => `content ${at % 3}`),
  )
  const first = await keysOf(core)
  expect(first).toHaveLength(3)
  const again = await put(
    core,
    actor,
    filesOf(30, (at) => `content ${at % 3}`),
  )
  expect(new Set(again.items.map(({ state }) => state))).toEqual(new Set(['present']))
  expect(await keysOf(core)).toHaveLength(3)
  const other = await put(
    core,
    actor,
    filesOf(30, () => 'other'),
  )
  expect(new Set(other.items.map(({ state }) => state))).toEqual(new Set(['replaced']))
  expect(await core.db.selectFrom('blobs').select('id').execute()).toHaveLength(1)
  // their objects stay for who is reading them
  for (const key of first) expect(await deletions(key)).toEqual([3_600])
})

it('replaces bytes whose object is damaged, though they are the same', async () => {
  await using core = await openTestCore()
  const actor = await fileScene(core).addActor()
  await put(core, actor, { 'a.txt': 'content' })
  const [key = ''] = await keysOf(core)
  await core.storage.put(key, Readable.from([Buffer.from('cont')]))
  expect((await put(core, actor, { 'a.txt': 'content' })).items).toMatchObject([{ state: 'replaced' }])
})

it('keeps one file of two that come under the same path, and makes no folders for what is refused', async () => {
  await using core = await openTestCore()
  const { addActor, tree } = fileScene(core)
  const actor = await addActor()
  const tar = pack()
  for (const content of ['one', 'two']) tar.entry({ name: 'a.txt' }, content)
  tar.entry({ name: 'a.txt/new/b.txt' }, 'b')
  tar.finalize()
  const call = { actor, procedure: 'files.upload_many', input: {}, schema: filesManyInput, address: '', request_id: '' }
  const body = Readable.from(tar, { objectMode: false })
  const { items, failed } = await putManyFiles(core, actor, { path: 'data', if_exists: 'replace', body, call })
  expect(items).toMatchObject([{ path: 'data/a.txt', size_bytes: 3 }])
  expect(failed.map(({ path, code }) => [path, code])).toEqual([
    ['data/a.txt', 'PATH_TAKEN'],
    ['data/a.txt/new/b.txt', 'PATH_TAKEN'],
  ])
  expect(await tree(actor)).toEqual(['data/', 'data/a.txt'])
})
