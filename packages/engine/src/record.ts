import { type Database, newId } from '@assay/db'
import type { AttemptEnd, LogChunk } from '@assay/schemas'
import { sql, type Transaction } from 'kysely'
import type { EngineDeps } from './deps.ts'
import { appendLogs } from './log.ts'
import { RunLedger } from './run-ledger.ts'
import { settleInto } from './settle.ts'
import { submitRuns } from './submit.ts'
import { transactAround } from './transact.ts'

/** A job that has ended elsewhere. */
export interface RecordedJob {
  /** Unique in the run. */
  readonly name: string
  readonly kind: string
  readonly spec: object
  readonly end: Extract<AttemptEnd, { kind: 'succeeded' | 'failed' }>
  readonly log: readonly LogChunk[]
  /** ISO 8601. */
  readonly started_at: string
  readonly finished_at: string
}

/** A run that has ended elsewhere. */
export interface RecordedRun {
  readonly owner_id: string
  readonly name: string
  readonly metadata: object
  /** ISO 8601. */
  readonly created_at: string
  readonly finished_at: string
  readonly jobs: readonly RecordedJob[]
}

/**
 * Writes down a run that has ended elsewhere, as if it had here: it is submitted and settled in one transaction, so
 * that no worker ever sees its jobs. Nobody is told of its end. Its id.
 */
export async function recordRun(
  { db, hints, onSettled }: Pick<EngineDeps, 'db' | 'hints' | 'onSettled'>,
  run: RecordedRun,
): Promise<string> {
  return transactAround({ db, hints }, async (held, trx) => {
    const { owner_id, name, metadata, created_at } = run
    const jobs = run.jobs.map((job) => ({ ...job, needs: [], fingerprint: null, max_attempts: 1 }))
    const [run_id = ''] = await submitRuns(held, [{ owner_id, name, metadata, submitted_at: created_at, jobs }])
    const worker_id = newId()
    const ids = await startAll(trx, { run_id, worker_id })
    const attempts = run.jobs.map((job) => ({ ...job, job_id: ids.get(job.name) ?? '', attempt: 1, worker_id, run_id }))
    const entries = attempts.flatMap(({ job_id, attempt, log }) => [
      ...log.map((chunk) => ({ job_id, run_id, attempt, chunk, left_out: 0, is_last: false })),
      { job_id, run_id, attempt, chunk: null, left_out: 0, is_last: true },
    ])
    await appendLogs(held, { worker_id, entries })
    const ledger = new RunLedger(held)
    await settleInto(ledger, { trx, settlements: attempts, onSettled })
    await ledger.flush()
    await keepTimes(trx, { ...run, run_id, jobs: attempts })
    return run_id
  })
}

/** The ids of the jobs, by name. */
async function startAll(
  trx: Transaction<Database>,
  { run_id, worker_id }: { readonly run_id: string; readonly worker_id: string },
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    update jobs set state = 'running', attempt = 1, attempts_left = 0, worker_id = ${worker_id}, started_at = now()
    where run_id = ${run_id} returning id, name`.execute(trx)
  return new Map(rows.map(({ id, name }) => [name, id]))
}

interface Timed extends Omit<RecordedRun, 'jobs'> {
  readonly run_id: string
  readonly jobs: readonly { readonly job_id: string; readonly started_at: string; readonly finished_at: string }[]
}

/** When it was, instead of now. */
async function keepTimes(trx: Transaction<Database>, { run_id, created_at, finished_at, jobs }: Timed): Promise<void> {
  const times = jobs.map(({ job_id, ...rest }) => ({ ...rest, job_id }))
  await sql`
    with t as (
      select * from json_to_recordset(${JSON.stringify(times)}::json) as t(
        job_id uuid, started_at timestamptz, finished_at timestamptz)
    ), timed as (
      update jobs set created_at = ${created_at}, queued_at = ${created_at}, started_at = t.started_at,
        finished_at = t.finished_at
      from t where jobs.id = t.job_id
    ), told as (
      update events set created_at = case when type = 'run.created' then ${created_at}::timestamptz
        else ${finished_at}::timestamptz end
      where run_id = ${run_id}
    )
    update runs set created_at = ${created_at}, finished_at = ${finished_at} where id = ${run_id}`.execute(trx)
}
