import { type Database, idAt, newId } from '@assay/db'
import type { EventType, JobState, Placement, Requirements } from '@assay/schemas'
import { sql, type Transaction } from 'kysely'
import { channels } from './channel.ts'
import { checkGraph } from './graph.ts'
import type { Transacting } from './transact.ts'

/** A job to submit. */
export interface JobSubmission {
  /** Unique in the run. */
  readonly name: string
  readonly kind: string
  readonly spec: object
  /** Names of the jobs that must succeed first. */
  readonly needs: readonly string[]
  /** What makes two jobs the same; null: never reused. */
  readonly fingerprint: string | null
  /** How many attempts may fail or be lost; 3 unless given. */
  readonly max_attempts?: number
  /** Among the owner's own jobs, 0 to 5, greater first; 0 unless given. */
  readonly priority?: number
  /** Which workers may execute it; those of the platform unless given. */
  readonly placement?: Placement
  /** Placed anywhere: how long it waits for a pull worker before one of the platform may take it; null: not at all. */
  readonly prefer_worker_seconds?: number | null
  /** What it needs of its worker; nothing unless given. */
  readonly requires?: Requirements | null
  /** Whether to prefer another worker after one was lost; no unless given. */
  readonly other_worker?: boolean
  /** How much more memory it gets after an attempt that ran out of it; 1, and no attempt for that, unless given. */
  readonly memory_factor?: number
  /** How many jobs of one key may run at once; what the key stands for, only who submits knows. */
  readonly limit?: { readonly key: string; readonly running: number } | null
  /** How long it waits once no known worker can fit it, before it fails; 3,600 unless given. */
  readonly unplaceable_seconds?: number
  /** An earlier job of the same owner whose outputs stand for this one's. */
  readonly reuse?: { readonly job_id: string; readonly result: object | null }
}

/** A run to submit: a graph of jobs. */
export interface RunSubmission {
  readonly owner_id: string
  readonly name: string
  /** Runs of one group are listed, shared and deleted together; what a group is, the engine does not know. */
  readonly group_id?: string | null
  readonly retry_of?: string | null
  /** When what has not ended is stopped, in ISO 8601; never unless given. */
  readonly deadline_at?: string | null
  /** What its user keeps with it; nothing unless given. */
  readonly metadata?: object
  /** When it was asked for, which its id tells, in ISO 8601; now unless given. */
  readonly submitted_at?: string
  readonly jobs: readonly JobSubmission[]
}

const defaultAttempts = 3
const defaultUnplaceableSeconds = 3_600

/**
 * Inserts runs with their jobs, edges and first events, all at once however many they are; the runs' ids, in order.
 * Throws GRAPH_INVALID before anything is written.
 */
export async function submitRuns(
  { db: trx, hints, onRunsEnded }: Transacting,
  submissions: readonly RunSubmission[],
): Promise<string[]> {
  for (const submission of submissions) checkGraph(submission.jobs)
  const planned = submissions.map(planRun)
  const jobs = planned.flatMap((plan) => plan.jobs)
  await insertAll(trx, planned)
  await copyOutputs(trx, jobs)
  const done = planned.map((plan) => plan.run).filter(({ jobs_open }) => jobs_open === 0)
  const ended = done.map(({ id, owner_id }) => ({ id, owner_id, state: 'succeeded' }) as const)
  if (ended.length > 0) await onRunsEnded?.(trx, { runs: ended, jobs: [] })
  if (jobs.some(({ state }) => state === 'queued')) hints.hint(channels.jobs)
  return planned.map((plan) => plan.run.id)
}

interface PlannedJob {
  readonly id: string
  readonly name: string
  readonly state: JobState
  readonly waits_for: number
  readonly reused_from: string | null
}

function planRun(submission: RunSubmission) {
  const run_id = submission.submitted_at === undefined ? newId() : idAt(submission.submitted_at)
  const { owner_id, name, group_id = null, retry_of = null, deadline_at = null, metadata = {} } = submission
  const ids = new Map(submission.jobs.map((job) => [job.name, newId()]))
  const open = new Set(submission.jobs.filter((job) => !job.reuse).map((job) => job.name))
  const jobs = submission.jobs.map((job) => {
    const waits_for = job.reuse ? 0 : job.needs.filter((needed) => open.has(needed)).length
    return {
      id: ids.get(job.name) ?? '',
      run_id,
      owner_id,
      group_id,
      name: job.name,
      kind: job.kind,
      state: initialState(job, waits_for),
      spec: job.spec,
      fingerprint: job.fingerprint,
      waits_for,
      priority: job.priority ?? 0,
      max_attempts: job.max_attempts ?? defaultAttempts,
      ...placing(job),
      result: job.reuse?.result ?? null,
      reused_from: job.reuse?.job_id ?? null,
    }
  })
  const events = firstEvents(run_id, jobs)
  return {
    run: {
      id: run_id,
      owner_id,
      group_id,
      name,
      state: open.size === 0 ? 'succeeded' : 'queued',
      jobs_total: jobs.length,
      jobs_open: open.size,
      event_seq: events.length,
      retry_of,
      deadline_at,
      metadata,
    },
    jobs,
    needs: submission.jobs.flatMap((job) =>
      job.needs.map((needed) => ({ job_id: ids.get(job.name), needs_job_id: ids.get(needed) })),
    ),
    events,
  }
}

