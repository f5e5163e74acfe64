import { DomainError } from '@assay/schemas'
import { type ExpressionBuilder, type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { AnnouncedPartTable, UploadPartRow, UploadRow, UploadTable } from '../tables/upload.ts'

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

/** The row must be locked and open, with all its bytes. */
export async function completeLockedUpload(
  db: Transaction<Database>,
  { id, blob_id, sha256 }: { readonly id: string; readonly blob_id: string; readonly sha256: string | null },
): Promise<UploadRow> {
  return db
    .updateTable('uploads')
    .set((row) => ({
      state: 'complete',
      received_bytes: row.ref('size_bytes').$notNull(),
      tail_key: null,
      blob_id,
      sha256,
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The row must be locked. What is made of the upload has its blob from now on. */
export async function markUploadUsed(db: Transaction<Database>, id: string): Promise<void> {
  await db.updateTable('uploads').set({ state: 'used', blob_id: null }).where('id', '=', id).execute()
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

/** Where an upload stands: what has arrived of it, and how it is kept. */
export type Standing = Pick<UploadRow, 'id' | 'received_bytes' | 'tail_key' | 'part_bytes'>

/** `last_part_number` is the caller's then; undefined when the upload has all its bytes, or stands elsewhere. */
export async function reservePartNumber(db: Kysely<Database>, standing: Standing): Promise<UploadRow | undefined> {
  return db
    .updateTable('uploads')
    .set((row) => ({ last_part_number: row('last_part_number', '+', 1) }))
    .where(isOpenAt(standing))
    .where((row) => row.or([row('size_bytes', 'is', null), row('received_bytes', '<', row.ref('size_bytes'))]))
    .returningAll()
    .executeTakeFirst()
}

/**
 * Takes no more bytes of an upload that has all of them, and reserves the number of a last part; undefined when it is
 * closed, or stands elsewhere.
 */
export async function sealUpload(
  db: Kysely<Database>,
  { id, size_bytes }: { readonly id: string; readonly size_bytes: number },
): Promise<UploadRow | undefined> {
  return db
    .updateTable('uploads')
    .set((row) => ({ size_bytes, last_part_number: row('last_part_number', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('received_bytes', '=', size_bytes)
    .where((row) => row.or([row('size_bytes', 'is', null), row('size_bytes', '=', size_bytes)]))
    .returningAll()
    .executeTakeFirst()
}

interface Step {
  readonly from: Standing & Pick<UploadRow, 'last_part_number'>
  readonly received_bytes: number
  readonly tail_key: string | null
  readonly part?: Omit<UploadPartRow, 'upload_id'>
}

/** Undefined when the upload is closed, stands elsewhere, or somebody else has reserved a number since. */
export async function moveUpload(
  db: Transaction<Database>,
  { from, received_bytes, tail_key, part }: Step,
): Promise<UploadRow | undefined> {
  const row = await db
    .updateTable('uploads')
    .set({ received_bytes, tail_key })
    .where(isOpenAt(from))
    .where('last_part_number', '=', from.last_part_number)
    .returningAll()
    .executeTakeFirst()
  if (!row || !part) return row
  const { number, size_bytes, etag } = part
  await db.insertInto('upload_parts').values({ upload_id: row.id, number, size_bytes, etag }).execute()
  return row
}

/** Puts an upload back to where it stood; returns the parts removed; undefined when it is closed or stands elsewhere. */
export async function moveUploadBack(
  db: Transaction<Database>,
  { from, to }: { readonly from: Standing; readonly to: UploadRow },
): Promise<UploadPartRow[] | undefined> {
  const { id, received_bytes, tail_key, last_part_number: behind } = to
  const row = await db
    .updateTable('uploads')
    .set({ received_bytes, tail_key })
    .where(isOpenAt(from))
    .returning('id')
    .executeTakeFirst()
  if (!row) return undefined
  return db.deleteFrom('upload_parts').where('upload_id', '=', id).where('number', '>', behind).returningAll().execute()
}

/** Has an upload stand at its beginning, with another object; false when it is closed or has begun again already. */
export async function restartUpload(
  db: Transaction<Database>,
  { from, object_key }: { readonly from: UploadRow; readonly object_key: string },
): Promise<boolean> {
  const row = await db
    .updateTable('uploads')
    .set({ received_bytes: 0, tail_key: null, storage_upload_id: null, part_bytes: null, object_key })
    .where(isOpenAt(from))
    .where('object_key', '=', from.object_key)
    .returning('id')
    .executeTakeFirst()
  if (!row) return false
  await db.deleteFrom('upload_parts').where('upload_id', '=', row.id).execute()
  await db.deleteFrom('announced_parts').where('upload_id', '=', row.id).execute()
  return true
}

function isOpenAt({ id, received_bytes, tail_key, part_bytes }: Standing) {
  return (row: ExpressionBuilder<Database, 'uploads'>) =>
    row.and([
      row('id', '=', id),
      row('state', '=', 'open'),
      row('received_bytes', '=', received_bytes),
      row('tail_key', 'is not distinct from', tail_key),
      row('part_bytes', 'is not distinct from', part_bytes),
    ])
}

/** Has the client send the bytes straight to the store; undefined when they have begun to come otherwise. */
export async function openDirectUpload(
  db: Kysely<Database>,
  { id, storage_upload_id, part_bytes }: Pick<UploadRow, 'id' | 'storage_upload_id' | 'part_bytes'>,
): Promise<UploadRow | undefined> {
  return db
    .updateTable('uploads')
    .set({ storage_upload_id, part_bytes })
    .where(isOpenAt({ id, received_bytes: 0, tail_key: null, part_bytes: null }))
    .where('storage_upload_id', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

/** Of a part that is announced again, the last counts. */
export async function putAnnouncedParts(db: Kysely<Database>, parts: AnnouncedPartTable[]): Promise<void> {
  await db
    .insertInto('announced_parts')
    .values(parts)
    .onConflict((conflict) =>
      conflict.columns(['upload_id', 'number']).doUpdateSet((row) => ({ sha256: row.ref('excluded.sha256') })),
    )
    .execute()
}

/** SHA-256 by number. */
export async function findAnnouncedParts(db: Kysely<Database>, upload_id: string): Promise<Map<number, string>> {
  const rows = await db.selectFrom('announced_parts').selectAll().where('upload_id', '=', upload_id).execute()
  return new Map(rows.map(({ number, sha256 }) => [number, sha256]))
}

/** Notes all parts that the store holds of an upload; undefined when it is closed, or has been noted already. */
export async function noteDirectParts(
  db: Transaction<Database>,
  { from, parts }: { readonly from: Standing; readonly parts: readonly Omit<UploadPartRow, 'upload_id'>[] },
): Promise<UploadRow | undefined> {
  const row = await db
    .updateTable('uploads')
    .set((upload) => ({ received_bytes: upload.ref('size_bytes').$notNull() }))
    .where(isOpenAt(from))
    .returningAll()
    .executeTakeFirst()
  if (!row) return undefined
  const values = parts.map(({ number, size_bytes, etag }) => ({ upload_id: row.id, number, size_bytes, etag }))
  await db.insertInto('upload_parts').values(values).execute()
  return row
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

/** What nothing uses any more of uploads whose rows are gone. */
export interface LeftOfUploads {
  readonly objects: LeftObject[]
  /** Others may refer to them. */
  readonly blob_ids: string[]
}

/** Deletes up to 1,000 expired uploads. */
export async function deleteExpiredUploads(db: Transaction<Database>): Promise<LeftOfUploads> {
  const expired = db
    .selectFrom('uploads')
    .select('id')
    .where('expires_at', '<', sql<string>`now()`)
    .orderBy('expires_at')
    .limit(1000)
    .forUpdate()
    .skipLocked()
  return toLeft(await db.deleteFrom('uploads').where('id', 'in', expired).returningAll().execute())
}

export async function deleteUpload(db: Transaction<Database>, id: string): Promise<LeftOfUploads> {
  return toLeft(await db.deleteFrom('uploads').where('id', '=', id).returningAll().execute())
}

export async function deleteUploadsOfUser(db: Transaction<Database>, owner_id: string): Promise<LeftOfUploads> {
  return toLeft(await db.deleteFrom('uploads').where('owner_id', '=', owner_id).returningAll().execute())
}

function toLeft(rows: readonly UploadRow[]): LeftOfUploads {
  return {
    objects: rows.filter(({ state }) => state === 'open').flatMap(leftOfOpen),
    blob_ids: rows.flatMap(({ blob_id }) => blob_id ?? []),
  }
}

/** What storage holds of an upload that is not complete. */
export function leftOfOpen({ object_key, storage_upload_id, tail_key }: UploadRow): LeftObject[] {
  const tail = tail_key === null ? [] : [{ object_key: tail_key }]
  return [{ object_key, storage_upload_id }, ...tail]
}

/** Where the parts that have arrived are in another storage: whoever was sending one begins anew. */
export async function deleteUnfinishedUploads(db: Transaction<Database>): Promise<void> {
  await db.deleteFrom('uploads').where('state', 'not in', ['complete', 'used']).execute()
}
