import { text } from 'node:stream/consumers'
import { type Actor, createShare, getOwnUsage, listOwnShares } from '@assay/access'
import {
  fileCopyInput,
  fileDeleteInput,
  fileListInput,
  fileMoveInput,
  shareCreateInput,
  shareListInput,
} from '@assay/schemas'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { sweepObjects } from '../src/clean-up.ts'
import { hashStoredBlob } from '../src/file/blob-hash.ts'
import { copyFile } from '../src/file/copy.ts'
import { getFile, listOwnFiles } from '../src/file/file.ts'
import { createFolder } from '../src/file/folder.ts'
import { moveFile } from '../src/file/move.ts'
import { removeFile } from '../src/file/remove.ts'
import { readFileRow } from '../src/file/tree.ts'
import type { OpenCore } from '../src/open-core.ts'
import { resolveReferences } from '../src/reference.ts'
import { fileScene, taken } from './file-scene.ts'
import { openTestCore } from './open-test-core.ts'

let core: OpenCore
let scene: ReturnType<typeof fileScene>

beforeAll(async () => {
  core = await openTestCore()
  scene = fileScene(core)
})
afterAll(() => core[Symbol.asyncDispose]())

const move = (actor: Actor, input: z.input<typeof fileMoveInput>) => moveFile(core, actor, fileMoveInput.parse(input))
const copy = (actor: Actor, input: z.input<typeof fileCopyInput>) => copyFile(core, actor, fileCopyInput.parse(input))
const remove = (actor: Actor, input: z.input<typeof fileDeleteInput>) =>
  removeFile(core, actor, fileDeleteInput.parse(input))

async function addTree(paths: readonly string[]): Promise<Actor> {
  const actor = await scene.addActor()
  for (const path of paths) await scene.write(actor, path)
  return actor
}

async function share(owner: Actor, path: string, other: Actor, access: 'read' | 'write' = 'read') {
  const input = { file_id: path, with: { email: other.email }, access }
  return createShare(core, owner, await resolveReferences(core, owner, shareCreateInput.parse(input)))
}

const deep = (length: number) => Array.from({ length }, (_, n) => `${n % 10}`).join('/')

describe('a folder', () => {
  it('is made with those above it, and is no error where it is there already', async () => {
    const actor = await scene.addActor()
    const made = await createFolder(core, actor, { path: 'data/a/b' })
    expect(made).toMatchObject({ path: 'data/a/b', kind: 'folder', written_by: actor.user_id, content_type: null })
    expect(await createFolder(core, actor, { path: 'data/a/b' })).toEqual(made)
    expect(await scene.tree(actor)).toEqual(['data/', 'data/a/', 'data/a/b/'])
    await scene.write(actor, 'data/file')
    for (const path of ['data/file', 'data/file/c']) {
      await expect(createFolder(core, actor, { path })).rejects.toMatchObject(taken('data/file', 'file'))
    }
    expect(await createFolder(core, actor, { path: 'log' })).toMatchObject({ path: 'log' })
  })
})