function placing(job: JobSubmission) {
  return {
    placement: job.placement ?? 'platform',
    prefer_worker_seconds: job.prefer_worker_seconds ?? null,
    requires: job.requires ?? null,
    other_worker: job.other_worker ?? false,
    memory_factor: job.memory_factor ?? 1,
    limit_key: job.limit?.key ?? null,
    limit_running: job.limit?.running ?? null,
    unplaceable_seconds: job.unplaceable_seconds ?? defaultUnplaceableSeconds,
  }
}

function initialState(job: JobSubmission, waits_for: number): JobState {
  if (job.reuse) return 'succeeded'
  return waits_for === 0 ? 'queued' : 'blocked'
}

function firstEvents(run_id: string, jobs: readonly PlannedJob[]) {
  const happened: { job_id: string | null; type: EventType; data: Record<string, unknown> }[] = [
    { job_id: null, type: 'run.created', data: { jobs: jobs.length } },
  ]
  for (const job of jobs) {
    const { id: job_id, name, reused_from } = job
    if (job.state === 'succeeded') happened.push({ job_id, type: 'job.reused', data: { name, reused_from } })
    if (job.state === 'queued') happened.push({ job_id, type: 'job.queued', data: { name } })
  }
  if (jobs.every((job) => job.state === 'succeeded')) happened.push({ job_id: null, type: 'run.succeeded', data: {} })
  return happened.map((event, index) => ({ run_id, seq: index + 1, ...event }))
}

/** In one statement: whoever waits for a run to start waits for each round trip too. */
async function insertAll(trx: Transaction<Database>, planned: readonly ReturnType<typeof planRun>[]): Promise<void> {
  const [runs, jobs, needs, events] = [
    planned.map((plan) => plan.run),
    planned.flatMap((plan) => plan.jobs),
    planned.flatMap((plan) => plan.needs),
    planned.flatMap((plan) => plan.events),
  ].map((rows) => JSON.stringify(rows))
  await sql`
    with submitted as (
      insert into runs (id, owner_id, group_id, name, state, jobs_total, jobs_open, event_seq, retry_of, deadline_at,
        metadata, finished_at)
      select id, owner_id, group_id, name, state, jobs_total, jobs_open, event_seq, retry_of, deadline_at,
        metadata, case when jobs_open = 0 then now() end
      from json_to_recordset(${runs}::json) as r(
        id uuid, owner_id uuid, group_id uuid, name text, state text, jobs_total int, jobs_open int, event_seq bigint,
        retry_of uuid, deadline_at timestamptz, metadata jsonb)
    ), nodes as (
      insert into jobs (id, run_id, owner_id, group_id, name, kind, state, spec, fingerprint, placement, requires,
        prefer_worker_seconds, other_worker, memory_factor, limit_key, limit_running, unplaceable_seconds,
        waits_for, priority, attempts_left, max_attempts, result, reused_from, queued_at, finished_at)
      select id, run_id, owner_id, group_id, name, kind, state, spec, fingerprint, placement, requires,
        prefer_worker_seconds, other_worker, memory_factor, limit_key, limit_running, unplaceable_seconds,
        waits_for, priority, max_attempts, max_attempts, result, reused_from,
        case when state = 'queued' then now() end, case when state = 'succeeded' then now() end
      from json_to_recordset(${jobs}::json) as j(
        id uuid, run_id uuid, owner_id uuid, group_id uuid, name text, kind text, state text, spec jsonb,
        fingerprint text, placement text, requires jsonb, prefer_worker_seconds int, other_worker boolean,
        memory_factor float8, limit_key text, limit_running int, unplaceable_seconds int, waits_for int, priority int,
        max_attempts int, result jsonb, reused_from uuid)
    ), edges as (
      insert into job_needs (job_id, needs_job_id)
      select job_id, needs_job_id from json_to_recordset(${needs}::json) as n(job_id uuid, needs_job_id uuid)
    )
    insert into events (run_id, seq, job_id, type, data)
    select run_id, seq, job_id, type, data
    from json_to_recordset(${events}::json) as e(run_id uuid, seq bigint, job_id uuid, type text, data jsonb)`.execute(
    trx,
  )
}

async function copyOutputs(trx: Transaction<Database>, jobs: readonly PlannedJob[]): Promise<void> {
  const reused = jobs.filter((job) => job.reused_from !== null)
  if (reused.length === 0) return
  await sql`
    insert into job_outputs (job_id, name, path, blob_id)
    select r.id, o.name, o.path, o.blob_id
    from json_to_recordset(${JSON.stringify(reused)}::json) as r(id uuid, reused_from uuid)
    join job_outputs o on o.job_id = r.reused_from`.execute(trx)
}
