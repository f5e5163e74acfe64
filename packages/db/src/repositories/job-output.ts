import { type Kysely, sql } from 'kysely'
import type { BlobRow } from '../tables/blob.ts'
import type { Database } from '../tables/index.ts'

/** The file of an output at a path; without one, its only file. */
export async function findJobOutput(
  db: Kysely<Database>,
  { job_id, name, path }: { job_id: string; name: string; path: string | undefined },
): Promise<BlobRow | undefined> {
  const query = db
    .selectFrom('job_outputs')
    .innerJoin('blobs', 'blobs.id', 'job_outputs.blob_id')
    .selectAll('blobs')
    .where('job_outputs.job_id', '=', job_id)
    .where('job_outputs.name', '=', name)
  if (path !== undefined) return query.where('job_outputs.path', '=', path).executeTakeFirst()
  const [first, second] = await query.limit(2).execute()
  return second === undefined ? first : undefined
}

export interface JobOutputDetail extends Pick<BlobRow, 'size_bytes' | 'sha256' | 'object_key'> {
  readonly name: string
  readonly path: string
}

/** In order of output and path, from behind one of them on. */
export async function listJobOutputs(
  db: Kysely<Database>,
  { job_id, name }: { readonly job_id: string; readonly name?: string | undefined },
  { after, limit }: { readonly after: Pick<JobOutputDetail, 'name' | 'path'> | undefined; readonly limit: number },
): Promise<JobOutputDetail[]> {
  const behind = after && sql<boolean>`(job_outputs.name, job_outputs.path) > (${after.name}, ${after.path})`
  const query = db
    .selectFrom('job_outputs')
    .innerJoin('blobs', 'blobs.id', 'job_outputs.blob_id')
    .select(['job_outputs.name', 'job_outputs.path', 'size_bytes', 'sha256', 'object_key'])
    .where('job_id', '=', job_id)
    .orderBy('job_outputs.name')
    .orderBy('job_outputs.path')
    .limit(limit)
  const named = name === undefined ? query : query.where('job_outputs.name', '=', name)
  return (behind ? named.where(behind) : named).execute()
}

/**
 * Those of inputs, of outputs and of logs. However many they are: the ids are one parameter, where a list of them would
 * have a limit.
 */
export async function findBlobIdsOfRuns(db: Kysely<Database>, run_ids: readonly string[]): Promise<string[]> {
  if (run_ids.length === 0) return []
  const { rows } = await sql<{ blob_id: string }>`
    with ended as (select id from jobs where run_id = any(${run_ids}::uuid[]))
    select blob_id from job_outputs join ended on ended.id = job_outputs.job_id
    union select blob_id from job_inputs join ended on ended.id = job_inputs.job_id
    union select blob_id from logs join ended on ended.id = logs.job_id where blob_id is not null`.execute(db)
  return rows.map((row) => row.blob_id)
}

/** Blobs of the outputs of this name of the jobs that a job needs, in order of those jobs. */
export async function findNeededOutputs(
  db: Kysely<Database>,
  { job_id, name }: { job_id: string; name: string },
): Promise<BlobRow[]> {
  return db
    .selectFrom('job_needs')
    .innerJoin('job_outputs', 'job_outputs.job_id', 'job_needs.needs_job_id')
    .innerJoin('blobs', 'blobs.id', 'job_outputs.blob_id')
    .selectAll('blobs')
    .where('job_needs.job_id', '=', job_id)
    .where('job_outputs.name', '=', name)
    .orderBy('job_needs.needs_job_id')
    .execute()
}

/**
 * The file at a path of an output of a job that another one needs; or the file that the output is, where it is only
 * that.
 */
export async function findNeededFile(
  db: Kysely<Database>,
  {
    job_id,
    needed,
    name,
    path,
  }: { readonly job_id: string; readonly needed: string; readonly name: string; readonly path: string },
): Promise<BlobRow | undefined> {
  return db
    .selectFrom('job_needs')
    .innerJoin('jobs', 'jobs.id', 'job_needs.needs_job_id')
    .innerJoin('job_outputs', 'job_outputs.job_id', 'jobs.id')
    .innerJoin('blobs', 'blobs.id', 'job_outputs.blob_id')
    .selectAll('blobs')
    .where('job_needs.job_id', '=', job_id)
    .where('jobs.name', '=', needed)
    .where('job_outputs.name', '=', name)
    .where('job_outputs.path', 'in', [path, ''])
    .executeTakeFirst()
}

export async function findOutputsOfJobs(
  db: Kysely<Database>,
  job_ids: readonly string[],
): Promise<{ readonly job_id: string; readonly name: string; readonly object_key: string }[]> {
  if (job_ids.length === 0) return []
  return db
    .selectFrom('job_outputs')
    .innerJoin('blobs', 'blobs.id', 'job_outputs.blob_id')
    .select(['job_outputs.job_id', 'job_outputs.name', 'blobs.object_key'])
    .where('job_outputs.job_id', 'in', job_ids)
    .execute()
}
