import { type Kysely, sql, type Transaction } from 'kysely'
import type { BlobRow } from '../tables/blob.ts'
import type { FileRow } from '../tables/file.ts'
import type { Database } from '../tables/index.ts'

/** What is at a path, with the hash of its bytes. */
export interface AlikeFile extends Pick<FileRow, 'id' | 'path' | 'kind' | 'blob_id'>, Pick<BlobRow, 'sha256'> {}

/** What is at these paths, or at paths that differ from them by Unicode normal form only. */
export async function findAlikeFiles(
  db: Kysely<Database>,
  owner_id: string,
  paths: readonly string[],
): Promise<AlikeFile[]> {
  const { rows } = await sql<AlikeFile>`
    select files.id, path, kind, blob_id, sha256 from files left join blobs on blobs.id = blob_id
    where files.owner_id = ${owner_id} and normalize(path, NFC) in (
      select normalize(wanted, NFC) from unnest(${paths}::text[]) as wanted)`.execute(db)
  return rows
}

interface Replacement extends Pick<FileRow, 'id'> {
  readonly blob_id: string
  readonly content_type: string
}

/** Gives files other bytes; how many of them are still there. */
export async function replaceFiles(
  db: Transaction<Database>,
  { files, written_by }: { readonly files: readonly Replacement[]; readonly written_by: string },
): Promise<number> {
  if (files.length === 0) return 0
  const { rows } = await sql`
    update files set blob_id = f.blob_id, content_type = f.content_type, written_by = ${written_by}::uuid,
      run_id = null, job_id = null, dataset_id = null, updated_at = now()
    from json_to_recordset(${JSON.stringify(files)}::json) as f(id uuid, blob_id uuid, content_type text)
    where files.id = f.id returning files.id`.execute(db)
  return rows.length
}

/** Keeps blobs of an owner from being deleted until the transaction ends; false: some are already, or are another's. */
export async function holdOwnBlobs(
  db: Transaction<Database>,
  { owner_id, ids }: { readonly owner_id: string; readonly ids: readonly string[] },
): Promise<boolean> {
  const { rows } = await sql`
    select from blobs where id = any(${ids}::uuid[]) and owner_id = ${owner_id} order by id for key share`.execute(db)
  return rows.length === ids.length
}
