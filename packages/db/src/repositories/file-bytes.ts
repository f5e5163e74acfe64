import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { BlobRow } from '../tables/blob.ts'
import type { FileRow } from '../tables/file.ts'
import type { Database } from '../tables/index.ts'
import type { FilePlace } from './file.ts'

/** A file with where its bytes are, or a folder. */
export interface FileBytesRow extends Pick<FileRow, 'path' | 'kind' | 'updated_at'> {
  /** Undefined: it is a folder. */
  readonly blob: Pick<BlobRow, 'object_key' | 'size_bytes' | 'sha256'> | undefined
}

export async function findFileBytes(db: Kysely<Database>, { owner_id, path }: FilePlace) {
  const row = await withBlobs(db).where('files.owner_id', '=', owner_id).where('path', '=', path).executeTakeFirst()
  return row && toFileBytes(row)
}

/** What is below a folder, in order of paths by code points, from behind one of them on. */
export async function listFileBytes(
  db: Kysely<Database>,
  { owner_id, path, after }: FilePlace & { readonly after: string | undefined },
  limit: number,
): Promise<FileBytesRow[]> {
  const rows = await withBlobs(db)
    .where(isBelow({ owner_id, path }))
    .where('path', '>', after ?? `${path}/`)
    .orderBy('path')
    .limit(limit)
    .execute()
  return rows.map(toFileBytes)
}

/** How many files and folders are below a folder; `most` when there are more. */
export async function countBelow(db: Kysely<Database>, place: FilePlace, most: number): Promise<number> {
  const rows = db.selectFrom('files').select('id').where(isBelow(place)).limit(most)
  const { count } = await db
    .selectFrom(rows.as('capped'))
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function findFileById(
  db: Kysely<Database>,
  id: string,
): Promise<{ readonly file: FileRow; readonly blob: BlobRow } | undefined> {
  const file = await db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
  if (!file || file.blob_id === null) return undefined
  const blob = await db.selectFrom('blobs').selectAll().where('id', '=', file.blob_id).executeTakeFirst()
  return blob && { file, blob }
}

/** The character behind the slash ends the range: an index is read from there to there. */
function isBelow({ owner_id, path }: FilePlace): RawBuilder<boolean> {
  return sql`(files.owner_id = ${owner_id} and files.path > ${`${path}/`} and files.path < ${`${path}0`})`
}

function withBlobs(db: Kysely<Database>) {
  return db
    .selectFrom('files')
    .leftJoin('blobs', 'blobs.id', 'files.blob_id')
    .select(['path', 'kind', 'updated_at', 'object_key', 'size_bytes', 'sha256'])
}

type Found = Pick<FileRow, 'path' | 'kind' | 'updated_at'> & {
  readonly [Column in 'object_key' | 'size_bytes' | 'sha256']: BlobRow[Column] | null
}

function toFileBytes({ path, kind, updated_at, object_key, size_bytes, sha256 }: Found): FileBytesRow {
  const isFile = object_key !== null && size_bytes !== null
  return { path, kind, updated_at, blob: isFile ? { object_key, size_bytes, sha256 } : undefined }
}
