import type { Database } from '@assay/db'
import type { ClaimedJob, JobState, Placement, Requirements } from '@assay/schemas'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { EngineDeps } from './deps.ts'
import { legalMoves } from './legal-moves.ts'
import { type Amounts, freeOf, lockWorker, type Offering, Room } from './room.ts'
import { type Locking, RunLedger } from './run-ledger.ts'
import { transactAround } from './transact.ts'

export interface ClaimRequest extends Offering {
  /** How many jobs at most: the worker's free slots. */
  readonly slots: number
  readonly kinds: readonly string[]
  /** Which jobs are meant for such a worker; those of the platform unless given. */
  readonly placements?: readonly Placement[] | undefined
  /** Jobs that run at once for each owner, who may have a number of their own; absent: any number. */
  readonly max_running_per_owner?: number | undefined
}

export interface Claimed {
  readonly jobs: readonly ClaimedJob[]
  /** Whether the next claim may get more: others held some, or some did not fit beside what was taken. */
  readonly is_partial: boolean
}

interface Candidate {
  readonly id: string
  readonly run_id: string
  readonly owner_id: string
  readonly state: JobState
  readonly requires: Requirements | null
  /** How many jobs of the owner may run at once; null: any number. */
  readonly max_running: number | null
}

/** The advisory locks of owners, beside those that others take. */
const ownerLocks = 1

const platformPlacements: readonly Placement[] = ['platform', 'any']

/**
 * Takes the next jobs for a worker and starts an attempt of each.
 *
 * First without waiting: runs that another transaction holds are left to the next time. Only when everything that could
 * be taken is held does it wait for those runs, so that a lone big run is not starved by its own settles; and when
 * another worker took all of it meanwhile, it looks again, because what comes next may be free.
 */
export async function claimJobs(deps: Pick<EngineDeps, 'db' | 'hints'>, request: ClaimRequest): Promise<Claimed> {
  for (let skip_locked = true; ; skip_locked = false) {
    const claimed = await transactAround(deps, async (held) => {
      const ledger = new RunLedger(held)
      const taken = await claimInto(ledger, { trx: held.db, request, locking: { skip_locked } })
      await ledger.flush()
      return taken
    })
    if (claimed.jobs.length > 0 || !claimed.is_partial) return claimed
  }
}

interface Claiming {
  readonly trx: Transaction<Database>
  readonly request: ClaimRequest
  readonly locking: Locking
}

/** The same, once, as a part of what a transaction does; while it holds runs, it must not wait for others. */
export async function claimInto(ledger: RunLedger, { trx, request, locking }: Claiming): Promise<Claimed> {
  const { worker_id, offers } = request
  // another claim for the same worker is under way: what it leaves is known when it has ended
  if (offers && !(await lockWorker(trx, worker_id, locking))) return { jobs: [], is_partial: true }
  const free = offers && (await freeOf(trx, { worker_id, offers }))
  const candidates = await nextCandidates(trx, request, free)
  const fitting = free ? new Room(free).fill(candidates) : candidates
  const allowed = await withinLimits(trx, fitting, locking)
  await ledger.lock(
    allowed.map((candidate) => candidate.run_id),
    locking,
  )
  const unheld = allowed.filter((candidate) => ledger.has(candidate.run_id))
  const jobs = unheld.length === 0 ? [] : await startAttempts(trx, unheld, worker_id)
  for (const job of jobs) {
    ledger.jobMoved({ ...job, state: legalMoves.claimed.to }, legalMoves.claimed.event, {
      attempt: job.attempt,
      worker_id,
      name: job.name,
    })
  }
  return { jobs, is_partial: jobs.length < candidates.length }
}

/**
 * The fair order: a job's turn is how many jobs its owner has running plus its rank among that owner's queued jobs (by
 * priority, then id). With a thousand jobs of one user queued, another user's first job is next; priority orders only a
 * user's own. Owners are found by hopping through the index from each one's first job to the next owner's; only those
 * whose first job is among the first come into question, and of each only as many rows are read as there are slots. An
 * owner who has as many running as allowed is no owner here.
 *
 * Dispatchers have connections that plan by index alone: a bitmap would read every entry of jobs that were running or
 * queued since the last vacuum, an index scan sees each dead one once.
 */
