import type { Database } from '@assay/db'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Settlement } from './settlement.ts'

interface Identity {
  readonly attempt: RawBuilder<number>
  readonly worker_id: RawBuilder<string>
}

/** An entry of the attempts of a job that were lost and may be alive. */
export function lostAttempt({ attempt, worker_id }: Identity, until: RawBuilder<string>): RawBuilder<unknown> {
  return sql`jsonb_build_object('attempt', ${attempt}, 'worker_id', ${worker_id}, 'until', ${until})`
}

/** What is to be set of a job of which an attempt, which was lost, is known to be dead, or has its job again. */
export function withoutLost({ attempt, worker_id }: Identity): RawBuilder<unknown> {
  const others = sql`from jsonb_array_elements(jobs.lost_attempts) as lost
    where not lost @> jsonb_build_object('attempt', ${attempt}, 'worker_id', ${worker_id})`
  return sql`lost_attempts = (select jsonb_agg(lost) ${others}),
    may_live_until = (select coalesce(max((lost ->> 'until')::timestamptz), now()) ${others})`
}

/** Notes of attempts that were lost, and end late, that nothing of them is alive. Their runs are locked. */
export async function noteDead(trx: Transaction<Database>, late: readonly Settlement[]): Promise<void> {
  if (late.length === 0) return
  const dead = JSON.stringify(late.map(({ job_id, attempt, worker_id }) => ({ job_id, attempt, worker_id })))
  const identity = { attempt: sql<number>`dead.attempt`, worker_id: sql<string>`dead.worker_id` }
  await sql`
    update jobs set ${withoutLost(identity)}
    from json_to_recordset(${dead}::json) as dead(job_id uuid, attempt int, worker_id uuid)
    where jobs.id = dead.job_id and jobs.lost_attempts @> jsonb_build_array(
      jsonb_build_object('attempt', dead.attempt, 'worker_id', dead.worker_id))`.execute(trx)
}
