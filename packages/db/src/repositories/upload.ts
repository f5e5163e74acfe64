import { DomainError } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction, type Updateable } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { UploadRow, UploadTable } from '../tables/upload.ts'

interface OwnedUpload {
  readonly id: string
  readonly owner_id: string
}

export async function insertUpload(db: Kysely<Database>, upload: Insertable<UploadTable>): Promise<UploadRow> {
  return db.insertInto('uploads').values(upload).returningAll().executeTakeFirstOrThrow()
}

export async function getUpload(db: Kysely<Database>, { id, owner_id }: OwnedUpload): Promise<UploadRow> {
  const row = await db
    .selectFrom('uploads')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', owner_id)
    .executeTakeFirst()
  if (!row) throw new DomainError('UPLOAD_NOT_FOUND', { upload_id: id })
  return row
}

export async function lockUpload(db: Transaction<Database>, { id, owner_id }: OwnedUpload): Promise<UploadRow> {
  const row = await db
    .selectFrom('uploads')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', owner_id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new DomainError('UPLOAD_NOT_FOUND', { upload_id: id })
  return row
}

/** Changes an upload that is still open; undefined when it is not, so that what has become something stays as it is. */
export async function updateOpenUpload(
  db: Kysely<Database>,
  id: string,
  changes: Updateable<UploadTable>,
): Promise<UploadRow | undefined> {
  return db
    .updateTable('uploads')
    .set(changes)
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returningAll()
    .executeTakeFirst()
}

/** Marks an upload that is locked as used. */
export async function markUploadUsed(db: Transaction<Database>, id: string): Promise<void> {
  await db.updateTable('uploads').set({ state: 'used' }).where('id', '=', id).execute()
}

/** Deletes up to 1,000 expired uploads; the object keys of those that nothing else uses. */
export async function deleteExpiredUploads(db: Transaction<Database>): Promise<string[]> {
  const expired = db
    .selectFrom('uploads')
    .select('id')
    .where('expires_at', '<', sql<string>`now()`)
    .orderBy('expires_at')
    .limit(1000)
    .forUpdate()
    .skipLocked()
  const rows = await db.deleteFrom('uploads').where('id', 'in', expired).returning(['object_key', 'state']).execute()
  return rows.filter((row) => row.state !== 'used').map((row) => row.object_key)
}
