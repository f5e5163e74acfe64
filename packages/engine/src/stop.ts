import type { JobError, JobState } from '@assay/schemas'
import { sql } from 'kysely'
import type { EngineDeps } from './deps.ts'
import { legalMoves } from './legal-moves.ts'
import { RunLedger } from './run-ledger.ts'
import { type Transacting, transactAround } from './transact.ts'

/**
 * Asks for the end of a run: what has not started is stopped at once; what runs, or was lost and may be alive, is
 * marked, and becomes `stopped` only when its worker has confirmed that it is dead, or when it must be. Asking twice,
 * or too late, changes nothing. `error` says why, where it is not a user who asks.
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
      and (may_live_until is null or may_live_until <= now())
    returning id, run_id, name, state`.execute(trx)
  for (const job of rows) ledger.jobMoved(job, event, { name: job.name, ...(error && { error }) })
  await sql`
    update jobs set stop_requested_at = now(), stop_error = ${why}::jsonb
    where run_id = ${run_id} and state in ('queued', 'running')`.execute(trx)
  await ledger.flush()
}

/** Stops what was to stop and may have been alive, now that it cannot be. */
export async function sweepStops(deps: Pick<EngineDeps, 'db' | 'hints'>): Promise<void> {
  const isDead = sql`state = 'queued' and stop_requested_at is not null and may_live_until <= now()`
  const { rows } = await sql<{ run_id: string }>`
    select distinct run_id from jobs where ${isDead} limit 100`.execute(deps.db)
  if (rows.length === 0) return
  await transactAround(deps, async (held, trx) => {
    const run_ids = rows.map(({ run_id }) => run_id)
    const ledger = await RunLedger.lock(held, run_ids)
    const { to, event } = legalMoves.stopped_waiting
    const moved = await sql<{ id: string; run_id: string; name: string; state: JobState; error: JobError | null }>`
      update jobs set state = ${to}, error = stop_error, finished_at = now()
      where run_id = any(${run_ids}::uuid[]) and ${isDead}
      returning id, run_id, name, state, error`.execute(trx)
    for (const { name, error, ...job } of moved.rows) ledger.jobMoved(job, event, { name, ...(error && { error }) })
    await ledger.flush()
  })
}
