import { type Database, newId, storableJson } from '@assay/db'
import type { AttemptEnding, JobError, JobState } from '@assay/schemas'
import { sql, type Transaction } from 'kysely'
import { freeDependents, skipDependents } from './dependents.ts'
import type { EngineDeps } from './deps.ts'
import { legalMoves, type MoveCause } from './legal-moves.ts'
import { RunLedger } from './run-ledger.ts'
import { transactAround } from './transact.ts'

/** An attempt and how it ended. Its identity is the job, the attempt's number and the worker. */
export interface Settlement extends Omit<AttemptEnding, 'end'> {
  readonly worker_id: string
  readonly end: AttemptEnding['end'] | Lost
}

/** Its worker no longer renews its session; or it is known that the whole server died with all that it did. */
interface Lost {
  readonly kind: 'lost'
  readonly with_server?: boolean
}

interface HeldJob {
  readonly id: string
  readonly run_id: string
  readonly owner_id: string
  readonly name: string
  readonly state: JobState
  readonly attempt: number
  readonly attempts_left: number
  readonly worker_id: string | null
  readonly stop_requested: boolean
  readonly progress_done: number | null
  readonly furthest: number
  readonly deaths: number
}

interface Decision {
  readonly cause: MoveCause
  readonly error: JobError | null
  /** Whether the attempt is none of those that the job has. */
  readonly is_free?: boolean
  /** How many attempts in a row have died before they came further than any before. */
  readonly deaths?: number
}

interface Step extends Decision {
  readonly job: HeldJob
  readonly settlement: Settlement
}

/** A job whose attempts die with the server so often, without ever coming further, may be what kills it. */
const mostDeaths = 10

const retryBaseMs = 1_000
const retryCapMs = 60_000

/**
 * Ends attempts, in one transaction: jobs move, dependents become ready or are skipped, events are written.
 * An attempt that was superseded (lost and given to another, stopped, or settled before) changes nothing, and is not
 * among those that moved, so that a late worker learns that it was late. The ids of the jobs that moved.
 */
export async function settleAttempts(
  deps: Pick<EngineDeps, 'db' | 'hints' | 'onSettled'>,
  settlements: readonly Settlement[],
): Promise<ReadonlySet<string>> {
  return transactAround(deps, async (held) => {
    const ledger = new RunLedger(held)
    const moved = await settleInto(ledger, { trx: held.db, settlements, onSettled: deps.onSettled })
    await ledger.flush()
    return moved
  })
}

interface Settling {
  readonly trx: Transaction<Database>
  readonly settlements: readonly Settlement[]
  readonly onSettled?: EngineDeps['onSettled']
}

/** The same, as a part of what a transaction does that holds no run yet. */
export async function settleInto(
  ledger: RunLedger,
  { trx, settlements, onSettled }: Settling,
): Promise<ReadonlySet<string>> {
  if (settlements.length === 0) return new Set()
  await ledger.lock(
    settlements.map((settlement) => settlement.run_id),
    { skip_locked: false },
  )
  const steps = planSteps(await readHeld(trx, settlements), settlements)
  await moveJobs(trx, steps)
  await keepOutputs(trx, steps)
  const leave = steps.filter(leavesFiles).map(({ job }) => job.id)
  const notices = onSettled && leave.length > 0 ? await onSettled(trx, leave) : undefined
  for (const step of steps) {
    const notice = notices?.get(step.job.id)
    ledger.jobMoved({ ...step.job, state: legalMoves[step.cause].to }, legalMoves[step.cause].event, {
      attempt: step.job.attempt,
      name: step.job.name,
      ...(step.error && { error: step.error }),
      ...(notice !== undefined && { notice }),
    })
  }
  if (ledger.has_graphs) {
    await freeDependents(trx, ledger, idsThat(steps, 'succeeded'))
    await skipDependents(trx, ledger, [...idsThat(steps, 'failed'), ...idsThat(steps, 'stopped')])
  }
  return new Set(steps.map((step) => step.job.id))
}