async function nextCandidates(
  trx: Transaction<Database>,
  { slots, kinds, placements = platformPlacements, max_running_per_owner }: ClaimRequest,
  free: Amounts | undefined,
): Promise<Candidate[]> {
  // whether anybody has a number of their own is asked once, not for each owner
  const most = sql`coalesce(
    case when (select exists (select from users where max_running_jobs is not null)) then (
      select max_running_jobs from users where id = owners.owner_id and max_running_jobs is not null
    ) end, ${max_running_per_owner ?? null}::int)`
  const claimable = sql`state = 'queued' and placement in (${literals(placements)}) and kind in (${literals(kinds)})
    and (available_at is null or available_at <= now()) and ${fits(free)}`
  const { rows } = await sql<Candidate>`
    with recursive owners as (
      (select owner_id, id, ${claimable} as is_claimable
        from jobs where state = 'queued' order by owner_id, priority desc, id limit 1)
      union all
      select next.owner_id, next.id, next.is_claimable
      from owners cross join lateral (
        select owner_id, id, ${claimable} as is_claimable
        from jobs where state = 'queued' and owner_id > owners.owner_id order by owner_id, priority desc, id limit 1
      ) as next
    ), running as (
      select owner_id, count(*) as jobs from jobs where state = 'running' group by owner_id
    ), firsts as (
      select owners.owner_id, coalesce(running.jobs, 0) as running, ${most} as max_running,
        case when is_claimable then owners.id else (
          select id from jobs where owner_id = owners.owner_id and ${claimable} order by priority desc, id limit 1
        ) end as first_id
      from owners
      left join running on running.owner_id = owners.owner_id
    ), foremost as (
      select owner_id, running, max_running from firsts
      where first_id is not null and (running < max_running) is not false
      order by running, first_id
      limit ${slots}
    )
    select next.id, next.run_id, foremost.owner_id, next.state, next.requires, foremost.max_running
    from foremost
    cross join lateral (
      select id, run_id, state, requires, row_number() over (order by priority desc, id) as rank
      from jobs where owner_id = foremost.owner_id and ${claimable}
      order by priority desc, id
      limit ${slots}
    ) as next
    where (foremost.running + next.rank <= foremost.max_running) is not false
    order by foremost.running + next.rank, next.id
    limit ${slots}`.execute(trx)
  return rows
}

/** Each worker asks with the same words all its life: they are planned with the statement, not read for every row. */
function literals(words: readonly string[]): RawBuilder<unknown> {
  return words.length === 0 ? sql`null` : sql.join(words.map((word) => sql.lit(word)))
}

/** Whether a worker with so much left may take a job at all. */
function fits(free: Amounts | undefined): RawBuilder<boolean> {
  if (!free) return sql`requires is null`
  const { cpu, memory_bytes, gpu, labels } = free
  return sql`(requires is null or (
    (requires ->> 'cpu')::float8 <= ${cpu}::float8 and (requires ->> 'memory_bytes')::float8 <= ${memory_bytes}::float8
    and (requires ->> 'gpu')::float8 <= ${gpu}::float8 and requires -> 'labels' <@ ${JSON.stringify(labels)}::jsonb))`
}

/**
 * Leaves out what would exceed the number of jobs that an owner may have running. Another claim may have started some
 * since the look, so such owners are locked, before any run, and counted anew: only claims take these locks, and of two
 * claims at once the second sees what the first has started.
 */
async function withinLimits(
  trx: Transaction<Database>,
  candidates: Candidate[],
  locking: Locking,
): Promise<Candidate[]> {
  const limits = new Map(
    candidates.flatMap(({ owner_id, max_running }) => (max_running === null ? [] : [[owner_id, max_running]])),
  )
  if (limits.size === 0) return candidates
  const room = new Map<string, number>()
  for (const { owner_id, running } of await lockOwners(trx, [...limits.keys()], locking)) {
    room.set(owner_id, (limits.get(owner_id) ?? 0) - running)
  }
  return candidates.filter(({ owner_id, max_running }) => {
    const left = max_running === null ? 1 : (room.get(owner_id) ?? 0)
    room.set(owner_id, left - 1)
    return left > 0
  })
}

/**
 * In the order of their locks, so that claims never wait for each other in a circle; how many jobs each has running.
 */
async function lockOwners(
  trx: Transaction<Database>,
  owner_ids: readonly string[],
  { skip_locked }: Locking,
): Promise<{ owner_id: string; running: number }[]> {
  const lock = skip_locked ? sql`pg_try_advisory_xact_lock` : sql`pg_advisory_xact_lock`
  const { rows } = await sql<{ owner_id: string; locked: unknown }>`
    select owner_id, ${lock}(${ownerLocks}::int, key) as locked
    from (select owner_id, hashtext(owner_id) as key from unnest(${owner_ids}::text[]) as owner_id order by key) as owners
  `.execute(trx)
  const locked = rows.flatMap((row) => (row.locked === false ? [] : [row.owner_id]))
  const counted = await sql<{ owner_id: string; running: number }>`
    select owner_id, (
      select count(*)::int from jobs where state = 'running' and jobs.owner_id = owners.owner_id
    ) as running
    from unnest(${locked}::uuid[]) as owners(owner_id)`.execute(trx)
  return counted.rows
}

/** As in a settle, the state that jobs leave comes as data, to keep the planner off the partial index of that state. */
async function startAttempts(
  trx: Transaction<Database>,
  candidates: readonly Candidate[],
  worker_id: string,
): Promise<ClaimedJob[]> {
  const { rows } = await sql<ClaimedJob>`
    update jobs set state = ${legalMoves.claimed.to}, attempt = attempt + 1, attempts_left = attempts_left - 1,
      worker_id = ${worker_id}, started_at = coalesce(started_at, now()), available_at = null,
      progress_done = null, progress_total = null, phase = null
    from json_to_recordset(${JSON.stringify(candidates)}::json) as c(id uuid, state text)
    where jobs.id = c.id and jobs.state = c.state
    returning jobs.id, jobs.run_id, jobs.owner_id, jobs.name, jobs.kind, jobs.spec, jobs.attempt, jobs.worker_id
  `.execute(trx)
  return rows
}
