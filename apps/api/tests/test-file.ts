import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { foldersAbove, insertBlobs, insertFile, insertFolders, newId } from '@assay/db'
import type { TestApi } from './test-api.ts'

export interface TestFile {
  readonly path: string
  readonly bytes: Buffer | string
  readonly content_type?: string
}

/** Puts a file into a user's tree, with its object. */
export async function putFile(
  { core }: TestApi,
  owner_id: string,
  { path, bytes, content_type = 'application/octet-stream' }: TestFile,
): Promise<{ id: string; blob_id: string; object_key: string }> {
  const blob_id = newId()
  const object_key = `objects/${blob_id}`
  const content = Buffer.from(bytes)
  await core.storage.put(object_key, Readable.from([content]))
  const sha256 = createHash('sha256').update(content).digest('hex')
  await insertBlobs(core.db, [{ id: blob_id, owner_id, object_key, size_bytes: content.length, sha256 }])
  const written_by = owner_id
  await insertFolders(core.db, { owner_id, paths: foldersAbove(path), written_by })
  const row = { owner_id, path, blob_id, content_type, written_by }
  const file = await core.db.transaction().execute((trx) => insertFile(trx, row))
  if (!file) throw new Error(`there is something at ${path}`)
  return { id: file.id, blob_id, object_key }
}

/** Lets another user read what is at a path. */
export async function shareFile(
  { core }: TestApi,
  file_id: string,
  { owner_id, with_user_id }: { readonly owner_id: string; readonly with_user_id: string },
): Promise<string> {
  const id = newId()
  await core.db.insertInto('shares').values({ id, owner_id, file_id, with_user_id, access: 'read' }).execute()
  return id
}
