import type { ApplicationSpec } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'
import { newId } from '../uuid.ts'

/** A job whose outputs are to stand in the tree of its owner. */
export interface PlaceableJob extends Pick<ApplicationSpec, 'outputs' | 'parameters'> {
  readonly id: string
  readonly run_id: string
  readonly owner_id: string
  readonly name: string
  /** Where its outputs are kept; null: in the folder of the run. */
  readonly outputs_folder: string | null
}

export interface PlaceableOutput {
  readonly job_id: string
  readonly name: string
  readonly path: string
  readonly blob_id: string
}

/** A file to be made of an output. */
export interface PlacedFile {
  readonly owner_id: string
  readonly path: string
  readonly blob_id: string
  readonly content_type: string
  readonly run_id: string
  readonly job_id: string
}

/** A statement takes so many rows as one text. */
const insertedAtOnce = 10_000

export async function findPlaceableJobs(
  db: Transaction<Database>,
  job_ids: readonly string[],
): Promise<PlaceableJob[]> {
  const { rows } = await sql<PlaceableJob>`
    select id, run_id, owner_id, name, spec -> 'outputs' as outputs, spec -> 'parameters' as parameters,
      spec ->> 'outputs_folder' as outputs_folder
    from jobs where id = any(${job_ids}::uuid[]) and kind = 'application' order by id`.execute(db)
  return rows
}

export async function findPlaceableOutputs(
  db: Transaction<Database>,
  job_ids: readonly string[],
): Promise<PlaceableOutput[]> {
  const { rows } = await sql<PlaceableOutput>`
    select job_id, name, path, blob_id from job_outputs
    where job_id = any(${job_ids}::uuid[]) order by job_id, name, path`.execute(db)
  return rows
}

/** Says from when on the outputs of jobs are no longer kept, where they say for how long. */
export async function setExpiryOfOutputs(db: Transaction<Database>, job_ids: readonly string[]): Promise<void> {
  await sql`
    update jobs set outputs_expire_at = now() + (spec ->> 'retention_days')::int * interval '1 day'
    where id = any(${job_ids}::uuid[]) and spec ->> 'retention_days' is not null`.execute(db)
}

/** Makes folders that are not there yet; which of them are folders now. */
export async function placeFolders(
  db: Transaction<Database>,
  { owner_id, paths }: { readonly owner_id: string; readonly paths: readonly string[] },
): Promise<ReadonlySet<string>> {
  for (const some of parts(paths.map((path) => ({ id: newId(), path, folder: folderOf(path) })))) {
    await sql`
      insert into files (id, owner_id, path, folder, kind)
      select id, ${owner_id}::uuid, path, folder, 'folder'
      from json_to_recordset(${JSON.stringify(some)}::json) as f(id uuid, path text, folder text)
      on conflict do nothing`.execute(db)
  }
  const { rows } = await sql<{ path: string }>`
    select path from files
    where owner_id = ${owner_id} and kind = 'folder' and path = any(${paths}::text[])`.execute(db)
  return new Set(rows.map(({ path }) => path))
}

/** Makes files where nothing is; the paths of those that were made. */
export async function placeFiles(
  db: Transaction<Database>,
  files: readonly PlacedFile[],
): Promise<ReadonlySet<string>> {
  const made = new Set<string>()
  for (const some of parts(files.map((file) => ({ ...file, id: newId(), folder: folderOf(file.path) })))) {
    const { rows } = await sql<{ path: string }>`
      insert into files (id, owner_id, path, folder, kind, blob_id, content_type, written_by, run_id, job_id)
      select id, owner_id, path, folder, 'file', blob_id, content_type, owner_id, run_id, job_id
      from json_to_recordset(${JSON.stringify(some)}::json) as f(
        id uuid, owner_id uuid, path text, folder text, blob_id uuid, content_type text, run_id uuid, job_id uuid)
      on conflict do nothing returning path`.execute(db)
    for (const { path } of rows) made.add(path)
  }
  return made
}

/** A file that was deleted, with the job that had left it. */
export interface DeletedFile {
  readonly job_id: string | null
  readonly blob_id: string | null
}

/** Takes from jobs whose runs have ended the outputs whose last file was deleted. */
export async function forgetOutputs(db: Transaction<Database>, deleted: readonly DeletedFile[]): Promise<void> {
  const left = deleted.filter(({ job_id }) => job_id !== null)
  if (left.length === 0) return
  await sql`
    delete from job_outputs o
    using json_to_recordset(${JSON.stringify(left)}::json) as d(job_id uuid, blob_id uuid), jobs j, runs r
    where o.job_id = d.job_id and o.blob_id = d.blob_id and j.id = d.job_id and r.id = j.run_id and r.jobs_open = 0
      and not exists (select from files f where f.blob_id = d.blob_id and f.job_id = d.job_id)`.execute(db)
}

export interface ExpiredJob {
  readonly id: string
  readonly run_id: string
  readonly owner_id: string
  readonly name: string
  readonly outputs_folder: string | null
}

/** Jobs of ended runs whose outputs are no longer kept. */
export async function findExpiredJobs(db: Kysely<Database>, limit: number): Promise<ExpiredJob[]> {
  const { rows } = await sql<ExpiredJob>`
    select j.id, j.run_id, j.owner_id, j.name, j.spec ->> 'outputs_folder' as outputs_folder
    from jobs j join runs r on r.id = j.run_id
    where j.outputs_expire_at < now() and r.jobs_open = 0 order by j.outputs_expire_at limit ${limit}`.execute(db)
  return rows
}

/**
 * Deletes the outputs of a job, and their files where these still stand below one of the folders; their blobs, and how
 * many files they were.
 */
export async function deleteOutputs(
  db: Transaction<Database>,
  { job_id, folders }: { readonly job_id: string; readonly folders: readonly string[] },
): Promise<{ readonly blob_ids: string[]; readonly count: number }> {
  await sql`
    delete from files where job_id = ${job_id}
      and exists (select from unnest(${folders}::text[]) as top where starts_with(path, top || '/'))`.execute(db)
  const { rows } = await sql<{ blob_id: string }>`
    delete from job_outputs where job_id = ${job_id} returning blob_id`.execute(db)
  await sql`update jobs set outputs_expire_at = null where id = ${job_id}`.execute(db)
  return { blob_ids: rows.map(({ blob_id }) => blob_id), count: rows.length }
}

/** Deletes the folders at and below these that hold nothing any more. */
export async function deleteEmptyFolders(
  db: Transaction<Database>,
  { owner_id, folders }: { readonly owner_id: string; readonly folders: readonly string[] },
): Promise<void> {
  await sql`
    delete from files f using unnest(${folders}::text[]) as top
    where f.owner_id = ${owner_id} and f.kind = 'folder' and (f.path = top or starts_with(f.path, top || '/'))
      and not exists (
        select from files x where x.owner_id = f.owner_id and x.kind = 'file' and starts_with(x.path, f.path || '/')
          and x.path > f.path || '/' and x.path < f.path || '0')`.execute(db)
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function parts<Row>(rows: readonly Row[]): Row[][] {
  const count = Math.ceil(rows.length / insertedAtOnce)
  return Array.from({ length: count }, (_, at) => rows.slice(at * insertedAtOnce, (at + 1) * insertedAtOnce))
}
