import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import type { BlobRow, BlobTable } from '../tables/blob.ts'
import type { Database } from '../tables/index.ts'

export async function insertBlobs(db: Kysely<Database>, blobs: Insertable<BlobTable>[]): Promise<void> {
  if (blobs.length > 0) await db.insertInto('blobs').values(blobs).execute()
}

export async function getBlob(db: Kysely<Database>, id: string): Promise<BlobRow> {
  return db.selectFrom('blobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** Undefined when its row is gone: the object is to be deleted. */
export async function findBlobOfObject(db: Kysely<Database>, object_key: string): Promise<BlobRow | undefined> {
  return db.selectFrom('blobs').selectAll().where('object_key', '=', object_key).executeTakeFirst()
}

/** The keys of the objects that came last. */
export async function listNewestObjects(db: Kysely<Database>, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('blobs').select('object_key').orderBy('id', 'desc').limit(limit).execute()
  return rows.map(({ object_key }) => object_key)
}

/** What a blob is to users. */
export interface BlobUse {
  readonly dataset: { readonly id: string; readonly name: string; readonly version: number } | undefined
  readonly output: { readonly job_id: string; readonly name: string } | undefined
}

export async function findBlobUse(db: Kysely<Database>, object_key: string): Promise<BlobUse> {
  const dataset = await db
    .selectFrom('datasets')
    .innerJoin('blobs', (join) =>
      join.on((on) =>
        on.or([on('blobs.id', '=', on.ref('original_blob_id')), on('blobs.id', '=', on.ref('table_blob_id'))]),
      ),
    )
    .select(['datasets.id', 'datasets.name', 'datasets.version'])
    .where('object_key', '=', object_key)
    .executeTakeFirst()
  const output = await db
    .selectFrom('job_outputs')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .select(['job_id', 'name'])
    .where('object_key', '=', object_key)
    .executeTakeFirst()
  return { dataset, output }
}

export async function setBlobHash(db: Kysely<Database>, id: string, sha256: string): Promise<void> {
  await db.updateTable('blobs').set({ sha256 }).where('id', '=', id).execute()
}

/**
 * Deletes those of the blobs that nothing references any more. Returns the keys of their objects, to be deleted after
 * the commit. The foreign keys order this against a new reference: either it is seen here, or it fails there.
 */
export async function deleteUnreferencedBlobs(db: Transaction<Database>, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .deleteFrom('blobs')
    .where(sql<boolean>`blobs.id = any(${ids}::uuid[])`)
    .where(
      sql<boolean>`not exists (
        select from datasets d where d.original_blob_id = blobs.id or d.table_blob_id = blobs.id)`,
    )
    .where(sql<boolean>`not exists (select from job_outputs o where o.blob_id = blobs.id)`)
    .where(sql<boolean>`not exists (select from files f where f.blob_id = blobs.id)`)
    .where(sql<boolean>`not exists (select from logs l where l.blob_id = blobs.id)`)
    .returning('object_key')
    .execute()
  return rows.map((row) => row.object_key)
}

/** Those of these objects that are a blob or an upload under way. */
export async function findKnownObjectKeys(db: Kysely<Database>, keys: string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('blobs')
    .select('object_key')
    .where('object_key', 'in', keys)
    .union(db.selectFrom('uploads').select('object_key').where('object_key', 'in', keys))
    .execute()
  return new Set(rows.map((row) => row.object_key))
}
