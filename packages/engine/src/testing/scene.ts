import { type Database, type Hints, newId } from '@assay/db'
import type { AttemptEnd, ClaimedJob, JobState } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { ClaimRequest } from '../candidates.ts'
import { claimJobs } from '../claim.ts'
import { RunLedger } from '../run-ledger.ts'
import { type Settlement, settleAttempts } from '../settle.ts'
import { requestStop } from '../stop.ts'
import { type JobSubmission, type RunSubmission, submitRuns } from '../submit.ts'
import { type HeldHints, transactAround } from '../transact.ts'
import { leaseSeconds, openWorkerSession } from '../worker-session.ts'

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
export async function submit(db: Kysely<Database>, owner_id: string, jobs: readonly JobSubmission[]): Promise<string> {
  const run = { owner_id, name: 'a run', jobs }
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
export async function addWorker(db: Kysely<Database>, slots = 4): Promise<string> {
  return openWorkerSession(db, { name: 'a worker', slots, lease_seconds: leaseSeconds })
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
