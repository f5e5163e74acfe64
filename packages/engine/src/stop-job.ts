import type { JobState } from '@assay/schemas'
import { sql } from 'kysely'
import { channels } from './channel.ts'
import { skipDependents } from './dependents.ts'
import { legalMoves } from './legal-moves.ts'
import { RunLedger } from './run-ledger.ts'
import type { Transacting } from './transact.ts'

/**
 * Asks for the end of one job: if it waits it is stopped at once, and what needs it is skipped; if it runs it is
 * marked, and both happen when its worker has confirmed that it is dead. The other jobs of its run go on. Asking twice,
 * or too late, changes nothing.
 */
export async function requestJobStop(
  deps: Transacting,
  { run_id, job_id }: { readonly run_id: string; readonly job_id: string },
): Promise<void> {
  const { db: trx, hints } = deps
  const ledger = await RunLedger.lock(deps, [run_id])
  const { from, to, event } = legalMoves.stopped_waiting
  const { rows: stopped } = await sql<{ id: string; run_id: string; name: string; state: JobState }>`
    update jobs set state = ${to}, finished_at = now()
    where id = ${job_id} and run_id = ${run_id} and state = any(${from}::text[])
    returning id, run_id, name, state`.execute(trx)
  for (const job of stopped) ledger.jobMoved(job, event, { name: job.name })
  await skipDependents(
    trx,
    ledger,
    stopped.map(({ id }) => id),
  )
  const { rows: marked } = await sql`
    update jobs set stop_requested_at = now()
    where id = ${job_id} and run_id = ${run_id} and state = 'running' and stop_requested_at is null
    returning id`.execute(trx)
  if (marked.length > 0) hints.hint(channels.stops, [run_id])
  await ledger.flush()
}
