import type { Actor } from '@assay/access'
import { insertBlobs, newId } from '@assay/db'
import { addUser, waitForLocks } from '@assay/engine/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newObjectKey } from '../src/file/object-key.ts'
import { holdPlace } from '../src/file/place.ts'
import { readFileRow, type WrittenFile, writeFileRow } from '../src/file/tree.ts'
import type { OpenCore } from '../src/open-core.ts'
import { openTestCore } from './open-test-core.ts'

let core: OpenCore

beforeAll(async () => {
  core = await openTestCore()
})
afterAll(() => core[Symbol.asyncDispose]())

async function addActor(): Promise<Actor> {
  const user_id = await addUser(core.db)
  return { user_id, email: `${user_id}@example.org`, groups: ['users'] }
}

async function addBlob({ user_id: owner_id }: Actor) {
  const blob = { id: newId(), owner_id, size_bytes: 3, object_key: newObjectKey() }
  await insertBlobs(core.db, [blob])
  return blob
}

async function write(actor: Actor, path: string, more: Partial<WrittenFile> = {}, deps: OpenCore = core) {
  const { user_id: owner_id } = actor
  const blob_id = more.blob_id ?? (await addBlob(actor)).id
  return writeFileRow(deps, { owner_id, path, written_by: owner_id, if_exists: 'replace', ...more, blob_id })
}

async function tree({ user_id }: Actor) {
  const rows = await core.db.selectFrom('files').selectAll().where('owner_id', '=', user_id).orderBy('path').execute()
  return rows.map(({ path, kind }) => (kind === 'folder' ? `${path}/` : path))
}

/** The messages that delete this object, with how long from now. */
async function deletions(object_key: string) {
  const { rows } = await sql<{ seconds: number }>`
    select round(extract(epoch from start_after - created_on))::int as seconds from pgboss.job
    where name = 'blob.delete' and data->>'object_key' = ${object_key}`.execute(core.db)
  return rows.map(({ seconds }) => seconds)
}

const taken = (path: string, by: 'file' | 'folder' | 'other_form') => ({ code: 'PATH_TAKEN', data: { path, by } })
const [composed, decomposed] = ['data/caf\u00e9', 'data/cafe\u0301']

describe('a file that is written', () => {
  it('has the folders above it, and a media type that its name tells unless one is given', async () => {
    const actor = await addActor()
    expect(await write(actor, 'data/run 7/a.tif')).toMatchObject({ folder: 'data/run 7', content_type: 'image/tiff' })
    expect(await write(actor, 'data/run 7/b', { content_type: 'text/x' })).toMatchObject({ content_type: 'text/x' })
    expect(await write(actor, 'data/c.unheard-of')).toMatchObject({ content_type: 'application/octet-stream' })
    expect(await tree(actor)).toEqual(['data/', 'data/c.unheard-of', 'data/run 7/', 'data/run 7/a.tif', 'data/run 7/b'])
  })

  it('is replaced in place: the row stays, and the object that it had goes an hour later', async () => {
    const actor = await addActor()
    const [first, second] = [await addBlob(actor), await addBlob(actor)]
    const before = await write(actor, 'data/a', { blob_id: first.id })
    const after = await write(actor, 'data/a', { blob_id: second.id, content_type: 'text/plain' })
    expect(after).toMatchObject({ id: before.id, blob_id: second.id, content_type: 'text/plain' })
    expect(after.updated_at > before.updated_at).toBe(true)
    expect(await deletions(first.object_key)).toEqual([3_600])
    expect(await core.db.selectFrom('blobs').select('id').where('owner_id', '=', actor.user_id).execute()).toEqual([
      { id: second.id },
    ])
  })

  it('keeps its object when it is written again with the same one, or when another file has that too', async () => {
    const actor = await addActor()
    const blob = await addBlob(actor)
    for (const path of ['data/a', 'data/a', 'data/b']) await write(actor, path, { blob_id: blob.id })
    await write(actor, 'data/a')
    expect(await deletions(blob.object_key)).toEqual([])
    expect((await readFileRow(core, actor, { path: 'data/b' })).blob.id).toBe(blob.id)
  })

  it('replaces nothing when it is not to', async () => {
    const actor = await addActor()
    const before = await write(actor, 'data/a')
    await expect(write(actor, 'data/a', { if_exists: 'refuse' })).rejects.toMatchObject(taken('data/a', 'file'))
    expect((await readFileRow(core, actor, { path: 'data/a' })).file).toEqual(before)
  })

  it('takes no path that a file or folder has, nor one that differs from it by normal form only', async () => {
    const actor = await addActor()
    await write(actor, 'data/folder/a')
    await write(actor, composed)
    await expect(write(actor, 'data')).rejects.toMatchObject(taken('data', 'folder'))
    await expect(write(actor, 'data/folder')).rejects.toMatchObject(taken('data/folder', 'folder'))
    await expect(write(actor, 'data/folder/a/b/c')).rejects.toMatchObject(taken('data/folder/a', 'file'))
    await expect(write(actor, decomposed)).rejects.toMatchObject(taken(composed, 'other_form'))
    await write(actor, `data/folder/${composed.slice(5)}/x`)
    const beside = write(actor, `data/folder/${decomposed.slice(5)}/y`)
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
    const actor = await addActor()
    if (what === 'there already') await write(actor, 'data/a')
    const [first, second] = [await addBlob(actor), await addBlob(actor)]
    await race(
      (deps) => write(actor, 'data/a', { blob_id: first.id, content_type: 'text/first' }, deps),
      () => write(actor, 'data/a', { blob_id: second.id, content_type: 'text/second' }),
    )
    const { file, blob } = await readFileRow(core, actor, { path: 'data/a' })
    expect([file.content_type, blob.id]).toEqual(['text/second', second.id])
    expect(await deletions(first.object_key)).toEqual([3_600])
    expect(await deletions(second.object_key)).toEqual([])
  })

  it('a file where the other makes a folder, or the reverse, the second is refused', async () => {
    const actor = await addActor()
    await write(actor, 'data/x')
    const folder = race(
      (deps) => write(actor, 'data/a/b', {}, deps),
      () => write(actor, 'data/a'),
    )
    await expect(folder).rejects.toMatchObject(taken('data/a', 'folder'))
    const file = race(
      (deps) => write(actor, 'data/c', {}, deps),
      () => write(actor, 'data/c/d'),
    )
    await expect(file).rejects.toMatchObject(taken('data/c', 'file'))
    expect(await tree(actor)).toEqual(['data/', 'data/a/', 'data/a/b', 'data/c', 'data/x'])
  })

  it('names that differ by normal form only, the second is refused', async () => {
    const actor = await addActor()
    await write(actor, 'data/x')
    const refused = race(
      (deps) => write(actor, decomposed, {}, deps),
      () => write(actor, composed),
    )
    await expect(refused).rejects.toMatchObject(taken(decomposed, 'other_form'))
  })
})

