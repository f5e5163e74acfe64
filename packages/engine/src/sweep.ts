import type { Database } from '@assay/db'
import { type Kysely, sql } from 'kysely'
import { sweepDeadlines } from './deadline.ts'
import type { EngineDeps } from './deps.ts'
import { sweepPreferences } from './other-worker.ts'
import { settleAttempts } from './settle.ts'
import type { Settlement } from './settlement.ts'
import { sweepUnplaceable } from './unplaceable.ts'
import { leaseSeconds } from './worker-session.ts'

const batch = 500

type Deps = Pick<EngineDeps, 'db' | 'hints'>

/** After the time by which a worker kills what it executes, how long that may take, in seconds. */
const killingSeconds = 15

interface Sweeper {
  /** How long the connection of the sweeper has existed. */
  readonly standing_ms: number
  readonly lease_seconds?: number
}

/** Looks after everything that nobody reports: lost attempts, runs whose time is up, jobs that nobody can execute. */
export async function sweep(deps: Deps, sweeper: Sweeper): Promise<void> {
  await sweepLostAttempts(deps, sweeper)
  await sweepDeadlines(deps)
  await sweepPreferences(deps)
  await sweepUnplaceable(deps)
}

/**
 * Declares attempts lost whose worker has not renewed its session for the length of its lease, or has none; returns how
 * many. One that is to stop is `stopped` by that only when nothing of it can be alive: when its worker has been out of
 * reach for so long that it has killed what it executes.
 *
 * If the sweeper's own connection has existed for less than a lease, nothing of that lease is swept: after an outage of
 * the database every session looks stale, and the workers, which are well, need the time to renew.
 */
export async function sweepLostAttempts(
  deps: Deps,
  { standing_ms, lease_seconds = leaseSeconds }: Sweeper,
): Promise<number> {
  if (standing_ms < lease_seconds * 1000) return 0
  const { rows } = await sql<Omit<Settlement, 'end'>>`
    select jobs.id as job_id, jobs.run_id, jobs.attempt, jobs.worker_id
    from jobs left join workers on workers.id = jobs.worker_id
    where jobs.state = 'running'
      and (workers.id is null or (
        workers.renewed_at < clock_timestamp() - workers.lease_seconds * interval '1 second'
        and workers.lease_seconds * 1000 <= ${standing_ms}::float8
        and (jobs.stop_requested_at is null or workers.renewed_at < clock_timestamp()
          - (workers.gives_up_seconds + ${killingSeconds}) * interval '1 second')))
    order by jobs.id limit ${batch}`.execute(deps.db)
  return settleAsLost(deps, rows, { kind: 'lost' })
}

/**
 * Declares everything lost that workers of this name hold, at once; returns how much that was. Only for a name that one
 * process alone can have, when that process has just started: what its predecessor held died with it.
 */
export async function sweepPredecessors(
  deps: Deps,
  { name, worker_id }: { readonly name: string; readonly worker_id: string },
): Promise<number> {
  const { db } = deps
  const { rows } = await sql<Omit<Settlement, 'end'>>`
    select jobs.id as job_id, jobs.run_id, jobs.attempt, jobs.worker_id
    from jobs join workers on workers.id = jobs.worker_id
    where jobs.state = 'running' and workers.name = ${name} and workers.id <> ${worker_id}`.execute(db)
  const lost = await settleAsLost(deps, rows, { kind: 'lost', with_server: true })
  await db.deleteFrom('workers').where('name', '=', name).where('id', '<>', worker_id).execute()
  return lost
}

/**
 * Declares everything lost that any worker holds, and forgets the workers: only where it is certain that none is at
 * work, as on a database that was brought from elsewhere. It counts as a death of the whole server.
 */
export async function sweepEverybody(deps: Deps): Promise<void> {
  for (;;) {
    const { rows } = await sql<Omit<Settlement, 'end'>>`
      select id as job_id, run_id, attempt, worker_id from jobs
      where state = 'running' order by id limit ${batch}`.execute(deps.db)
    if ((await settleAsLost(deps, rows, { kind: 'lost', with_server: true })) === 0) break
  }
  await deps.db.deleteFrom('workers').execute()
}

async function settleAsLost(
  deps: Deps,
  attempts: readonly Omit<Settlement, 'end'>[],
  end: Settlement['end'],
): Promise<number> {
  const moved = await settleAttempts(
    deps,
    attempts.map((attempt) => ({ ...attempt, end })),
  )
  return moved.size
}

/** Forgets sessions that ended without closing, a day ago or more. */
export async function deleteStaleSessions(db: Kysely<Database>): Promise<void> {
  await db.deleteFrom('workers').where('renewed_at', '<', sql<string>`now() - interval '1 day'`).execute()
}
