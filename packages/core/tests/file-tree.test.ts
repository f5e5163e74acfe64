import type { Actor } from '@assay/access'
import { waitForLocks } from '@assay/engine/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdPlace } from '../src/file/place.ts'
import { readFileRow } from '../src/file/tree.ts'
import type { OpenCore } from '../src/open-core.ts'
import { fileScene, taken } from './file-scene.ts'
import { openTestCore } from './open-test-core.ts'

let core: OpenCore
let scene: ReturnType<typeof fileScene>

beforeAll(async () => {
  core = await openTestCore()
  scene = fileScene(core)
})
afterAll(() => core[Symbol.asyncDispose]())

const [composed, decomposed] = ['data/caf\u00e9', 'data/cafe\u0301']

describe('a file that is written', () => {
  it('has the folders above it, and a media type that its name tells unless one is given', async () => {
    const actor = await scene.addActor()
    expect(await scene.write(actor, 'data/run 7/a.tif')).toMatchObject({
      folder: 'data/run 7',
      content_type: 'image/tiff',
    })
    expect(await scene.write(actor, 'data/run 7/b', { content_type: 'text/x' })).toMatchObject({
      content_type: 'text/x',
    })
    expect(await scene.write(actor, 'data/c.unheard-of')).toMatchObject({ content_type: 'application/octet-stream' })
    expect(await scene.tree(actor)).toEqual([
      'data/',
      'data/c.unheard-of',
      'data/run 7/',
      'data/run 7/a.tif',
      'data/run 7/b',
    ])
  })

  it('is replaced in place: the row stays, and the object that it had goes an hour later', async () => {
    const actor = await scene.addActor()
    const [first, second] = [await scene.addBlob(actor), await scene.addBlob(actor)]
    const before = await scene.write(actor, 'data/a', { blob_id: first.id })
    const after = await scene.write(actor, 'data/a', { blob_id: second.id, content_type: 'text/plain' })
    expect(after).toMatchObject({ id: before.id, blob_id: second.id, content_type: 'text/plain' })
    expect(after.updated_at > before.updated_at).toBe(true)
    expect(await scene.deletions(first.object_key)).toEqual([3_600])
    expect(await core.db.selectFrom('blobs').select('id').where('owner_id', '=', actor.user_id).execute()).toEqual([
      { id: second.id },
    ])
  })

  it('keeps its object when it is written again with the same one, or when another file has that too', async () => {
    const actor = await scene.addActor()
    const blob = await scene.addBlob(actor)
    for (const path of ['data/a', 'data/a', 'data/b']) await scene.write(actor, path, { blob_id: blob.id })
    await scene.write(actor, 'data/a')
    expect(await scene.deletions(blob.object_key)).toEqual([])
    expect((await readFileRow(core, actor, { path: 'data/b' })).blob.id).toBe(blob.id)
  })

  it('replaces nothing when it is not to', async () => {
    const actor = await scene.addActor()
    const before = await scene.write(actor, 'data/a')
    await expect(scene.write(actor, 'data/a', { if_exists: 'refuse' })).rejects.toMatchObject(taken('data/a', 'file'))
    expect((await readFileRow(core, actor, { path: 'data/a' })).file).toEqual(before)
  })

  it('takes no path that a file or folder has, nor one that differs from it by normal form only', async () => {
    const actor = await scene.addActor()
    await scene.write(actor, 'data/folder/a')
    await scene.write(actor, composed)
    await expect(scene.write(actor, 'data')).rejects.toMatchObject(taken('data', 'folder'))
    await expect(scene.write(actor, 'data/folder')).rejects.toMatchObject(taken('data/folder', 'folder'))
    await expect(scene.write(actor, 'data/folder/a/b/c')).rejects.toMatchObject(taken('data/folder/a', 'file'))
    await expect(scene.write(actor, decomposed)).rejects.toMatchObject(taken(composed, 'other_form'))
    await scene.write(actor, `data/folder/${composed.slice(5)}/x`)
    const beside = scene.write(actor, `data/folder/${decomposed.slice(5)}/y`)
    await expect(beside).rejects.toMatchObject(taken(`data/folder/${composed.slice(5)}`, 'other_form'))
  })
})