describe('a file of somebody else', () => {
  async function share(actor: Actor, path: string, other: Actor, access: 'read' | 'write') {
    const { id: file_id } = await core.db
      .selectFrom('files')
      .select('id')
      .where('owner_id', '=', actor.user_id)
      .where('path', '=', path)
      .executeTakeFirstOrThrow()
    const row = { id: newId(), file_id, owner_id: actor.user_id, with_user_id: other.user_id, access }
    await core.db.insertInto('shares').values(row).execute()
  }

  it('looks as if it were not there, unless it or a folder above it is shared', async () => {
    const [owner, other] = [await addActor(), await addActor()]
    await write(owner, 'data/a/b/c')
    await write(owner, 'data/a-b')
    const read = (path: string, whose = owner.email) => readFileRow(core, other, { path, owner: whose })
    const hidden = { code: 'FILE_NOT_FOUND', data: { path: 'data/a/b/c' } }
    await expect(read('data/a/b/c')).rejects.toMatchObject(hidden)
    await expect(read('data/a/b/c', 'nobody@example.org')).rejects.toMatchObject(hidden)
    await share(owner, 'data/a', other, 'read')
    for (const whose of [owner.email, owner.email.toUpperCase(), owner.user_id, owner.user_id.slice(0, 30)]) {
      expect((await read('data/a/b/c', whose)).file).toMatchObject({ path: 'data/a/b/c', owner_id: owner.user_id })
    }
    await expect(read('data/a-b')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(read('data/a/b')).rejects.toMatchObject({ code: 'NOT_A_FILE' })
  })

  it('is written by whom it is shared with for writing alone', async () => {
    const [owner, reader, writer] = [await addActor(), await addActor(), await addActor()]
    await write(owner, 'data/a/b')
    await share(owner, 'data/a', reader, 'read')
    await share(owner, 'data/a', writer, 'read')
    await share(owner, 'data/a/b', writer, 'write')
    const place = (actor: Actor, path: string) => holdPlace(core, actor, { path, owner: owner.email })
    const needs = { share: 'file', access: 'write' }
    expect(await place(writer, 'data/a/b')).toEqual({ owner_id: owner.user_id, path: 'data/a/b' })
    await expect(place(reader, 'data/a/b')).rejects.toMatchObject({ code: 'FORBIDDEN', data: { needs } })
    await expect(place(writer, 'data/a/c')).rejects.toMatchObject({ code: 'FORBIDDEN', data: { needs } })
    await expect(place(writer, 'data/c')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(await place({ ...reader, groups: ['admin'] }, 'data/c')).toMatchObject({ owner_id: owner.user_id })
  })
})
