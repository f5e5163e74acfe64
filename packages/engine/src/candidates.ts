import type { Database } from '@assay/db'
import type { JobState, Requirements } from '@assay/schemas'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { type ClaimRequest, type Owners, platformPlacements } from './claim-request.ts'
import type { Limited } from './limits.ts'
import { meets } from './requirement.ts'
import type { Amounts } from './room.ts'

export interface Candidate extends Limited {
  readonly id: string
  readonly run_id: string
  readonly state: JobState
  readonly requires: Requirements | null
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
export async function nextCandidates(
  trx: Transaction<Database>,
  request: ClaimRequest,
  free: Amounts | undefined,
): Promise<Candidate[]> {
  const { slots, kinds, placements = platformPlacements, max_running_per_owner, worker_id } = request
  // whether anybody has a number of their own is asked once, not for each owner
  const most = sql`coalesce(
    case when (select exists (select from users where max_running_jobs is not null)) then (
      select max_running_jobs from users where id = owners.owner_id and max_running_jobs is not null
    ) end, ${max_running_per_owner ?? null}::int)`
  const isLive = sql`jobs.state = 'queued' and placement in (${literals(placements)}) and kind in (${literals(kinds)})
    and stop_requested_at is null
    and (available_at is null or available_at <= now()) ${isOf(request.owners)} ${isDueFor(request)}`
  // a worker of one user does not look through the jobs of all others
  const own = request.owners && 'user_id' in request.owners ? isOf(request.owners) : sql``
  const claimable = sql`${isLive} and (${isPlain} or ${mayHave(request, free)})`
  const { rows } = await sql<Candidate>`
    with recursive limited as (
      select limit_key, count(*) as jobs from jobs
      where state = 'running' and limit_key is not null group by limit_key
    ), owners as (
      (select owner_id, id, (${isLive} and ${isPlain}) as is_claimable
        from jobs where state = 'queued' ${own} order by owner_id, priority desc, id limit 1)
      union all
      select next.owner_id, next.id, next.is_claimable
      from owners cross join lateral (
        select owner_id, id, (${isLive} and ${isPlain}) as is_claimable
        from jobs where state = 'queued' and owner_id > owners.owner_id ${own}
        order by owner_id, priority desc, id limit 1
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
        and not exists (select from workers where id = ${worker_id} and draining_at is not null)
      order by running, first_id
      limit ${slots}
    )
    select next.id, next.run_id, foremost.owner_id, next.state, next.requires, foremost.max_running,
      next.limit_key, next.limit_running
    from foremost
    cross join lateral (
      select id, run_id, state, requires, limit_key, limit_running,
        row_number() over (order by priority desc, id) as rank
      from jobs where owner_id = foremost.owner_id and ${claimable}
      order by priority desc, id
      limit ${slots}
    ) as next
    where (foremost.running + next.rank <= foremost.max_running) is not false
    order by foremost.running + next.rank, next.id
    limit ${slots}`.execute(trx)
  return rows
}

/** A job of which nothing is to be known but that it waits: nearly all of them, so the rest is looked at apart. */
const isPlain = sql`(requires is null and limit_key is null and lost_on is null and prefer_worker_seconds is null)`

function mayHave(
  { placements = platformPlacements, worker_id }: ClaimRequest,
  free: Amounts | undefined,
): RawBuilder<boolean> {
  return sql`(${fits(free)}
    and (limit_key is null or limit_running > coalesce(
      (select limited.jobs from limited where limited.limit_key = jobs.limit_key), 0))
    ${placements.includes('worker') ? sql`` : sql`and ${hasWaitedForPullWorkers}`}
    and (lost_on is null or lost_on is distinct from (
      select mine.name from workers as mine where mine.id = ${worker_id})))`
}

function isOf(owners: Owners | undefined): RawBuilder<unknown> {
  if (!owners) return sql``
  if ('user_id' in owners) return sql`and jobs.owner_id = ${owners.user_id}`
  return sql`and exists (select from users where users.id = jobs.owner_id and ${owners.group} = any(users.groups))`
}

function isDueFor({ patience }: ClaimRequest): RawBuilder<unknown> {
  if (!patience || patience.seconds === 0) return sql``
  return sql`and (jobs.requires -> 'labels' ?| ${[...patience.labels]}::text[]
    or jobs.created_at <= now() - ${patience.seconds} * interval '1 second')`
}

const hasWaitedForPullWorkers = sql`(prefer_worker_seconds is null or placement <> 'any'
  or queued_at + prefer_worker_seconds * interval '1 second' <= now())`

/** Each worker asks with the same words all its life: they are planned with the statement, not read for every row. */
function literals(words: readonly string[]): RawBuilder<unknown> {
  return words.length === 0 ? sql`null` : sql.join(words.map((word) => sql.lit(word)))
}

/** Whether a worker with so much left may take a job at all. */
function fits(free: Amounts | undefined): RawBuilder<boolean> {
  if (!free) return sql`requires is null`
  const offered = {
    cpu: sql`${free.cpu}::float8`,
    memory_bytes: sql`${free.memory_bytes}::float8`,
    gpus: free.gpus.length > 0 ? sql`${JSON.stringify(free.gpus)}::jsonb` : undefined,
    labels: sql`${JSON.stringify(free.labels)}::jsonb`,
  }
  return sql`(requires is null or ${meets(offered)})`
}
