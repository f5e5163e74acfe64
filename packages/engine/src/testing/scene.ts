import { type Database, type JobRow, newId } from '@assay/db'
import type { JobState } from '@assay/schemas'
import { type Kysely, sql } from 'kysely'
import { type ClaimRequest, claimJobs } from '../claim.ts'
import type { AttemptEnd, Settlement } from '../settle.ts'
import { type JobSubmission, submitRuns } from '../submit.ts'
import { leaseSeconds, openWorkerSession } from '../worker-session.ts'

/** A user to own things. */
export async function addUser(db: Kysely<Database>): Promise<string> {
  const id = newId()
  await db
    .insertInto('users')
    .values({ id, email: `${id}@example.org`, name: 'Somebody', groups: ['users'] })
    .execute()
  return id
}

/** A job that does nothing. */
export function job(name: string, needs: readonly string[] = [], more: Partial<JobSubmission> = {}): JobSubmission {
  return { name, kind: 'application', spec: { kind: 'application' }, needs, fingerprint: null, ...more }
}

/** Submits one run; its id. */
export async function submit(db: Kysely<Database>, owner_id: string, jobs: readonly JobSubmission[]): Promise<string> {
  const run = { owner_id, experiment_id: null, name: 'a run', model: null, metrics: [], jobs }
  const [id] = await db.transaction().execute((trx) => submitRuns(trx, [run]))
  return id ?? ''
}

/** A worker with a session; its id. */
export async function addWorker(db: Kysely<Database>, slots = 4): Promise<string> {
  return openWorkerSession(db, { name: 'a worker', slots, lease_seconds: leaseSeconds })
}

export async function claim(
  db: Kysely<Database>,
  worker_id: string,
  slots = 100,
  more: Partial<ClaimRequest> = {},
): Promise<JobRow[]> {
  return claimJobs(db, { worker_id, slots, kinds: ['application'], ...more })
}

export const succeeded: AttemptEnd = { kind: 'succeeded', result: {}, outputs: [] }

export function failed(retryable: boolean): AttemptEnd {
  return { kind: 'failed', error: { code: 'INTERNAL', message: 'It failed.', data: {} }, retryable }
}

/** How a claimed job ended. */
export function ended({ id, run_id, attempt, worker_id }: JobRow, end: AttemptEnd = succeeded): Settlement {
  return { job_id: id, run_id, attempt, worker_id: worker_id ?? '', end }
}

/** States of a run's jobs by name, and of the run itself as "run". */
export async function statesOf(db: Kysely<Database>, run_id: string): Promise<Record<string, JobState>> {
  const jobs = await db.selectFrom('jobs').select(['name', 'state']).where('run_id', '=', run_id).execute()
  const run = await db.selectFrom('runs').select('state').where('id', '=', run_id).executeTakeFirstOrThrow()
  return { ...Object.fromEntries(jobs.map(({ name, state }) => [name, state])), run: run.state }
}

/** Events of a run as "type name", in order of seq; fails when a seq is missing. */
export async function eventsOf(db: Kysely<Database>, run_id: string): Promise<string[]> {
  const rows = await db.selectFrom('events').selectAll().where('run_id', '=', run_id).orderBy('seq').execute()
  for (const [index, { seq }] of rows.entries()) {
    if (seq !== index + 1) throw new Error(`event ${index + 1} is missing, there is ${seq}`)
  }
  return rows.map(({ type, data }) => [type, data['name']].filter(Boolean).join(' '))
}

/** Resolves when so many other transactions wait for a lock. */
export async function waitForLocks(db: Kysely<Database>, count: number): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waiting: number }>`
      select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    if ((rows[0]?.waiting ?? 0) >= count) return
  }
}
