import type { JobState, Offers } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { JobRow } from '../tables/job.ts'
import type { WorkerRow } from '../tables/worker.ts'
import { newId } from '../uuid.ts'

/** By what the session of a worker that is between two jobs is told. */
const between = 'between jobs'

interface PullSession {
  readonly registration_id: string
  readonly name: string
  readonly lease_seconds: number
  /** Those of the worker come to its labels. */
  readonly offers: Offers
}

/**
 * Opens the session of one job, in the place of one that its worker had between jobs; undefined: there is no such
 * worker.
 */
export async function openPullSession(
  db: Kysely<Database>,
  { registration_id, name, lease_seconds, offers }: PullSession,
): Promise<WorkerRow | undefined> {
  const { rows } = await sql<WorkerRow>`
    with gone as (
      delete from workers where registration_id = ${registration_id} and version = ${between}
    )
    insert into workers (id, name, slots, lease_seconds, gives_up_seconds, registration_id, offers, kinds, placements,
      for_user_id, for_group, draining_at)
    select ${newId()}, ${name}, 1, ${lease_seconds}, ${lease_seconds}, id,
      jsonb_set(${JSON.stringify(offers)}::jsonb, '{labels}',
        ${JSON.stringify(offers.labels)}::jsonb || to_jsonb(labels)),
      '{application}', '{worker,any}', for_user_id, for_group, draining_at
    from worker_registrations where id = ${registration_id} returning workers.*`.execute(db)
  return rows[0]
}

/** Keeps the session of a worker that got nothing, so that it is known to be there. */
export async function keepPullSession(db: Kysely<Database>, id: string): Promise<void> {
  await db.updateTable('workers').set({ version: between }).where('id', '=', id).execute()
}

/** Notes in which session a job was pulled, with its number, which it gets now if it has none, and its beginning. */
export async function notePulled(
  db: Kysely<Database>,
  { job_id, session_id }: { readonly job_id: string; readonly session_id: string },
): Promise<{ readonly number: number; readonly created_at: string } | undefined> {
  const { rows } = await sql<{ number: number; created_at: string }>`
    with job as (select id, owner_id, created_at from jobs where id = ${job_id}), known as (
      update job_numbers set session_id = ${session_id} where job_id = ${job_id} returning number
    ), new as (
      insert into job_numbers (job_id, owner_id, session_id)
      select id, owner_id, ${session_id}::uuid from job where not exists (select from known) returning number
    )
    select (select number from known union all select number from new) as number, created_at from job`.execute(db)
  return rows[0]
}

export interface PulledRow
  extends Pick<JobRow, 'id' | 'run_id' | 'owner_id' | 'name' | 'kind' | 'spec' | 'requires' | 'gpus' | 'attempt'> {
  readonly number: number
  readonly session_id: string
  readonly state: JobState
  readonly phase: string | null
  readonly is_held: boolean
  readonly is_wanted: boolean
}

/** A job that a worker has, or was the last to have. */
export async function findPulledJob(
  db: Kysely<Database>,
  { number, registration_id }: { readonly number: number; readonly registration_id: string },
): Promise<PulledRow | undefined> {
  const { rows } = await sql<PulledRow>`
    select n.number, n.session_id, j.id, j.run_id, j.owner_id, j.name, j.kind, j.spec, j.requires, j.gpus, j.attempt,
      j.state, j.phase, (j.state = 'running' and j.worker_id = n.session_id) as is_held,
      j.stop_requested_at is null as is_wanted
    from job_numbers n join workers w on w.id = n.session_id join jobs j on j.id = n.job_id
    where n.number = ${number} and w.registration_id = ${registration_id}
      and (j.worker_id = n.session_id)`.execute(db)
  return rows[0]
}

/** Adds to what the worker of a job has said about it, up to so many characters. */
export async function noteSaid(
  db: Kysely<Database>,
  { number, said, most }: { readonly number: number; readonly said: string; readonly most: number },
): Promise<void> {
  await sql`
    update job_numbers set said = left(said || ${`\n${said}`}, ${most}) where number = ${number}`.execute(db)
}

interface LateOutput {
  /** Of its blob. */
  readonly id: string
  readonly owner_id: string
  readonly job_id: string
  readonly name: string
  readonly path: string
  readonly object_key: string
  readonly sha256: string
  readonly size_bytes: number
}

/** Adds a file to the outputs of a job that has ended. */
export async function insertLateOutput(
  db: Transaction<Database>,
  { job_id, name, path, ...blob }: LateOutput,
): Promise<void> {
  await db.insertInto('blobs').values(blob).execute()
  const output = { job_id, name, path, blob_id: blob.id }
  const columns = ['job_id', 'name', 'path'] as const
  await db
    .insertInto('job_outputs')
    .values(output)
    .onConflict((conflict) => conflict.columns([...columns]).doNothing())
    .execute()
}
