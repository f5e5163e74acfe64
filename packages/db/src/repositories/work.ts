import type { AttemptOutput, HeldAttempt } from '@assay/schemas'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { JobRow } from '../tables/job.ts'
import type { WorkerRow } from '../tables/worker.ts'

interface OwnSession {
  readonly id: string
  readonly registration_id: string
}

export async function findWorkSession(
  db: Kysely<Database>,
  { id, registration_id }: OwnSession,
): Promise<WorkerRow | undefined> {
  return db
    .selectFrom('workers')
    .selectAll()
    .where('id', '=', id)
    .where('registration_id', '=', registration_id)
    .executeTakeFirst()
}

/** By the database's clock; undefined when there is no such session, or no longer. */
export async function renewWorkSession(
  db: Kysely<Database>,
  { id, registration_id }: OwnSession,
): Promise<WorkerRow | undefined> {
  return db
    .updateTable('workers')
    .set({ renewed_at: sql<string>`clock_timestamp()` })
    .where('id', '=', id)
    .where('registration_id', '=', registration_id)
    .returningAll()
    .executeTakeFirst()
}

export interface AttemptIdentity {
  readonly job_id: string
  readonly attempt: number
}

/** The job of an attempt that a session executes. */
export async function findHeldJob(
  db: Kysely<Database>,
  { session_id, job_id, attempt }: AttemptIdentity & { readonly session_id: string },
): Promise<Pick<JobRow, 'id' | 'run_id' | 'owner_id' | 'kind' | 'spec'> | undefined> {
  return db
    .selectFrom('jobs')
    .select(['id', 'run_id', 'owner_id', 'kind', 'spec'])
    .where('id', '=', job_id)
    .where('attempt', '=', attempt)
    .where('worker_id', '=', session_id)
    .where('state', '=', 'running')
    .executeTakeFirst()
}

/** Jobs by their id, as far as there are any. */
export async function findJobsOfAttempts(
  db: Kysely<Database>,
  attempts: readonly Pick<AttemptIdentity, 'job_id'>[],
): Promise<ReadonlyMap<string, Pick<JobRow, 'run_id' | 'kind'>>> {
  const ids = [...new Set(attempts.map(({ job_id }) => job_id))]
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('jobs').select(['id', 'run_id', 'kind']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, ...job }) => [id, job]))
}

/** Those of the attempts that a session was given once, as the events of their runs say. */
export async function findGivenTo<Attempt extends HeldAttempt>(
  db: Kysely<Database>,
  { session_id, attempts }: { readonly session_id: string; readonly attempts: readonly Attempt[] },
): Promise<Attempt[]> {
  if (attempts.length === 0) return []
  const { rows } = await sql<Pick<HeldAttempt, 'job_id' | 'attempt'>>`
    select distinct e.job_id, (e.data ->> 'attempt')::int as attempt
    from json_to_recordset(${JSON.stringify(attempts)}::json) as a(job_id uuid, run_id uuid, attempt int)
    join events as e on e.run_id = a.run_id and e.job_id = a.job_id and e.type = 'job.started'
      and e.data ->> 'worker_id' = ${session_id} and (e.data ->> 'attempt')::int = a.attempt`.execute(db)
  const given = new Set(rows.map(({ job_id, attempt }) => `${job_id}/${attempt}`))
  return attempts.filter(({ job_id, attempt }) => given.has(`${job_id}/${attempt}`))
}

/** Notes a file that an attempt has stored, in place of one that it has stored before. */
export async function putAttemptOutput(
  db: Kysely<Database>,
  { job_id, attempt, ...output }: AttemptIdentity & AttemptOutput,
): Promise<void> {
  const { name, path = '', object_key, sha256, size_bytes } = output
  await db
    .insertInto('attempt_outputs')
    .values({ job_id, attempt, name, path, object_key, sha256, size_bytes })
    .onConflict((conflict) =>
      conflict.columns(['job_id', 'attempt', 'name', 'path']).doUpdateSet({ object_key, sha256, size_bytes }),
    )
    .execute()
}

export async function listAttemptOutputs(
  db: Kysely<Database>,
  attempts: readonly AttemptIdentity[],
): Promise<(AttemptIdentity & AttemptOutput)[]> {
  if (attempts.length === 0) return []
  const { rows } = await sql<AttemptIdentity & AttemptOutput>`
    select o.job_id, o.attempt, o.name, o.path, o.object_key, o.sha256, o.size_bytes
    from attempt_outputs as o
    join json_to_recordset(${JSON.stringify(attempts)}::json) as a(job_id uuid, attempt int)
      on a.job_id = o.job_id and a.attempt = o.attempt
    order by o.name, o.path`.execute(db)
  return rows
}

/** Forgets what attempts of jobs have stored, and were storing. */
export async function forgetAttemptOutputs(db: Kysely<Database>, job_ids: readonly string[]): Promise<void> {
  if (job_ids.length === 0) return
  await db.deleteFrom('attempt_outputs').where('job_id', 'in', job_ids).execute()
  await db.deleteFrom('attempt_uploads').where('job_id', 'in', job_ids).execute()
}
