import type { JobError, JobState } from '@assay/schemas'
import { sql } from 'kysely'
import { legalMoves } from './legal-moves.ts'
import { RunLedger } from './run-ledger.ts'
import type { Transacting } from './transact.ts'

/**
 * Asks for the end of a run: what has not started is stopped at once, what runs is marked, and becomes `stopped` only
 * when its worker has confirmed that it is dead. Asking twice, or too late, changes nothing. `error` says why, where it
 * is not a user who asks.
 */
export async function requestStop(
  deps: Transacting,
  run_id: string,
  { error = null }: { readonly error?: JobError | null } = {},
): Promise<void> {
  const why = error && JSON.stringify(error)
  const { db: trx } = deps
  const ledger = await RunLedger.lock(deps, [run_id])
  const { rows: asked } = await sql`
    update runs set stop_requested_at = now()
    where id = ${run_id} and stop_requested_at is null and jobs_open > 0 returning id`.execute(trx)
  if (asked.length === 0) return
  ledger.stopRequested(run_id)
  const { from, to, event } = legalMoves.stopped_waiting
  const { rows } = await sql<{ id: string; run_id: string; name: string; state: JobState }>`
    update jobs set state = ${to}, error = ${why}::jsonb, finished_at = now()
    where run_id = ${run_id} and state = any(${from}::text[])
    returning id, run_id, name, state`.execute(trx)
  for (const job of rows) ledger.jobMoved(job, event, { name: job.name, ...(error && { error }) })
  await sql`
    update jobs set stop_requested_at = now(), stop_error = ${why}::jsonb where run_id = ${run_id} and state = 'running'`.execute(
    trx,
  )
  await ledger.flush()
}
