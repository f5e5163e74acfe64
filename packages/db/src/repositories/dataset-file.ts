import { type Kysely, sql, type Transaction } from 'kysely'
import type { BlobRow } from '../tables/blob.ts'
import type { DatasetFileRow, DatasetRow } from '../tables/dataset.ts'
import type { Database } from '../tables/index.ts'

/** A file that is to be, or may be already, one of a dataset. */
export interface PlannedFile extends Omit<DatasetFileRow, 'dataset_id'>, Pick<BlobRow, 'sha256'> {}

/** The newest version of a family with exactly these files, by their bytes. */
export async function findSameFiles(
  db: Kysely<Database>,
  { owner_id, name, size_bytes }: Pick<DatasetRow, 'owner_id' | 'name' | 'size_bytes'>,
  files: readonly PlannedFile[],
): Promise<DatasetRow | undefined> {
  const [paths, blobs, hashes] = columnsOf(files)
  const count = files.length
  return db
    .selectFrom('datasets')
    .selectAll()
    .where('owner_id', '=', owner_id)
    .where('name', '=', name)
    .where('kind', '=', 'files')
    .where('size_bytes', '=', size_bytes)
    .where(sql<boolean>`(select count(*) from dataset_files where dataset_id = datasets.id) = ${count}`)
    .where(
      sql<boolean>`(
        select count(*) from unnest(${paths}::text[], ${blobs}::uuid[], ${hashes}::text[]) as given (path, blob_id, sha256)
        join dataset_files on dataset_files.path = given.path collate "C" and dataset_files.dataset_id = datasets.id
        join blobs on blobs.id = dataset_files.blob_id
        where given.blob_id = blobs.id or given.sha256 = blobs.sha256) = ${count}`,
    )
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function insertDatasetFiles(
  db: Transaction<Database>,
  dataset_id: string,
  files: readonly PlannedFile[],
): Promise<void> {
  const [paths, blobs] = columnsOf(files)
  const [sizes, types] = [files.map(({ size_bytes }) => size_bytes), files.map(({ content_type }) => content_type)]
  await sql`
    insert into dataset_files (dataset_id, path, blob_id, size_bytes, content_type)
    select ${dataset_id}::uuid, * from unnest(${paths}::text[], ${blobs}::uuid[], ${sizes}::bigint[], ${types}::text[])
  `.execute(db)
}

function columnsOf(files: readonly PlannedFile[]) {
  return [files.map(({ path }) => path), files.map((file) => file.blob_id), files.map(({ sha256 }) => sha256)] as const
}

export interface DatasetFileDetail extends DatasetFileRow, Pick<BlobRow, 'sha256' | 'object_key'> {}

/** In order of their paths by code points, from behind one of them on. */
export async function listDatasetFiles(
  db: Kysely<Database>,
  dataset_id: string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<DatasetFileDetail[]> {
  const query = db
    .selectFrom('dataset_files')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .selectAll('dataset_files')
    .select(['sha256', 'object_key'])
    .where('dataset_id', '=', dataset_id)
  return (after === undefined ? query : query.where('path', '>', after)).orderBy('path').limit(limit).execute()
}

export async function findDatasetFile(
  db: Kysely<Database>,
  { dataset_id, path }: Pick<DatasetFileRow, 'dataset_id' | 'path'>,
): Promise<DatasetFileRow | undefined> {
  return db
    .selectFrom('dataset_files')
    .selectAll()
    .where('dataset_id', '=', dataset_id)
    .where('path', '=', path)
    .executeTakeFirst()
}

/** Returns the blobs that they had. */
export async function deleteDatasetFiles(db: Transaction<Database>, dataset_id: string): Promise<string[]> {
  const rows = await db.deleteFrom('dataset_files').where('dataset_id', '=', dataset_id).returning('blob_id').execute()
  return rows.map(({ blob_id }) => blob_id)
}
