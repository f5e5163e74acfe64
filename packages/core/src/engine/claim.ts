import type { Database, JobRow } from '@assay/db'
import type { JobKind, JobState } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import { legalMoves } from './legal-moves.ts'
import { RunLedger } from './run-ledger.ts'

export interface ClaimRequest {
  readonly worker_id: string
  /** How many jobs at most: the worker's free slots. */
  readonly slots: number
  readonly kinds: readonly JobKind[]
}

interface Candidate {
  readonly id: string
  readonly run_id: string
  readonly state: JobState
}

/**
 * Takes the next jobs for a worker and starts an attempt of each.
 *
 * First without waiting: runs that another transaction holds are left to the next time. Only when everything that could be
 * taken is held does it wait for those runs, so that a lone big run is not starved by its own settles; and when another
 * worker took all of it meanwhile, it looks again, because what comes next may be free.
 */
export async function claimJobs(db: Kysely<Database>, request: ClaimRequest): Promise<JobRow[]> {
  for (let skip_locked = true; ; skip_locked = false) {
    const { jobs, candidates } = await db.transaction().execute((trx) => claimOnce(trx, request, { skip_locked }))
    if (jobs.length > 0 || candidates === 0) return jobs
  }
}

async function claimOnce(
  trx: Transaction<Database>,
  request: ClaimRequest,
  locking: { readonly skip_locked: boolean },
): Promise<{ jobs: JobRow[]; candidates: number }> {
  const candidates = await nextCandidates(trx, request)
  if (candidates.length === 0) return { jobs: [], candidates: 0 }
  const ledger = await RunLedger.lock(
    trx,
    candidates.map((candidate) => candidate.run_id),
    locking,
  )
  const free = candidates.filter((candidate) => ledger.has(candidate.run_id))
  const jobs = free.length === 0 ? [] : await startAttempts(trx, free, request.worker_id)
  for (const job of jobs) {
    ledger.jobMoved(job, legalMoves.claimed.event, {
      attempt: job.attempt,
      worker_id: request.worker_id,
      name: job.name,
    })
  }
  await ledger.flush()
  return { jobs, candidates: candidates.length }
}

/**
 * The fair order: a job's turn is how many jobs its owner has running plus its rank among that owner's queued jobs (by
 * priority, then id). With a thousand jobs of one user queued, another user's first job is next; priority orders only a
 * user's own. Owners are found by hopping through the index; only those whose first job is among the first come into
 * question, and of each only as many rows are read as there are slots.
 *
 * Dispatchers have connections that plan by index alone: a bitmap would read every entry of jobs that were running or
 * queued since the last vacuum, an index scan sees each dead one once.
 */
async function nextCandidates(trx: Transaction<Database>, { slots, kinds }: ClaimRequest): Promise<Candidate[]> {
  const claimable = sql`state = 'queued' and placement <> 'worker' and kind = any(${kinds}::text[])
    and (available_at is null or available_at <= now())`
  const { rows } = await sql<Candidate>`
    with recursive owners as (
      (select owner_id from jobs where state = 'queued' order by owner_id limit 1)
      union all
      select (select owner_id from jobs where state = 'queued' and owner_id > owners.owner_id order by owner_id limit 1)
      from owners where owners.owner_id is not null
    ), running as (
      select owner_id, count(*) as jobs from jobs where state = 'running' group by owner_id
    ), foremost as (
      select owners.owner_id, coalesce(running.jobs, 0) as running
      from owners
      left join running on running.owner_id = owners.owner_id
      cross join lateral (
        select id from jobs where owner_id = owners.owner_id and ${claimable} order by priority desc, id limit 1
      ) as first
      order by coalesce(running.jobs, 0), first.id
      limit ${slots}
    )
    select next.id, next.run_id, next.state
    from foremost
    cross join lateral (
      select id, run_id, state, row_number() over (order by priority desc, id) as rank
      from jobs where owner_id = foremost.owner_id and ${claimable}
      order by priority desc, id
      limit ${slots}
    ) as next
    order by foremost.running + next.rank, next.id
    limit ${slots}`.execute(trx)
  return rows
}

/** As in a settle, the state that jobs leave comes as data, to keep the planner off the partial index of that state. */
async function startAttempts(
  trx: Transaction<Database>,
  candidates: readonly Candidate[],
  worker_id: string,
): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    update jobs set state = ${legalMoves.claimed.to}, attempt = attempt + 1, attempts_left = attempts_left - 1,
      worker_id = ${worker_id}, started_at = coalesce(started_at, now()), available_at = null,
      progress_done = null, progress_total = null
    from json_to_recordset(${JSON.stringify(candidates)}::json) as c(id uuid, state text)
    where jobs.id = c.id and jobs.state = c.state
    returning jobs.*`.execute(trx)
  return rows
}
