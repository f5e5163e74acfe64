import { Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import { insertBlobs, newId } from '@assay/db'
import { addUser } from '@assay/engine/testing'
import type { Group } from '@assay/schemas'
import { sql } from 'kysely'
import { newObjectKey } from '../src/file/object-key.ts'
import { type WrittenFile, writeFileRow } from '../src/file/tree.ts'
import type { OpenCore } from '../src/open-core.ts'

/** What tests of trees of files do on a core. */
export function fileScene(core: OpenCore) {
  async function addActor(groups: readonly Group[] = ['users']): Promise<Actor> {
    const user_id = await addUser(core.db)
    return { user_id, email: `${user_id}@example.org`, groups }
  }

  async function addBlob({ user_id: owner_id }: Actor, content = 'abc') {
    const object_key = newObjectKey()
    const { size_bytes, sha256 } = await core.storage.put(object_key, Readable.from([Buffer.from(content)]))
    const blob = { id: newId(), owner_id, size_bytes, sha256, object_key }
    await insertBlobs(core.db, [blob])
    return blob
  }

  /** Writes a file into the actor's own tree, or another's. */
  async function write(
    actor: Actor,
    path: string,
    { deps = core, ...more }: Partial<WrittenFile> & { deps?: OpenCore } = {},
  ) {
    const file = { owner_id: actor.user_id, path, written_by: actor.user_id, if_exists: 'replace', ...more } as const
    const blob_id = more.blob_id ?? (await addBlob({ ...actor, user_id: file.owner_id })).id
    return (await writeFileRow(deps, { ...file, blob_id })).file
  }

  /** The paths of a tree; those of folders end with a slash. */
  async function tree({ user_id }: Actor): Promise<string[]> {
    const files = core.db.selectFrom('files').selectAll().where('owner_id', '=', user_id)
    const rows = await files.orderBy('path').execute()
    return rows.map(({ path, kind }) => (kind === 'folder' ? `${path}/` : path))
  }

  /** The messages that delete an object: how long after they were sent, in seconds. */
  async function deletions(object_key: string): Promise<number[]> {
    const { rows } = await sql<{ seconds: number }>`
      select round(extract(epoch from start_after - created_on))::int as seconds from pgboss.job
      where name = 'blob.delete' and data->'object_keys' ? ${object_key}`.execute(core.db)
    return rows.map(({ seconds }) => seconds)
  }

  async function share(owner: Actor, path: string, other: Actor, access: 'read' | 'write'): Promise<void> {
    const { id: file_id } = await core.db
      .selectFrom('files')
      .select('id')
      .where('owner_id', '=', owner.user_id)
      .where('path', '=', path)
      .executeTakeFirstOrThrow()
    const row = { id: newId(), file_id, owner_id: owner.user_id, with_user_id: other.user_id, access }
    await core.db.insertInto('shares').values(row).execute()
  }

  return { addActor, addBlob, write, tree, deletions, share }
}

/** How a path is refused that something has already. */
export function taken(path: string, by: 'file' | 'folder' | 'other_form') {
  return { code: 'PATH_TAKEN', data: { path, by } }
}
