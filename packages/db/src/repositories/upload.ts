import { DomainError } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction, type Updateable } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { UploadPartRow, UploadPartTable, UploadRow, UploadTable } from '../tables/upload.ts'

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

/** Undefined when it is no longer open, so that a used upload never changes. */
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

/** The row must be locked. */
export async function markUploadUsed(db: Transaction<Database>, id: string): Promise<void> {
  await db.updateTable('uploads').set({ state: 'used' }).where('id', '=', id).execute()
}

/** Notes the id that storage gave an upload; undefined when it is closed, or has an id already. */
export async function nameOpenUpload(
  db: Kysely<Database>,
  { id, storage_upload_id }: { readonly id: string; readonly storage_upload_id: string },
): Promise<UploadRow | undefined> {
  return db
    .updateTable('uploads')
    .set({ storage_upload_id })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('storage_upload_id', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

/** Moves an open upload to another number of bytes; undefined when it is closed, or was moved by somebody else. */
export async function moveOpenUpload(
  db: Transaction<Database>,
  { id, from_bytes, to_bytes }: { readonly id: string; readonly from_bytes: number; readonly to_bytes: number },
): Promise<UploadRow | undefined> {
  return db
    .updateTable('uploads')
    .set({ received_bytes: to_bytes })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('received_bytes', '=', from_bytes)
    .returningAll()
    .executeTakeFirst()
}

export async function insertUploadPart(db: Transaction<Database>, part: Insertable<UploadPartTable>): Promise<void> {
  await db.insertInto('upload_parts').values(part).execute()
}

export async function findUploadParts(db: Kysely<Database>, upload_id: string): Promise<UploadPartRow[]> {
  return db.selectFrom('upload_parts').selectAll().where('upload_id', '=', upload_id).orderBy('number').execute()
}

export async function findLastPartNumber(db: Kysely<Database>, upload_id: string): Promise<number> {
  const row = await db
    .selectFrom('upload_parts')
    .select('number')
    .where('upload_id', '=', upload_id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.number ?? 0
}

export async function deleteUploadParts(
  db: Transaction<Database>,
  { upload_id, behind }: { readonly upload_id: string; readonly behind: number },
): Promise<void> {
  await db.deleteFrom('upload_parts').where('upload_id', '=', upload_id).where('number', '>', behind).execute()
}

export async function findKnownStorageUploads(db: Kysely<Database>, ids: string[]): Promise<Set<string | null>> {
  const rows = await db
    .selectFrom('uploads')
    .select('storage_upload_id')
    .where(sql<boolean>`storage_upload_id = any(${ids}::text[])`)
    .execute()
  return new Set(rows.map((row) => row.storage_upload_id))
}

export interface LeftObject {
  readonly object_key: string
  /** Of an upload whose bytes had begun to arrive. */
  readonly storage_upload_id?: string | null
}

/** Deletes up to 1,000 expired uploads; returns the objects of those that nothing else uses. */
export async function deleteExpiredUploads(db: Transaction<Database>): Promise<LeftObject[]> {
  const expired = db
    .selectFrom('uploads')
    .select('id')
    .where('expires_at', '<', sql<string>`now()`)
    .orderBy('expires_at')
    .limit(1000)
    .forUpdate()
    .skipLocked()
  return toLeftObjects(await db.deleteFrom('uploads').where('id', 'in', expired).returningAll().execute())
}

/** Returns the objects of those that nothing else uses. */
export async function deleteUploadsOfUser(db: Transaction<Database>, owner_id: string): Promise<LeftObject[]> {
  return toLeftObjects(await db.deleteFrom('uploads').where('owner_id', '=', owner_id).returningAll().execute())
}

function toLeftObjects(rows: readonly UploadRow[]): LeftObject[] {
  return rows
    .filter(({ state }) => state !== 'used')
    .map(({ object_key, storage_upload_id }) => ({ object_key, storage_upload_id }))
}
