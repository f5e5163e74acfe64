import type { Database } from '@assay/db'
import { claimJobs, type Settlement, settleAttempts } from '@assay/engine'
import { unheard } from '@assay/engine/testing'
import type { AttemptEnd, ClaimedJob } from '@assay/schemas'
import { type Kysely, sql } from 'kysely'
import { noOpKind } from '../platform/no-op.ts'

const slots = 16

/** Milliseconds of a claim; what it got is settled afterwards, so that the next one finds other jobs. */
export async function timeClaim(db: Kysely<Database>, worker_id: string): Promise<number> {
  const started_at = performance.now()
  const { jobs } = await claimJobs(unheard(db), { worker_id, slots, kinds: [noOpKind] })
  const took = performance.now() - started_at
  if (jobs.length !== slots) throw new Error(`claimed ${jobs.length} jobs`)
  await settleAttempts(unheard(db), jobs.map(succeeded))
  return took
}

/** Milliseconds of the bare claim: the first jobs, whoever owns them, in one statement without events. */
export async function timeBareClaim(db: Kysely<Database>, worker_id: string): Promise<number> {
  const started_at = performance.now()
  const { rows } = await sql<{ id: string }>`
    update jobs set state = 'running', attempt = attempt + 1, worker_id = ${worker_id}, started_at = now()
    where id in (
      select id from jobs where state = 'queued' order by owner_id, priority desc, id limit ${slots}
      for update skip locked)
    returning *`.execute(db)
  const took = performance.now() - started_at
  const ids = rows.map((row) => row.id)
  await sql`update jobs set state = 'queued', attempt = 0, worker_id = null where id = any(${ids}::uuid[])`.execute(db)
  return took
}

/** Milliseconds of the least that commits: what the disk takes of each of the above. */
export async function timeCommit(db: Kysely<Database>, worker_id: string): Promise<number> {
  const started_at = performance.now()
  await sql`update workers set slots = slots where id = ${worker_id}`.execute(db)
  return performance.now() - started_at
}

function succeeded({ id, run_id, attempt, worker_id }: ClaimedJob): Settlement {
  const end: AttemptEnd = { kind: 'succeeded', result: {}, outputs: [] }
  return { job_id: id, run_id, attempt, worker_id, end }
}
