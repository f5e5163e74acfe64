import type { Database } from '@assay/db'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { channels } from './channel.ts'
import type { EngineDeps } from './deps.ts'
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

/** Keeps jobs that ask for it from the worker that was lost with them, by its name, as long as there is another. */
export async function preferOtherWorkers(trx: Transaction<Database>, steps: readonly Step[]): Promise<void> {
  const lost = steps.filter(({ cause, job }) => cause === 'lost' && job.other_worker)
  if (lost.length === 0) return
  const attempts = JSON.stringify(lost.map(({ job: { id, worker_id } }) => ({ id, worker_id })))
  await sql`
    update jobs set lost_on = lost.name
    from (
      select attempts.id, workers.name from json_to_recordset(${attempts}::json) as attempts(id uuid, worker_id uuid)
      join workers on workers.id = attempts.worker_id
    ) as lost
    where jobs.id = lost.id and ${thereIsAnother(sql`lost.name`)}`.execute(trx)
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
    await sql`update jobs set lost_on = null where id = any(${rows.map(({ id }) => id)}::uuid[]) and ${isAlone}`.execute(
      trx,
    )
    held.hints.hint(channels.jobs)
  })
}
