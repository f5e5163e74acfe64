import type { Database } from '@assay/db'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { channels } from './channel.ts'
import type { EngineDeps } from './deps.ts'
import { killingSeconds } from './giving-up.ts'
import { lostAttempt } from './lost-attempts.ts'
import { couldFit, isAlive, isMeantFor } from './requirement.ts'
import { RunLedger } from './run-ledger.ts'
import type { Decision, HeldJob } from './settlement.ts'
import { transactAround } from './transact.ts'

/** Whether a worker of another name than the one that was lost is there and could have the job. */
function thereIsAnother(lost_on: RawBuilder<string>): RawBuilder<boolean> {
  return sql`exists (
    select from workers where workers.name <> ${lost_on} and ${isMeantFor} and ${isAlive} and ${couldFit})`
}

interface Step extends Decision {
  readonly job: HeldJob
}

/**
 * Notes of jobs whose worker was lost until when their attempts may be alive, and keeps those that ask for it from its
 * name as long as there is another.
 */
export async function noteLosses(trx: Transaction<Database>, steps: readonly Step[]): Promise<void> {
  const lost = steps.filter(({ cause, may_live }) => cause === 'lost' && may_live)
  if (lost.length === 0) return
  const attempts = JSON.stringify(lost.map(({ job: { id, worker_id, attempt } }) => ({ id, worker_id, attempt })))
  const identity = { attempt: sql<number>`lost.attempt`, worker_id: sql<string>`lost.worker_id` }
  await sql`
    update jobs set
      lost_on = case when other_worker and ${thereIsAnother(sql`lost.name`)} then lost.name end,
      may_live_until = greatest(may_live_until, lost.until),
      lost_attempts = coalesce(lost_attempts, '[]') || ${lostAttempt(identity, sql`lost.until`)}
    from (
      select attempts.id, attempts.attempt, attempts.worker_id, workers.name,
        workers.renewed_at + (workers.gives_up_seconds + ${killingSeconds}) * interval '1 second' as until
      from json_to_recordset(${attempts}::json) as attempts(id uuid, worker_id uuid, attempt int)
      join workers on workers.id = attempts.worker_id
    ) as lost
    where jobs.id = lost.id`.execute(trx)
}

/** Gives jobs back to the name of the worker that was lost with them where no other is left. */
export async function sweepPreferences(deps: Pick<EngineDeps, 'db' | 'hints'>): Promise<void> {
  const isAlone = sql`jobs.state = 'queued' and jobs.lost_on is not null and not ${thereIsAnother(sql`jobs.lost_on`)}`
  const { rows } = await sql<{ id: string; run_id: string }>`
    select id, run_id from jobs where ${isAlone} order by id limit 500`.execute(deps.db)
  if (rows.length === 0) return
  await transactAround(deps, async (held, trx) => {
    await RunLedger.lock(
      held,
      rows.map(({ run_id }) => run_id),
    )
    const ids = rows.map(({ id }) => id)
    await sql`update jobs set lost_on = null where id = any(${ids}::uuid[]) and ${isAlone}`.execute(trx)
    held.hints.hint(channels.jobs)
  })
}
