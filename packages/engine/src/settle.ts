import { type Database, newId, storableJson } from '@assay/db'
import { sql, type Transaction } from 'kysely'
import { freeDependents, skipDependents } from './dependents.ts'
import type { EngineDeps } from './deps.ts'
import { isTerminal, legalMoves } from './legal-moves.ts'
import { noteDead } from './lost-attempts.ts'
import { withMoreMemory } from './more-memory.ts'
import { noteLosses } from './other-worker.ts'
import { pauseRuns } from './pause.ts'
import { RunLedger } from './run-ledger.ts'
import { type Decision, decide, type HeldJob, type Settlement } from './settlement.ts'
import { transactAround } from './transact.ts'

interface Step extends Decision {
  readonly job: HeldJob
  readonly settlement: Settlement
}

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
  const held = await readHeld(trx, settlements)
  const steps = await withMoreMemory(trx, planSteps(held, settlements))
  const paused = await pauseRuns(
    trx,
    ledger,
    steps.filter(waitsForBudget).map(({ job }) => job.run_id),
  )
  await moveJobs(trx, steps, paused)
  await keepOutputs(trx, steps)
  const leave = steps.filter(leavesFiles).map(({ job }) => job.id)
  const notices = onSettled && leave.length > 0 ? await onSettled(trx, leave) : undefined
  await noteLosses(trx, steps)
  await noteDead(trx, settlements.filter(isLate(steps)))
  for (const step of steps) {
    const notice = notices?.get(step.job.id)
    ledger.jobMoved({ ...step.job, state: legalMoves[step.cause].to }, legalMoves[step.cause].event, {
      attempt: step.job.attempt,
      name: step.job.name,
      ...(step.error && { error: step.error }),
      ...(notice !== undefined && { notice }),
      ...(step.requires && { memory_bytes: step.requires.memory_bytes }),
    })
  }
  if (ledger.has_graphs) {
    const hasSucceeded = ({ cause }: Step) => cause === 'succeeded'
    await freeDependents(trx, ledger, idsThat(steps, hasSucceeded))
    await skipDependents(
      trx,
      ledger,
      idsThat(steps, (step) => !hasSucceeded(step) && isTerminal(legalMoves[step.cause].to)),
    )
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
      stop_requested_at is not null as stop_requested, stop_error,
      coalesce(may_live_until > now(), false) as may_live, progress_done, furthest, deaths,
      requires, memory_factor, other_worker
    from jobs where id = any(${ids}::uuid[])`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Whether an attempt was over before it ended: its worker, whom nobody waits for any more, says so. */
function isLate(steps: readonly Step[]): (settlement: Settlement) => boolean {
  const settled = new Set(steps.map(({ settlement }) => settlement))
  return (settlement) => settlement.end.kind !== 'lost' && !settled.has(settlement)
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

/**
 * The states that jobs leave come as data: before a literal, the planner is drawn to the partial index of that state
 * and reads all its dead entries, hundreds of milliseconds when many jobs have just ended.
 */
async function moveJobs(
  trx: Transaction<Database>,
  steps: readonly Step[],
  paused: ReadonlySet<string>,
): Promise<void> {
  if (steps.length === 0) return
  const moves = steps.map((step) => ({
    ...moveOf(step),
    is_paused: waitsForBudget(step) && paused.has(step.job.run_id),
  }))
  await sql`
    update jobs set
      state = m.state, attempts_left = attempts_left + m.attempts_back, phase = null,
      deaths = m.deaths, requires = coalesce(m.requires, jobs.requires),
      queued_at = case when m.state = 'queued' then now() else queued_at end, lost_on = null,
      furthest = greatest(furthest, progress_done),
      worker_id = case when m.state = 'queued' then null else jobs.worker_id end,
      available_at = case when m.is_paused then 'infinity' else now() + m.delay_ms * interval '1 millisecond' end,
      result = m.result, error = m.error,
      progress_done = coalesce(m.done, progress_done),
      progress_total = case when m.done is null then progress_total else m.total end,
      finished_at = case when m.state <> 'queued' then now() end
    from json_to_recordset(${storableJson(moves)}::json) as m(
      id uuid, attempt int, worker_id uuid, "from" text, state text, attempts_back int, deaths int, requires jsonb,
      delay_ms float8, result jsonb, error jsonb, done bigint, total bigint, is_paused boolean)
    where jobs.id = m.id and jobs.attempt = m.attempt and jobs.worker_id = m.worker_id and jobs.state = m."from"
  `.execute(trx)
}

function moveOf({ job, settlement, cause, error, requires, is_free = false, deaths = job.deaths }: Step) {
  return {
    id: job.id,
    attempt: job.attempt,
    worker_id: settlement.worker_id,
    from: job.state,
    state: legalMoves[cause].to,
    attempts_back: is_free ? 1 : 0,
    deaths,
    requires,
    delay_ms: cause === 'retried' ? retryDelayMs(job.attempt) : null,
    result: settlement.end.kind === 'succeeded' ? settlement.end.result : null,
    error: cause === 'succeeded' ? null : error,
    ...settlement.progress,
  }
}

/** One that is to stop waits for nothing. */
function waitsForBudget({ job, cause, settlement: { end } }: Step): boolean {
  return cause === 'handed_back' && end.kind === 'handed_back' && end.waits_for === 'budget' && !job.stop_requested
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

function idsThat(steps: readonly Step[], isWanted: (step: Step) => boolean): string[] {
  return steps.filter(isWanted).map((step) => step.job.id)
}
