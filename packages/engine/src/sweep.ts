import type { Database } from '@assay/db'
import { type Kysely, sql } from 'kysely'
import { type Settlement, settleAttempts } from './settle.ts'
import { leaseSeconds } from './worker-session.ts'

const batch = 500

/**
 * Declares attempts lost whose worker has not renewed its session for the length of its lease, or has none; the ids of
 * their runs.
 *
 * `standing_ms` is how long the caller's own connection has stood. Younger than a lease, it sweeps nothing: after an
 * outage of the database every session looks stale, and the workers, which are well, must have the time to renew.
 */
export async function sweepLostAttempts(
  db: Kysely<Database>,
  { standing_ms, lease_seconds = leaseSeconds }: { readonly standing_ms: number; readonly lease_seconds?: number },
): Promise<string[]> {
  if (standing_ms < lease_seconds * 1000) return []
  const { rows } = await sql<Omit<Settlement, 'end'>>`
    select jobs.id as job_id, jobs.run_id, jobs.attempt, jobs.worker_id
    from jobs left join workers on workers.id = jobs.worker_id
    where jobs.state = 'running'
      and (workers.id is null or workers.renewed_at < clock_timestamp() - workers.lease_seconds * interval '1 second')
    order by jobs.id limit ${batch}`.execute(db)
  return settleAsLost(db, rows)
}

/**
 * Declares everything lost that workers of this name hold, at once. Only for a name that one process alone can have, and
 * that process has just started: what its predecessor held died with it.
 */
export async function sweepPredecessors(
  db: Kysely<Database>,
  { name, worker_id }: { readonly name: string; readonly worker_id: string },
): Promise<string[]> {
  const { rows } = await sql<Omit<Settlement, 'end'>>`
    select jobs.id as job_id, jobs.run_id, jobs.attempt, jobs.worker_id
    from jobs join workers on workers.id = jobs.worker_id
    where jobs.state = 'running' and workers.name = ${name} and workers.id <> ${worker_id}`.execute(db)
  const lost = await settleAsLost(db, rows)
  await db.deleteFrom('workers').where('name', '=', name).where('id', '<>', worker_id).execute()
  return lost
}

async function settleAsLost(db: Kysely<Database>, attempts: readonly Omit<Settlement, 'end'>[]): Promise<string[]> {
  const { moved } = await settleAttempts(
    db,
    attempts.map((attempt) => ({ ...attempt, end: { kind: 'lost' } })),
  )
  return [...new Set(attempts.filter(({ job_id }) => moved.has(job_id)).map(({ run_id }) => run_id))]
}

/** Forgets sessions that ended without closing, a day ago or more. */
export async function deleteStaleSessions(db: Kysely<Database>): Promise<void> {
  await db.deleteFrom('workers').where('renewed_at', '<', sql<string>`now() - interval '1 day'`).execute()
}