describe('what is moved', () => {
  it('keeps its ids and bytes, and all that is in it comes along', async () => {
    const actor = await addTree(['data/a/b/c', 'data/a/d', 'data/ab'])
    const before = await getFile(core, actor, { path: 'data/a/b/c' })
    expect(await move(actor, { path: 'data/a', to: 'output/new/e' })).toMatchObject({ path: 'output/new/e' })
    const { updated_at, ...kept } = await getFile(core, actor, { path: 'output/new/e/b/c' })
    expect(kept).toEqual({ ...before, path: 'output/new/e/b/c', updated_at: undefined })
    expect(updated_at > before.updated_at).toBe(true)
    expect(await scene.tree(actor)).toEqual([
      ...['data/', 'data/ab', 'output/', 'output/new/', 'output/new/e/', 'output/new/e/b/'],
      ...['output/new/e/b/c', 'output/new/e/d'],
    ])
    const { items } = await listOwnFiles(core, actor, fileListInput.parse({ path: 'output/new/e' }))
    expect(items.map(({ path }) => path)).toEqual(['output/new/e/b', 'output/new/e/d'])
  })

  it('takes the place of a file only if it is to, and never that of a folder', async () => {
    const actor = await addTree(['data/a', 'data/b', 'data/folder/c', 'data/other/d'])
    const [a, b] = [
      await readFileRow(core, actor, { path: 'data/a' }),
      await readFileRow(core, actor, { path: 'data/b' }),
    ]
    await expect(move(actor, { path: 'data/a', to: 'data/b' })).rejects.toMatchObject(taken('data/b', 'file'))
    for (const if_exists of ['refuse', 'replace'] as const) {
      const refused = (path: string, to: string) => expect(move(actor, { path, to, if_exists })).rejects
      await refused('data/a', 'data/folder').toMatchObject(taken('data/folder', 'folder'))
      await refused('data/folder', 'data/a').toMatchObject(taken('data/a', 'file'))
      await refused('data/folder', 'data/other').toMatchObject(taken('data/other', 'folder'))
      await refused('data/folder', 'data').toMatchObject(taken('data', 'folder'))
      await refused('data/a', 'data/b/x').toMatchObject(taken('data/b', 'file'))
    }
    expect(await move(actor, { path: 'data/a', to: 'data/b', if_exists: 'replace' })).toMatchObject({ id: a.file.id })
    expect((await readFileRow(core, actor, { path: 'data/b' })).blob.id).toBe(a.blob.id)
    expect(await scene.deletions(b.blob.object_key)).toEqual([3_600])
  })

  it('is no top folder, goes not into itself, nor where paths would be too long', async () => {
    const actor = await addTree([`data/a/${deep(40)}`])
    await expect(move(actor, { path: 'data', to: 'output/a' })).rejects.toMatchObject({ code: 'FOLDER_FIXED' })
    await expect(move(actor, { path: 'data/a', to: 'data/a/b' })).rejects.toMatchObject({
      code: 'MOVE_INTO_ITSELF',
      data: { path: 'data/a', to: 'data/a/b' },
    })
    await expect(move(actor, { path: 'data/a', to: `data/b/${deep(40)}` })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      data: { issues: [{ path: 'to', message: expect.stringContaining('must have at most 64 names') }] },
    })
    await expect(move(actor, { path: 'data/none', to: 'data/b' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect((await move(actor, { path: 'data/a', to: 'data/a' })).path).toBe('data/a')
  })

  it('may get the other normal form of its own name, and not that of another', async () => {
    const [composed, decomposed] = ['data/\u00e9', 'data/e\u0301']
    const actor = await addTree([`${composed}/x`, 'data/b'])
    await expect(move(actor, { path: 'data/b', to: decomposed })).rejects.toMatchObject(taken(composed, 'other_form'))
    await move(actor, { path: composed, to: decomposed })
    expect(await scene.tree(actor)).toEqual(['data/', 'data/b', `${decomposed}/`, `${decomposed}/x`])
  })
})

describe('a copy', () => {
  it("from another's tree gets a hash of its own where that of what it is of is not known yet", async () => {
    const owner = await addTree(['data/shared/a'])
    const reader = await scene.addActor()
    await share(owner, 'data/shared', reader)
    const { blob } = await readFileRow(core, owner, { path: 'data/shared/a' })
    await core.db.updateTable('blobs').set({ sha256: null }).where('id', '=', blob.id).execute()
    await copy(reader, { path: 'data/shared/a', owner: owner.email, to: 'data/a' })
    const copied = await readFileRow(core, reader, { path: 'data/a' })
    const { rows } = await sql<{ data: { blob_id: string } }>`
      select data from pgboss.job where name = 'blob.hash'`.execute(core.db)
    for (const { data } of rows) await hashStoredBlob(core, data)
    expect(await getFile(core, reader, { path: 'data/a' })).toMatchObject({ id: copied.file.id, sha256: blob.sha256 })
  })

  it('within a tree stores nothing twice, and outlives what it is of', async () => {
    const actor = await addTree(['data/a/b/c', 'data/a/d'])
    const used = (await getOwnUsage(core, actor)).storage.used_bytes
    expect(await copy(actor, { path: 'data/a', to: 'output/x/y' })).toMatchObject({
      path: 'output/x/y',
      kind: 'folder',
    })
    const [of, copied] = [
      await readFileRow(core, actor, { path: 'data/a/b/c' }),
      await readFileRow(core, actor, { path: 'output/x/y/b/c' }),
    ]
    expect(copied.file).toMatchObject({ folder: 'output/x/y/b', blob_id: of.blob.id })
    expect(copied.file.id).not.toBe(of.file.id)
    expect(copied.file.id > of.file.id).toBe(true)
    expect((await getOwnUsage(core, actor)).storage.used_bytes).toBe(used)
    await remove(actor, { path: 'data/a', recursive: true })
    expect(await scene.deletions(of.blob.object_key)).toEqual([])
    expect(await text(await core.storage.read(copied.blob.object_key))).toBe('abc')
  })

  it('takes the place of a file only if it is to, and never that of a folder', async () => {
    const actor = await addTree(['data/a', 'data/b', 'data/folder/c'])
    const [a, b] = [
      await readFileRow(core, actor, { path: 'data/a' }),
      await readFileRow(core, actor, { path: 'data/b' }),
    ]
    await expect(copy(actor, { path: 'data/a', to: 'data/b' })).rejects.toMatchObject(taken('data/b', 'file'))
    const replacing = { if_exists: 'replace' } as const
    const refused = (path: string, to: string) => expect(copy(actor, { path, to, ...replacing })).rejects
    await refused('data/a', 'data/folder').toMatchObject(taken('data/folder', 'folder'))
    await refused('data/folder', 'data/b').toMatchObject(taken('data/b', 'file'))
    await refused('data/folder', 'data/folder').toMatchObject(taken('data/folder', 'folder'))
    await refused('data/folder', 'data/folder/d').toMatchObject({ code: 'MOVE_INTO_ITSELF' })
    await refused('data/a', 'output').toMatchObject(taken('output', 'folder'))
    const copied = await copy(actor, { path: 'data/a', to: 'data/b', ...replacing })
    expect(copied).toMatchObject({ id: b.file.id, etag: `"${a.blob.id}"` })
    await copy(actor, { path: 'data', to: 'temp/all' })
    expect(await scene.tree(actor)).toContain('temp/all/folder/c')
  })

  it("from another's tree has bytes of its own, which count as the new owner's, and goes on when that is gone", async () => {
    const [owner, other] = [await addTree(['data/a/b/c', 'data/a/d', 'data/x']), await scene.addActor()]
    await copy(owner, { path: 'data/a/d', to: 'data/a/same' })
    const theirs = { path: 'data/a', owner: owner.email, to: 'data/theirs' }
    await expect(copy(other, theirs)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await share(owner, 'data/a', other)
    await copy(other, theirs)
    expect((await getOwnUsage(core, other)).storage.used_bytes).toBe(6)
    await remove(owner, { path: 'data', recursive: true })
    const { file, blob } = await readFileRow(core, other, { path: 'data/theirs/b/c' })
    expect([file.written_by, blob.owner_id, blob.size_bytes]).toEqual([other.user_id, other.user_id, 3])
    expect(await text(await core.storage.read(blob.object_key))).toBe('abc')
    const { blob: same } = await readFileRow(core, other, { path: 'data/theirs/same' })
    expect(same.id).toBe((await readFileRow(core, other, { path: 'data/theirs/d' })).blob.id)
  })

  it("from another's tree of one file replaces one, and is refused where there is no room", async () => {
    const [owner, other] = [await addTree(['data/a']), await addTree(['data/b'])]
    await share(owner, 'data/a', other)
    const theirs = { path: 'data/a', owner: owner.user_id, to: 'data/b' }
    await expect(copy(other, theirs)).rejects.toMatchObject(taken('data/b', 'file'))
    await core.db.updateTable('users').set({ max_storage_bytes: 5 }).where('id', '=', other.user_id).execute()
    const replacing = { ...theirs, if_exists: 'replace' } as const
    await expect(copy(other, replacing)).rejects.toMatchObject({ code: 'QUOTA_REACHED' })
    await core.db.updateTable('users').set({ max_storage_bytes: 6 }).where('id', '=', other.user_id).execute()
    await copy(other, replacing)
    expect((await getOwnUsage(core, other)).storage.used_bytes).toBe(3)
  })
})

describe('what is deleted', () => {
  it('goes with all that is in it, and its objects an hour later, however much it is', async () => {
    const actor = await addTree(['data/a/b/c', 'data/a/d', 'data/ab'])
    const { blob } = await readFileRow(core, actor, { path: 'data/a/b/c' })
    await expect(remove(actor, { path: 'data/a' })).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' })
    await remove(actor, { path: 'data/a', recursive: true })
    expect(await scene.tree(actor)).toEqual(['data/', 'data/ab'])
    expect(await scene.deletions(blob.object_key)).toEqual([3_600])
    await remove(actor, { path: 'data/ab' })
    await expect(remove(actor, { path: 'data/ab' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await createFolder(core, actor, { path: 'data/empty' })
    await remove(actor, { path: 'data/empty' })
    expect((await getOwnUsage(core, actor)).storage.used_bytes).toBe(0)
  })

  it('is no top folder, but all that is in it', async () => {
    const actor = await addTree(['data/a/b', 'data/c', 'output/d'])
    await expect(remove(actor, { path: 'data' })).rejects.toMatchObject({ code: 'FOLDER_NOT_EMPTY' })
    await remove(actor, { path: 'data', recursive: true })
    expect(await scene.tree(actor)).toEqual(expect.arrayContaining(['data/', 'output/', 'output/d']))
    expect(await scene.tree(actor)).not.toContain('data/c')
    await expect(remove(actor, { path: 'data' })).rejects.toMatchObject({ code: 'FOLDER_FIXED' })
    expect(fileDeleteInput.safeParse({ path: '', recursive: true }).success).toBe(false)
    expect(fileDeleteInput.safeParse({ path: '/', recursive: true }).success).toBe(false)
  })

  it('can be read for that hour, however old it is and whatever is swept', async () => {
    const actor = await addTree(['data/a'])
    const { blob } = await readFileRow(core, actor, { path: 'data/a' })
    await remove(actor, { path: 'data/a' })
    await sweepObjects(core, Date.now() + 2 * 86_400_000)
    expect(await text(await core.storage.read(blob.object_key))).toBe('abc')
  })

  it('leaves no file without its folder, whatever is written, moved and deleted at once', async () => {
    const actor = await addTree(['data/a/b'])
    const writes = Array.from({ length: 24 }, (_, n) => scene.write(actor, `data/a/${n % 5}/${n}`))
    const moves = ['data/b', 'output/b'].map((to) => move(actor, { path: 'data/a', to }))
    const copies = ['temp/a', 'temp/b'].map((to) => copy(actor, { path: 'data/a', to }))
    const ends = await Promise.allSettled([
      ...writes,
      ...moves,
      remove(actor, { path: 'data/a', recursive: true }),
      ...copies,
    ])
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'FILE_NOT_FOUND' })
    const paths = await scene.tree(actor)
    const folders = paths.filter((path) => path.endsWith('/'))
    for (const path of paths) {
      const above = path.slice(0, path.replace(/\/$/, '').lastIndexOf('/') + 1)
      if (above !== '') expect(folders).toContain(above)
    }
  })
})

describe('a share of a folder', () => {
  it('covers what is in it now and later, and not what is moved out of it', async () => {
    const [owner, other] = [await addTree(['data/a/b/c', 'data/x']), await scene.addActor()]
    await share(owner, 'data/a/', other)
    const read = (path: string) => getFile(core, other, { path, owner: owner.email })
    const list = (path: string) =>
      listOwnFiles(core, other, fileListInput.parse({ path, owner: owner.email, recursive: true }))
    await scene.write(owner, 'data/a/later/d')
    expect((await list('data/a')).items.map(({ path }) => path)).toEqual([
      ...['data/a/b', 'data/a/b/c', 'data/a/later', 'data/a/later/d'],
    ])
    for (const path of ['data', 'data/x', 'data/a2', ''])
      await expect(list(path)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await move(owner, { path: 'data/a/b', to: 'data/b' })
    for (const path of ['data/a/b/c', 'data/b/c']) {
      await expect(read(path)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    }
    await move(owner, { path: 'data/a', to: 'output/moved' })
    expect((await read('output/moved/later/d')).owner_id).toBe(owner.user_id)
    expect(await listOwnShares(core, other, shareListInput.parse({ given: 'to_me' }))).toMatchObject({
      items: [{ name: 'output/moved', owner_email: owner.email, access: 'read' }],
    })
    await remove(owner, { path: 'output/moved', recursive: true })
    expect(await listOwnShares(core, other, shareListInput.parse({}))).toMatchObject({ items: [] })
  })

  it('for reading lets nobody change anything in it', async () => {
    const [owner, other] = [await addTree(['data/a/b']), await scene.addActor()]
    await share(owner, 'data/a', other)
    const of = { path: 'data/a/b', owner: owner.email }
    const changes = [
      () => createFolder(core, other, { path: 'data/a/c', owner: owner.email }),
      () => move(other, { ...of, to: 'data/a/c' }),
      () => copy(other, { ...of, to: 'data/a/c', to_owner: owner.email }),
      () => remove(other, of),
    ]
    const needs = { share: 'file', access: 'write' }
    for (const change of changes) await expect(change()).rejects.toMatchObject({ code: 'FORBIDDEN', data: { needs } })
  })

  it("for writing lets others change what is in it, which is its owner's, and nothing beside it", async () => {
    const [owner, other] = [await addTree(['data/a/b', 'data/x']), await addTree(['data/mine'])]
    await share(owner, 'data/a', other, 'write')
    const whose = { owner: owner.email }
    await createFolder(core, other, { path: 'data/a/c', ...whose })
    await move(other, { path: 'data/a/b', to: 'data/a/c/d', ...whose })
    await copy(other, { path: 'data/mine', to: 'data/a/theirs', to_owner: owner.email })
    const made = await readFileRow(core, owner, { path: 'data/a/theirs' })
    expect(made).toMatchObject({ file: { written_by: other.user_id }, blob: { owner_id: owner.user_id } })
    const outside = [
      () => move(other, { path: 'data/a/c', to: 'data/out', ...whose }),
      () => createFolder(core, other, { path: 'data/out', ...whose }),
      () => remove(other, { path: 'data/x', ...whose }),
    ]
    for (const change of outside) await expect(change()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    const needs = { owner_of: 'file' }
    for (const change of [
      () => remove(other, { path: 'data/a', recursive: true, ...whose }),
      () => move(other, { path: 'data/a', to: 'data/a2', ...whose }),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'FORBIDDEN', data: { needs } })
    }
    await remove(other, { path: 'data/a/c', recursive: true, ...whose })
    expect(await scene.tree(owner)).toEqual(['data/', 'data/a/', 'data/a/theirs', 'data/x'])
  })

  it('is given by its owner alone, by path or id, and for all that an admin asks', async () => {
    const [owner, other, third] = [await addTree(['data/a/b']), await scene.addActor(), await scene.addActor()]
    const { file_id } = await share(owner, 'data/a', other, 'write')
    await expect(share(other, 'data/a', third)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(share(other, file_id ?? '', third)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(share(third, file_id ?? '', other)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining(file_id ?? ''),
    })
    const admin = await scene.addActor(['users', 'admin'])
    await share(admin, file_id ?? '', third)
    expect(await getFile(core, third, { path: 'data/a/b', owner: owner.user_id.slice(0, 30) })).toBeDefined()
    await share(owner, 'log', third)
    expect(await getFile(core, third, { path: 'log', owner: owner.email })).toMatchObject({ kind: 'folder' })
  })
})
