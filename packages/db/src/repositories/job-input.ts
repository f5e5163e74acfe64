import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'

/** Keeps the bytes of all that the jobs of a run are to find, as their specs say; of those that have not ended. */
export async function insertJobInputs(db: Transaction<Database>, run_id: string): Promise<void> {
  await sql`
    insert into job_inputs (job_id, path, blob_id)
    select jobs.id, staged.path, staged.blob_id
    from jobs, jsonb_to_recordset(jobs.spec->'inputs') as staged(path text, blob_id uuid)
    where jobs.run_id = ${run_id} and jobs.kind = 'application' and jobs.finished_at is null`.execute(db)
}

/** Deletes what some jobs were given that ended so long ago; the blobs, and how many rows there were. */
export async function deleteInputsOfEndedJobs(
  db: Transaction<Database>,
  { ended_days, limit }: { readonly ended_days: number; readonly limit: number },
): Promise<{ readonly blob_ids: string[]; readonly count: number }> {
  const { rows } = await sql<{ blob_id: string }>`
    delete from job_inputs where (job_id, path) in (
      select job_id, path from job_inputs join jobs on jobs.id = job_inputs.job_id
      join runs on runs.id = jobs.run_id
      where runs.finished_at < now() - ${ended_days} * interval '1 day' limit ${limit})
    returning blob_id`.execute(db)
  return { blob_ids: [...new Set(rows.map((row) => row.blob_id))], count: rows.length }
}

export interface GivenBlob {
  readonly id: string
  readonly size_bytes: number
  readonly sha256: string | null
  readonly object_key: string
}

export async function findBlobsById(db: Kysely<Database>, ids: readonly string[]): Promise<GivenBlob[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<GivenBlob>`
    select id, size_bytes, sha256, object_key from blobs where id = any(${ids}::uuid[])`.execute(db)
  return rows
}

/** What is at a path of a tree, and could be an input of a job. */
export interface StageableFile {
  readonly path: string
  /** Null: it is a folder. */
  readonly blob_id: string | null
  readonly size_bytes: number | null
  readonly sha256: string | null
}

/** What is at these paths of a tree. */
export async function findStageable(
  db: Kysely<Database>,
  { owner_id, paths }: { readonly owner_id: string; readonly paths: readonly string[] },
): Promise<StageableFile[]> {
  const { rows } = await sql<StageableFile>`
    select files.path, files.blob_id, blobs.size_bytes, blobs.sha256
    from files left join blobs on blobs.id = files.blob_id
    where files.owner_id = ${owner_id} and files.path = any(${paths}::text[])`.execute(db)
  return rows
}