/** The run is locked, and whoever writes a job locks its run first: these rows cannot change before we commit. */
async function readHeld(
  trx: Transaction<Database>,
  settlements: readonly Settlement[],
): Promise<ReadonlyMap<string, HeldJob>> {
  const ids = settlements.map((settlement) => settlement.job_id)
  const { rows } = await sql<HeldJob>`
    select id, run_id, owner_id, name, state, attempt, attempts_left, worker_id,
      stop_requested_at is not null as stop_requested, progress_done, furthest, deaths
    from jobs where id = any(${ids}::uuid[])`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

function planSteps(held: ReadonlyMap<string, HeldJob>, settlements: readonly Settlement[]): Step[] {
  const steps = new Map<string, Step>()
  for (const settlement of settlements) {
    const job = held.get(settlement.job_id)
    if (
      job?.state === 'running' &&
      job.attempt === settlement.attempt &&
      job.worker_id === settlement.worker_id &&
      !steps.has(job.id)
    ) {
      steps.set(job.id, { job, settlement, ...decide(job, settlement.end) })
    }
  }
  return [...steps.values()]
}

/** What the end of an attempt means for its job. */
function decide(job: HeldJob, end: Settlement['end']): Decision {
  if (end.kind === 'succeeded') return { cause: 'succeeded', error: null }
  if (job.stop_requested || end.kind === 'stopped') return { cause: 'stopped', error: null }
  if (end.kind === 'handed_back') return { cause: 'handed_back', error: null, is_free: true }
  if (end.kind === 'lost') return decideLost(job, end)
  return { cause: end.retryable && job.attempts_left > 0 ? 'retried' : 'failed', error: end.error }
}

/** What had come further than any attempt before, or died with its server, was stopped by chance: it does not count. */
function decideLost(job: HeldJob, { with_server = false }: Lost): Decision {
  const lost = { cause: 'lost', error: null } as const
  if ((job.progress_done ?? 0) > job.furthest) return { ...lost, is_free: true, deaths: 0 }
  const deaths = job.deaths + 1
  if (with_server && deaths < mostDeaths) return { ...lost, is_free: true, deaths }
  if (!with_server && job.attempts_left > 0) return { ...lost, deaths }
  return { cause: 'failed', error: lostTooOften(job), deaths }
}

function lostTooOften(job: HeldJob): JobError {
  return {
    code: 'WORKER_LOST',
    message: `The worker was lost again and again, in attempt ${job.attempt} too.`,
    data: { attempts: job.attempt },
  }
}

/**
 * The states that jobs leave come as data: before a literal, the planner is drawn to the partial index of that state
 * and reads all its dead entries, hundreds of milliseconds when many jobs have just ended.
 */
async function moveJobs(trx: Transaction<Database>, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return
  const moves = steps.map(({ job, settlement, cause, error, is_free = false, deaths = job.deaths }) => ({
    id: job.id,
    attempt: job.attempt,
    worker_id: settlement.worker_id,
    from: job.state,
    state: legalMoves[cause].to,
    attempts_back: is_free ? 1 : 0,
    deaths,
    delay_ms: cause === 'retried' ? retryDelayMs(job.attempt) : null,
    result: settlement.end.kind === 'succeeded' ? settlement.end.result : null,
    error: cause === 'succeeded' ? null : error,
    ...settlement.progress,
  }))
  await sql`
    update jobs set
      state = m.state, attempts_left = attempts_left + m.attempts_back, phase = null,
      deaths = m.deaths, furthest = greatest(furthest, progress_done),
      worker_id = case when m.state = 'queued' then null else jobs.worker_id end,
      available_at = now() + m.delay_ms * interval '1 millisecond',
      result = m.result, error = m.error,
      progress_done = coalesce(m.done, progress_done),
      progress_total = case when m.done is null then progress_total else m.total end,
      finished_at = case when m.state <> 'queued' then now() end
    from json_to_recordset(${storableJson(moves)}::json) as m(
      id uuid, attempt int, worker_id uuid, "from" text, state text, attempts_back int, deaths int, delay_ms float8,
      result jsonb, error jsonb, done bigint, total bigint)
    where jobs.id = m.id and jobs.attempt = m.attempt and jobs.worker_id = m.worker_id and jobs.state = m."from"
  `.execute(trx)
}

function retryDelayMs(attempt: number): number {
  return Math.min(retryCapMs, retryBaseMs * 2 ** (attempt - 1))
}

async function keepOutputs(trx: Transaction<Database>, steps: readonly Step[]): Promise<void> {
  const outputs = steps.flatMap(({ job, settlement: { end } }) =>
    end.kind === 'succeeded'
      ? end.outputs.map((output) => ({ ...output, id: newId(), owner_id: job.owner_id, job_id: job.id }))
      : [],
  )
  if (outputs.length === 0) return
  await sql`
    with o as (
      select * from json_to_recordset(${JSON.stringify(outputs)}::json) as o(
        id uuid, owner_id uuid, job_id uuid, name text, path text, object_key text, sha256 text, size_bytes bigint)
    ), kept as (
      insert into blobs (id, owner_id, sha256, size_bytes, object_key)
      select id, owner_id, sha256, size_bytes, object_key from o)
    insert into job_outputs (job_id, name, path, blob_id) select job_id, name, coalesce(path, ''), id from o`.execute(
    trx,
  )
}

/** An output that is one object has no path. */
function leavesFiles({ settlement: { end } }: Step): boolean {
  return end.kind === 'succeeded' && end.outputs.some(({ path }) => path !== undefined)
}

function idsThat(steps: readonly Step[], state: JobState): string[] {
  return steps.filter((step) => legalMoves[step.cause].to === state).map((step) => step.job.id)
}
