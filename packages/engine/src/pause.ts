import { type Database, isSpent } from '@assay/db'
import type { Budget } from '@assay/schemas'
import { sql, type Transaction } from 'kysely'
import { channels } from './channel.ts'
import { RunLedger } from './run-ledger.ts'
import type { Transacting } from './transact.ts'

/**
 * Notes that jobs of these runs, which are locked, have handed themselves back because the budget is spent. Those of
 * the runs that pause by it: a budget that was raised meanwhile pauses nothing.
 */
export async function pauseRuns(
  trx: Transaction<Database>,
  ledger: RunLedger,
  run_ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (run_ids.length === 0) return new Set()
  const { rows } = await sql<{ run_id: string; is_new: boolean }>`
    with before as (
      select run_id, paused_at from run_budgets where run_id = any(${run_ids}::uuid[]) for update
    )
    update run_budgets set paused_at = coalesce(run_budgets.paused_at, now())
    from before where run_budgets.run_id = before.run_id and ${isSpent}
    returning run_budgets.run_id, before.paused_at is null as is_new`.execute(trx)
  for (const { run_id, is_new } of rows) if (is_new) ledger.noted(run_id, 'run.paused')
  return new Set(rows.map(({ run_id }) => run_id))
}

/**
 * Gives a run other limits, those that are absent as they were; jobs that wait for more go on if there is more now.
 * Whether the run has a budget at all.
 */
export async function raiseBudget(
  deps: Transacting,
  { run_id, budget }: { readonly run_id: string; readonly budget: Budget },
): Promise<boolean> {
  const { db: trx, hints } = deps
  const ledger = await RunLedger.lock(deps, [run_id])
  const { rows } = await sql<{ is_spent: boolean; is_paused: boolean }>`
    update run_budgets set budget = budget || ${JSON.stringify(budget)}::jsonb where run_id = ${run_id}
    returning ${isSpent} as is_spent, paused_at is not null as is_paused`.execute(trx)
  const [now] = rows
  if (now?.is_paused !== true || now.is_spent) return now !== undefined
  await sql`update run_budgets set paused_at = null where run_id = ${run_id}`.execute(trx)
  await sql`
    update jobs set available_at = null
    where run_id = ${run_id} and state = 'queued' and available_at = 'infinity'`.execute(trx)
  ledger.noted(run_id, 'run.resumed')
  await ledger.flush()
  hints.hint(channels.jobs)
  return true
}
