import { DomainError } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction, type Updateable } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { UploadPartRow, UploadRow, UploadTable } from '../tables/upload.ts'

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

/** Undefined: it has expired, or was removed. */
export async function findUpload(db: Kysely<Database>, id: string): Promise<UploadRow | undefined> {
  return db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst()
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

interface StandingUpload {
  readonly id: string
  readonly from_bytes: number
}

/** `last_part_number` is the caller's then; undefined when the upload is closed, or stands elsewhere. */
export async function reservePartNumber(
  db: Kysely<Database>,
  { id, from_bytes }: StandingUpload,
): Promise<UploadRow | undefined> {
  return db
    .updateTable('uploads')
    .set((row) => ({ last_part_number: row('last_part_number', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('received_bytes', '=', from_bytes)
    .returningAll()
    .executeTakeFirst()
}

/** Undefined when the upload is closed, stands elsewhere, or somebody else has reserved a number since. */
export async function addUploadPart(
  db: Transaction<Database>,
  { id, from_bytes, part }: StandingUpload & { readonly part: Omit<UploadPartRow, 'upload_id'> },
): Promise<UploadRow | undefined> {
  const row = await db
    .updateTable('uploads')
    .set({ received_bytes: from_bytes + part.size_bytes })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('received_bytes', '=', from_bytes)
    .where('last_part_number', '=', part.number)
    .returningAll()
    .executeTakeFirst()
  if (!row) return undefined
  const { number, size_bytes, etag } = part
  const values = { upload_id: id, number, size_bytes, etag }
  await db.insertInto('upload_parts').values(values).execute()
  return row
}

/** Returns the parts removed: none when the upload is closed or stands elsewhere. */
export async function removeUploadParts(
  db: Transaction<Database>,
  { id, from_bytes, to_bytes, behind }: StandingUpload & { readonly to_bytes: number; readonly behind: number },
): Promise<UploadPartRow[]> {
  const row = await db
    .updateTable('uploads')
    .set({ received_bytes: to_bytes })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('received_bytes', '=', from_bytes)
    .returning('id')
    .executeTakeFirst()
  if (!row) return []
  return db.deleteFrom('upload_parts').where('upload_id', '=', id).where('number', '>', behind).returningAll().execute()
}

export async function findUploadParts(db: Kysely<Database>, upload_id: string): Promise<UploadPartRow[]> {
  return db.selectFrom('upload_parts').selectAll().where('upload_id', '=', upload_id).orderBy('number').execute()
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

/** Returns the object of it, unless something else uses that. */
export async function deleteUpload(db: Transaction<Database>, id: string): Promise<LeftObject[]> {
  return toLeftObjects(await db.deleteFrom('uploads').where('id', '=', id).returningAll().execute())
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
