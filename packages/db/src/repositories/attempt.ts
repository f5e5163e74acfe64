import type { ApplicationSpec, ClaimedJob, HeldAttempt } from '@assay/schemas'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../tables/index.ts'

type OwnAttempt = HeldAttempt & Pick<ClaimedJob, 'worker_id'>

export interface AttemptJob {
  readonly owner_id: string
  readonly run_id: string
  /** Null: it was not asked for. */
  readonly spec: unknown
}

/** The job of an attempt that still stands, with who executes it; undefined: it no longer does. */
export async function findAttemptJob(
  db: Kysely<Database>,
  { isSpecWanted, ...attempt }: OwnAttempt & { readonly isSpecWanted: boolean },
): Promise<AttemptJob | undefined> {
  const { rows } = await sql<AttemptJob>`
    select owner_id, run_id, ${isSpecWanted ? sql`spec` : sql`null`} as spec from jobs where ${stands(attempt)}`.execute(
    db,
  )
  return rows[0]
}

/** Whether an attempt still stands, and its job finds these bytes when it begins. */
export async function isBlobOfAttempt(
  db: Kysely<Database>,
  { blob_id, ...attempt }: OwnAttempt & { readonly blob_id: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from jobs where ${stands(attempt)} and (
      exists (select from job_inputs i where i.job_id = jobs.id and i.blob_id = ${blob_id})
      or exists (
        select from job_outputs o join job_needs n on n.needs_job_id = o.job_id
        where o.blob_id = ${blob_id} and n.job_id = jobs.id)
      or exists (
        select from datasets d
        where d.id = (spec ->> 'dataset_id')::uuid and d.table_blob_id = ${blob_id})
      or exists (
        select from jsonb_array_elements((spec -> 'files') || (spec -> 'inputs')) as staged
        where staged ->> 'blob_id' = ${blob_id}))`.execute(db)
  return rows.length > 0
}

function stands({ job_id, run_id, attempt, worker_id }: OwnAttempt): RawBuilder<boolean> {
  return sql`jobs.id = ${job_id} and jobs.run_id = ${run_id} and jobs.attempt = ${attempt}
    and jobs.worker_id = ${worker_id} and jobs.state = 'running'`
}

/** A file of an output of a job that another one needs, with what that job declares. */
interface BoundOutput extends Pick<ApplicationSpec, 'outputs' | 'parameters'> {
  readonly path: string
  readonly blob_id: string
  readonly size_bytes: number
  readonly sha256: string | null
}

export async function findBoundOutputs(
  db: Kysely<Database>,
  { job_id, needed, output }: { readonly job_id: string; readonly needed: string; readonly output: string },
): Promise<BoundOutput[]> {
  const { rows } = await sql<BoundOutput>`
    select o.path, o.blob_id, b.size_bytes, b.sha256, needed.spec -> 'outputs' as outputs,
      needed.spec -> 'parameters' as parameters
    from job_needs n join jobs needed on needed.id = n.needs_job_id and needed.name = ${needed}
    join job_outputs o on o.job_id = needed.id and o.name = ${output}
    join blobs b on b.id = o.blob_id
    where n.job_id = ${job_id} order by o.path`.execute(db)
  return rows
}
