import type { Database } from '@assay/db'
import type { JobState } from '@assay/schemas'
import { sql, type Transaction } from 'kysely'
import { legalMoves } from './legal-moves.ts'
import type { RunLedger } from './run-ledger.ts'

interface MovedJob {
  readonly id: string
  readonly run_id: string
  readonly name: string
  readonly state: JobState
}

/**
 * Counts down what waits for jobs that have succeeded, and queues those that wait for nothing more.
 *
 * A dependent is ready when its own counter says so, never because its siblings look done: two siblings that settle at
 * once would each look, neither see the other's uncommitted end, and leave the dependent blocked for ever.
 */
export async function freeDependents(
  trx: Transaction<Database>,
  ledger: RunLedger,
  succeeded: readonly string[],
): Promise<void> {
  if (succeeded.length === 0) return
  const { from, to, event } = legalMoves.freed
  const { rows } = await sql<MovedJob>`
    update jobs set
      waits_for = waits_for - done.jobs,
      state = case when waits_for = done.jobs then ${to} else state end,
      queued_at = case when waits_for = done.jobs then now() end
    from (
      select job_id, count(*)::int as jobs from job_needs where needs_job_id = any(${succeeded}::uuid[]) group by job_id
    ) as done
    where jobs.id = done.job_id and jobs.state = any(${from}::text[])
    returning jobs.id, jobs.run_id, jobs.name, jobs.state`.execute(trx)
  const ready = rows.filter((job) => job.state === to)
  for (const job of ready) ledger.jobMoved(job, event, { name: job.name })
}

/** Skips everything that needs, directly or through others, a job that did not succeed. Other branches go on. */
export async function skipDependents(
  trx: Transaction<Database>,
  ledger: RunLedger,
  unsuccessful: readonly string[],
): Promise<void> {
  if (unsuccessful.length === 0) return
  const { from, to, event } = legalMoves.skipped
  const { rows } = await sql<MovedJob>`
    with recursive downstream as (
      select job_id from job_needs where needs_job_id = any(${unsuccessful}::uuid[])
      union
      select n.job_id from job_needs n join downstream d on n.needs_job_id = d.job_id
    )
    update jobs set state = ${to}, finished_at = now()
    from downstream where jobs.id = downstream.job_id and jobs.state = any(${from}::text[])
    returning jobs.id, jobs.run_id, jobs.name, jobs.state`.execute(trx)
  for (const job of rows) ledger.jobMoved(job, event, { name: job.name })
}
