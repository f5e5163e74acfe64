import { type Database, type Hints, newId } from '@assay/db'
import type { AttemptEnd, ClaimedJob, JobState } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import { claimJobs } from '../claim.ts'
import type { ClaimRequest } from '../claim-request.ts'
import { RunLedger } from '../run-ledger.ts'
import { settleAttempts } from '../settle.ts'
import type { Settlement } from '../settlement.ts'
import { requestStop } from '../stop.ts'
import { type JobSubmission, type RunSubmission, submitRuns } from '../submit.ts'
import { type HeldHints, transactAround } from '../transact.ts'
import { leaseSeconds, openWorkerSession, type WorkerSession } from '../worker-session.ts'

const silent: HeldHints = { wait_for_commit: true, hint() {}, async [Symbol.asyncDispose]() {} }

/** What moves jobs where nobody listens. */
export function unheard(db: Kysely<Database>): { readonly db: Kysely<Database>; readonly hints: Hints } {
  return { db, hints: silent }
}

/** Holds runs until the transaction ends. */
export async function lockRuns(trx: Transaction<Database>, run_ids: readonly string[]): Promise<RunLedger> {
  return RunLedger.lock({ db: trx, hints: silent }, run_ids)
}

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
  return { name, kind: 'step', spec: {}, needs, fingerprint: null, ...more }
}

/** Submits one run; its id. */
export async function submit(
  db: Kysely<Database>,
  owner_id: string,
  jobs: readonly JobSubmission[],
  more: Partial<RunSubmission> = {},
): Promise<string> {
  const run = { owner_id, name: 'a run', jobs, ...more }
  const [id] = await transactAround(unheard(db), (held) => submitRuns(held, [run]))
  return id ?? ''
}

/** Submits runs in a transaction. */
export async function submitWithin(trx: Transaction<Database>, runs: readonly RunSubmission[]): Promise<string[]> {
  return submitRuns({ db: trx, hints: silent }, runs)
}

/** Asks for the end of a run. */
export async function stop(db: Kysely<Database>, run_id: string): Promise<void> {
  await transactAround(unheard(db), (held) => requestStop(held, run_id))
}

/** Ends attempts; the ids of the jobs that moved. */
export async function settle(db: Kysely<Database>, settlements: readonly Settlement[]): Promise<ReadonlySet<string>> {
  return settleAttempts(unheard(db), settlements)
}

/** A worker with a session; its id. */
export async function addWorker(db: Kysely<Database>, slots = 4, more: Partial<WorkerSession> = {}): Promise<string> {
  return openWorkerSession(db, { name: 'a worker', slots, lease_seconds: leaseSeconds, kinds: ['step'], ...more })
}

/** Makes a session look as if it had not been renewed for so long. */
export async function age(db: Kysely<Database>, worker_id: string, seconds: number): Promise<void> {
  await sql`update workers set renewed_at = now() - ${seconds} * interval '1 second' where id = ${worker_id}`.execute(
    db,
  )
}

/** Lets so many seconds pass for what waits. */
export async function passTime(db: Kysely<Database>, seconds: number): Promise<void> {
  const by = sql`${seconds} * interval '1 second'`
  await sql`
    update jobs set available_at = available_at - ${by}, queued_at = queued_at - ${by},
      unplaceable_since = unplaceable_since - ${by}, may_live_until = may_live_until - ${by}`.execute(db)
  await sql`update runs set deadline_at = deadline_at - ${by}`.execute(db)
}

export async function claim(
  db: Kysely<Database>,
  worker_id: string,
  slots = 100,
  more: Partial<ClaimRequest> = {},
): Promise<readonly ClaimedJob[]> {
  const { jobs } = await claimJobs(unheard(db), { worker_id, slots, kinds: ['step'], ...more })
  return jobs
}

export const succeeded: AttemptEnd = { kind: 'succeeded', result: {}, outputs: [] }

export function failed(retryable: boolean): AttemptEnd {
  return { kind: 'failed', error: { code: 'INTERNAL', message: 'It failed.', data: {} }, retryable }
}

/** How a claimed job ended. */
export function ended(
  { id, run_id, attempt, worker_id }: Pick<ClaimedJob, 'id' | 'run_id' | 'attempt' | 'worker_id'>,
  end: Settlement['end'] = succeeded,
): Settlement {
  return { job_id: id, run_id, attempt, worker_id, end }
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
