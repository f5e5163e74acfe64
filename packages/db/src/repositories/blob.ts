import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import type { BlobRow, BlobTable } from '../tables/blob.ts'
import type { Database } from '../tables/index.ts'

/** A statement has at most 65,535 values. */
const insertedAtOnce = 5_000

export async function insertBlobs(db: Kysely<Database>, blobs: Insertable<BlobTable>[]): Promise<void> {
  for (let from = 0; from < blobs.length; from += insertedAtOnce) {
    await db
      .insertInto('blobs')
      .values(blobs.slice(from, from + insertedAtOnce))
      .execute()
  }
}

export async function findBlob(db: Kysely<Database>, id: string): Promise<BlobRow | undefined> {
  return db.selectFrom('blobs').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function getBlob(db: Kysely<Database>, id: string): Promise<BlobRow> {
  return db.selectFrom('blobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** Keeps blobs from being deleted until the transaction ends; false: some are already. */
export async function holdBlobs(db: Transaction<Database>, ids: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    select from blobs where id = any(${ids}::uuid[]) order by id for key share`.execute(db)
  return rows.length === new Set(ids).size
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

/** An object that a database knows. */
export interface KnownObject {
  readonly object_key: string
  readonly size_bytes: number
  /** Null: not known. */
  readonly sha256: string | null
}

/** All of them: those of blobs, and of uploads that are complete and nothing is made of yet. */
export const knownObjects = sql<KnownObject>`(
  select object_key, size_bytes, sha256 from blobs
  union all
  select object_key, size_bytes, null from uploads
  where state = 'complete' and not exists (select from blobs where blobs.object_key = uploads.object_key)
) as known`

/** The next ones by key. */
export async function listKnownObjects(
  db: Kysely<Database>,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<KnownObject[]> {
  const { rows } = await sql<KnownObject>`
    select * from ${knownObjects} where object_key > ${after} order by object_key limit ${limit}`.execute(db)
  return rows
}

export async function countKnownObjects(db: Kysely<Database>): Promise<{ count: number; size_bytes: number }> {
  const { rows } = await sql<{ count: number; size_bytes: number }>`
    select count(*) as count, coalesce(sum(size_bytes), 0)::bigint as size_bytes from ${knownObjects}`.execute(db)
  return rows[0] ?? { count: 0, size_bytes: 0 }
}

interface NamedVersion {
  readonly id: string
  readonly name: string
  readonly version: number
}

/** What a blob is to users. */
export interface BlobUse {
  /** That it is the original or the table of. */
  readonly dataset: NamedVersion | undefined
  /** One of a dataset that is a set of files, where several have it. */
  readonly set_file: (NamedVersion & { readonly path: string }) | undefined
  readonly output: { readonly job_id: string; readonly name: string } | undefined
  /** One of them, where copies have it too. */
  readonly file: { readonly path: string } | undefined
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
  const set_file = await db
    .selectFrom('dataset_files')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .innerJoin('datasets', 'datasets.id', 'dataset_id')
    .select(['datasets.id', 'datasets.name', 'datasets.version', 'path'])
    .where('object_key', '=', object_key)
    .executeTakeFirst()
  const output = await db
    .selectFrom('job_outputs')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .select(['job_id', 'name'])
    .where('object_key', '=', object_key)
    .executeTakeFirst()
  const file = await db
    .selectFrom('files')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .select('path')
    .where('object_key', '=', object_key)
    .executeTakeFirst()
  return { dataset, set_file, output, file }
}

export async function setBlobHash(db: Kysely<Database>, id: string, sha256: string): Promise<void> {
  await db.updateTable('blobs').set({ sha256 }).where('id', '=', id).execute()
}

/** The blob of these bytes that an owner has already: the newest, if there are several. */
export async function findSameBlob(
  db: Kysely<Database>,
  { owner_id, sha256, size_bytes }: Pick<BlobRow, 'owner_id' | 'sha256' | 'size_bytes'>,
): Promise<BlobRow | undefined> {
  return db
    .selectFrom('blobs')
    .selectAll()
    .where('owner_id', '=', owner_id)
    .where('sha256', '=', sha256)
    .where('size_bytes', '=', size_bytes)
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

/** The same for many hashes, by hash. */
export async function findSameBlobs(
  db: Kysely<Database>,
  owner_id: string,
  hashes: readonly string[],
): Promise<Map<string, BlobRow>> {
  const { rows } = await sql<BlobRow & { readonly sha256: string }>`
    select distinct on (sha256) * from blobs
    where owner_id = ${owner_id} and sha256 = any(${hashes}::text[]) order by sha256, id desc`.execute(db)
  return new Map(rows.map((blob) => [blob.sha256, blob]))
}

/** Keeps a blob until the transaction ends; undefined: it is gone. */
export async function holdBlob(db: Transaction<Database>, id: string): Promise<BlobRow | undefined> {
  return db.selectFrom('blobs').selectAll().where('id', '=', id).forKeyShare().executeTakeFirst()
}

/** Gives a blob to another owner, unless anything refers to it: then nothing is changed, and the answer is false. */
export async function moveBlobAlone(
  db: Transaction<Database>,
  { id, owner_id }: Pick<BlobRow, 'id' | 'owner_id'>,
): Promise<boolean> {
  await lockBlobs(db, [id])
  const moved = await db
    .updateTable('blobs')
    .set({ owner_id })
    .where('id', '=', id)
    .where(isUnreferenced)
    .returning('id')
    .executeTakeFirst()
  return moved !== undefined
}

/**
 * Deletes those of the blobs that nothing references any more. Returns the keys of their objects, to be deleted after
 * the commit. The locks order this against a new reference: either it is seen here, or it fails there.
 */
export async function deleteUnreferencedBlobs(db: Transaction<Database>, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return []
  await lockBlobs(db, ids)
  const rows = await db
    .deleteFrom('blobs')
    .where(sql<boolean>`blobs.id = any(${ids}::uuid[])`)
    .where(isUnreferenced)
    .returning('object_key')
    .execute()
  return rows.map((row) => row.object_key)
}

/** In a statement of its own: the next one sees what was committed while this one waited. */
async function lockBlobs(db: Transaction<Database>, ids: string[]): Promise<void> {
  await sql`select from blobs where id = any(${ids}::uuid[]) order by id for update`.execute(db)
}

const isUnreferenced = () => sql<boolean>`
  not exists (select from datasets d where d.original_blob_id = blobs.id or d.table_blob_id = blobs.id)
  and not exists (select from job_outputs o where o.blob_id = blobs.id)
  and not exists (select from files f where f.blob_id = blobs.id)
  and not exists (select from dataset_files f where f.blob_id = blobs.id)
  and not exists (select from uploads u where u.blob_id = blobs.id)
  and not exists (select from logs l where l.blob_id = blobs.id)
  and not exists (select from entrypoint_files f where f.blob_id = blobs.id)
  and not exists (select from job_inputs i where i.blob_id = blobs.id)`

/** Those of these objects that are a blob or an upload under way. */
export async function findKnownObjectKeys(db: Kysely<Database>, keys: string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('blobs')
    .select('object_key')
    .where('object_key', 'in', keys)
    .union(db.selectFrom('uploads').select('object_key').where('object_key', 'in', keys))
    .union(
      db
        .selectFrom('uploads')
        .select('tail_key as object_key')
        .where('tail_key', 'in', keys)
        .$narrowType<{ object_key: string }>(),
    )
    .execute()
  return new Set(rows.map((row) => row.object_key))
}
