import type { Database } from '@assay/db'
import type { JobState, JobWaiting, Lacking, Placement, Requirements } from '@assay/schemas'
import { type Kysely, sql } from 'kysely'
import { type KnownWorker, listKnownWorkers, meantFor } from './known-worker.ts'
import { lackingOf } from './lacking.ts'
import { freeOf } from './room.ts'

export interface WaitingJob {
  readonly id: string
  readonly owner_id: string
  readonly kind: string
  readonly state: JobState
  readonly priority: number
  readonly placement: Placement
  readonly prefer_worker_seconds: number | null
  readonly requires: Requirements | null
  readonly lost_on: string | null
  readonly limit_key: string | null
  readonly limit_running: number | null
  readonly worker_id: string | null
  readonly queued_at: string | null
  readonly available_at: string | null
  readonly unplaceable_since: string | null
  readonly unplaceable_seconds: number
  readonly stop_requested_at: string | null
  readonly may_live_until: string | null
}

type Cause = Pick<JobWaiting, 'reason'> & Partial<Pick<JobWaiting, 'lacking' | 'until'>>

export interface Surroundings {
  readonly db: Kysely<Database>
  /** Jobs that run at once for each owner, who may have a number of their own; absent: any number. */
  readonly max_running_per_owner?: number | undefined
}

/** The first of what keeps a queued job, in an order in which each makes sense only without those before it. */
export async function causeOf(around: Surroundings, job: WaitingJob): Promise<Cause> {
  if (job.available_at === 'infinity') return { reason: 'budget_reached' }
  const now = Date.now()
  if (job.available_at !== null && Date.parse(job.available_at) > now) {
    return { reason: 'delay', until: job.available_at }
  }
  const known = meantFor(job, await listKnownWorkers(around.db))
  const never = neverFits(job, known)
  if (never) return never
  const taking = known.filter((worker) => worker.is_taking && !lacks(job.requires, [worker]))
  if (taking.length === 0) return { reason: 'no_worker' }
  return (await limitReached(around, job)) ?? (await busy(around.db, job, preferred(job, taking))) ?? { reason: 'turn' }
}

function neverFits({ requires, unplaceable_since, unplaceable_seconds }: WaitingJob, known: readonly KnownWorker[]) {
  const lacking = lacks(requires, known)
  if (!lacking) return undefined
  const until =
    unplaceable_since === null
      ? null
      : new Date(Date.parse(unplaceable_since) + unplaceable_seconds * 1000).toISOString()
  const reason: Cause['reason'] = lacking.what === 'labels' ? 'labels' : 'no_worker_fits'
  return { reason, lacking, until }
}

function lacks(requires: Requirements | null, workers: readonly KnownWorker[]): Lacking | undefined {
  if (requires === null) return undefined
  return lackingOf(
    requires,
    workers.flatMap(({ offers }) => offers ?? []),
  )
}

interface Preferred {
  readonly workers: readonly KnownWorker[]
  /** What it waits for where none of them is free, in favour of others that may be. */
  readonly instead?: Cause
}

/** Those that may take it now: while it waits for certain ones, only these. */
function preferred(job: WaitingJob, taking: readonly KnownWorker[]): Preferred {
  const others = taking.filter(({ name }) => name !== job.lost_on)
  const workers = others.length > 0 ? others : taking
  const until = preferredUntil(job)
  if (until === null) {
    return workers.length < taking.length ? { workers, instead: { reason: 'preferred_worker' } } : { workers }
  }
  const pulling = workers.filter(({ placements }) => placements.includes('worker'))
  return { workers: pulling, instead: { reason: 'preferred_worker', until } }
}

function preferredUntil({ placement, prefer_worker_seconds, queued_at }: WaitingJob): string | null {
  if (placement !== 'any' || prefer_worker_seconds === null || queued_at === null) return null
  const until = Date.parse(queued_at) + prefer_worker_seconds * 1000
  return until > Date.now() ? new Date(until).toISOString() : null
}

async function limitReached(around: Surroundings, job: WaitingJob): Promise<Cause | undefined> {
  const { rows } = await sql<{ most: number | null; owners: number; of_key: number }>`
    select
      coalesce((select max_running_jobs from users where id = ${job.owner_id}), ${
        around.max_running_per_owner ?? null
      }::int) as most,
      (select count(*)::int from jobs where state = 'running' and owner_id = ${job.owner_id}) as owners,
      (select count(*)::int from jobs where state = 'running' and limit_key = ${job.limit_key}) as of_key`.execute(
    around.db,
  )
  const [running] = rows
  if (!running) return undefined
  if (running.most !== null && running.owners >= running.most) return { reason: 'owner_limit' }
  return job.limit_running !== null && running.of_key >= job.limit_running ? { reason: 'limit' } : undefined
}

async function busy(
  db: Kysely<Database>,
  { requires }: WaitingJob,
  { workers, instead }: Preferred,
): Promise<Cause | undefined> {
  const open = workers.filter(({ running, slots }) => running < slots)
  if (open.length === 0) return instead ?? { reason: 'no_slot' }
  if (requires === null) return undefined
  const free = await Promise.all(
    open.flatMap(({ id, offers }) => (offers ? [freeOf(db, { worker_id: id, offers })] : [])),
  )
  const lacking = lackingOf(requires, free)
  return lacking && (instead ?? { reason: 'booked', lacking })
}