describe('of two who write at once', () => {
  /** What the first has written is not committed before the second waits for it. */
  async function race(first: (deps: OpenCore) => Promise<unknown>, second: () => Promise<unknown>) {
    const [written, committed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const begun = core.db.transaction().execute(async (trx) => {
      await first({ ...core, db: trx })
      written.resolve()
      await committed.promise
    })
    await written.promise
    const waiting = second()
    waiting.catch(() => {})
    await waitForLocks(core.db, 1)
    committed.resolve()
    await begun
    return waiting
  }

  it.each(['new', 'there already'])('one name that is %s, the last to commit wins whole', async (what) => {
    const actor = await scene.addActor()
    if (what === 'there already') await scene.write(actor, 'data/a')
    const [first, second] = [await scene.addBlob(actor), await scene.addBlob(actor)]
    await race(
      (deps) => scene.write(actor, 'data/a', { blob_id: first.id, content_type: 'text/first', deps }),
      () => scene.write(actor, 'data/a', { blob_id: second.id, content_type: 'text/second' }),
    )
    const { file, blob } = await readFileRow(core, actor, { path: 'data/a' })
    expect([file.content_type, blob.id]).toEqual(['text/second', second.id])
    expect(await scene.deletions(first.object_key)).toEqual([3_600])
    expect(await scene.deletions(second.object_key)).toEqual([])
  })

  it('a file where the other makes a folder, or the reverse, the second is refused', async () => {
    const actor = await scene.addActor()
    await scene.write(actor, 'data/x')
    const folder = race(
      (deps) => scene.write(actor, 'data/a/b', { deps }),
      () => scene.write(actor, 'data/a'),
    )
    await expect(folder).rejects.toMatchObject(taken('data/a', 'folder'))
    const file = race(
      (deps) => scene.write(actor, 'data/c', { deps }),
      () => scene.write(actor, 'data/c/d'),
    )
    await expect(file).rejects.toMatchObject(taken('data/c', 'file'))
    expect(await scene.tree(actor)).toEqual(['data/', 'data/a/', 'data/a/b', 'data/c', 'data/x'])
  })

  it('names that differ by normal form only, the second is refused', async () => {
    const actor = await scene.addActor()
    await scene.write(actor, 'data/x')
    const refused = race(
      (deps) => scene.write(actor, decomposed, { deps }),
      () => scene.write(actor, composed),
    )
    await expect(refused).rejects.toMatchObject(taken(decomposed, 'other_form'))
  })
})

describe('a file of somebody else', () => {
  it('looks as if it were not there, unless it or a folder above it is shared', async () => {
    const [owner, other] = [await scene.addActor(), await scene.addActor()]
    await scene.write(owner, 'data/a/b/c')
    await scene.write(owner, 'data/a-b')
    const read = (path: string, whose = owner.email) => readFileRow(core, other, { path, owner: whose })
    const hidden = { code: 'FILE_NOT_FOUND', data: { path: 'data/a/b/c' } }
    await expect(read('data/a/b/c')).rejects.toMatchObject(hidden)
    await expect(read('data/a/b/c', 'nobody@example.org')).rejects.toMatchObject(hidden)
    await scene.share(owner, 'data/a', other, 'read')
    for (const whose of [owner.email, owner.email.toUpperCase(), owner.user_id, owner.user_id.slice(0, 30)]) {
      expect((await read('data/a/b/c', whose)).file).toMatchObject({ path: 'data/a/b/c', owner_id: owner.user_id })
    }
    await expect(read('data/a-b')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(read('data/a/b')).rejects.toMatchObject({ code: 'NOT_A_FILE' })
  })

  it('is written by whom it is shared with for writing alone', async () => {
    const [owner, reader, writer] = [await scene.addActor(), await scene.addActor(), await scene.addActor()]
    await scene.write(owner, 'data/a/b')
    await scene.share(owner, 'data/a', reader, 'read')
    await scene.share(owner, 'data/a', writer, 'read')
    await scene.share(owner, 'data/a/b', writer, 'write')
    const place = (actor: Actor, path: string) => holdPlace(core, actor, { path, owner: owner.email })
    const needs = { share: 'file', access: 'write' }
    expect(await place(writer, 'data/a/b')).toEqual({ owner_id: owner.user_id, path: 'data/a/b' })
    await expect(place(reader, 'data/a/b')).rejects.toMatchObject({ code: 'FORBIDDEN', data: { needs } })
    await expect(place(writer, 'data/a/c')).rejects.toMatchObject({ code: 'FORBIDDEN', data: { needs } })
    await expect(place(writer, 'data/c')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(await place({ ...reader, groups: ['admin'] }, 'data/c')).toMatchObject({ owner_id: owner.user_id })
  })
})
