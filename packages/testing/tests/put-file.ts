import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { foldersAbove, insertBlobs, insertFile, insertFolders, newId } from '@assay/db'
import type { Platform } from '../src/index.ts'

interface PutFile {
  readonly owner_id: string
  readonly path: string
  readonly bytes: string
}

/** Puts a file into a user's tree, with its object. */
export async function putFile(
  { db, storage }: Pick<Platform['core'], 'db' | 'storage'>,
  { owner_id, path, bytes }: PutFile,
): Promise<{ id: string }> {
  const blob_id = newId()
  const object_key = `objects/${blob_id}`
  await storage.put(object_key, Readable.from([Buffer.from(bytes)]))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await insertBlobs(db, [{ id: blob_id, owner_id, object_key, size_bytes: Buffer.byteLength(bytes), sha256 }])
  const written_by = owner_id
  await insertFolders(db, { owner_id, paths: foldersAbove(path), written_by })
  const row = { owner_id, path, blob_id, content_type: 'text/plain', written_by }
  const file = await db.transaction().execute((trx) => insertFile(trx, row))
  if (!file) throw new Error(`there is something at ${path}`)
  return { id: file.id }
}
