import { type Actor, checkListScope, viewerOf } from '@assay/access'
import {
  deleteRun,
  findBlobIdsOfRuns,
  findFailedJob,
  getEndableRun,
  getReadableExperiment,
  getReadableRun,
  getWritableRun,
  listJobsOfRun,
  listRuns,
  type RunDetailRow,
} from '@assay/db'
import { channels, isTerminal, raiseBudget, requestStop, transact, transactAround, waitUntil } from '@assay/engine'
import {
  DomainError,
  type Page,
  type Run,
  type RunDetail,
  type runListInput,
  type runRaiseBudgetInput,
} from '@assay/schemas'
import type { z } from 'zod'
import { releaseBlobs } from '../file/release.ts'
import type { RunDeps } from './deps.ts'
import { toJob } from './job.ts'

interface RunRef {
  readonly run_id: string
}

/** With `wait_seconds`, waits so long at most for the run to end. */
export async function getRunDetail(
  deps: RunDeps,
  actor: Actor,
  { run_id, wait_seconds = 0 }: RunRef & { readonly wait_seconds?: number },
): Promise<RunDetail> {
  const look = () => readRun(deps, actor, run_id)
  const isEnough = (run: RunDetail) => isTerminal(run.state)
  return waitUntil(deps, { channel: channels.events, id: run_id, wait_seconds, look, isEnough })
}

async function readRun(deps: RunDeps, actor: Actor, run_id: string): Promise<RunDetail> {
  const row = await getReadableRun(deps.db, { id: run_id, viewer: viewerOf(actor) })
  const jobs = (await listJobsOfRun(deps.db, run_id, { limit: mostJobs })).map(toJob)
  const failed = jobs.find((job) => job.state === 'failed') ?? (await findFailedBeyond(deps, row))
  return { ...toRun(row), jobs, error: failed?.error ?? null }
}

/** A run with more jobs shows the first of them. */
const mostJobs = 200

async function findFailedBeyond({ db }: RunDeps, { id, jobs_total, jobs_failed }: RunDetailRow) {
  return jobs_total > mostJobs && jobs_failed > 0 ? findFailedJob(db, id) : undefined
}

/** The actor's, shared ones, or those of one experiment, newest first. */
export async function listOwnRuns(
  deps: RunDeps,
  actor: Actor,
  { experiment_id, state, name, scope, ...page }: z.output<typeof runListInput>,
): Promise<Page<Run>> {
  checkListScope(actor, scope)
  const viewer = viewerOf(actor)
  if (experiment_id !== undefined) await getReadableExperiment(deps.db, { id: experiment_id, viewer })
  const rows = await listRuns(deps.db, { viewer, scope, group_id: experiment_id, state, name }, page)
  return { ...rows, items: rows.items.map(toRun) }
}

/** Queued jobs stop at once, running ones as soon as their workers have confirmed it. */
export async function stopRun(deps: RunDeps, actor: Actor, { run_id }: RunRef): Promise<Run> {
  const row = await transactAround(deps, async (held, trx) => {
    const viewed = { id: run_id, viewer: viewerOf(actor) }
    await getEndableRun(trx, viewed)
    await requestStop(held, run_id)
    return getEndableRun(trx, viewed)
  })
  return toRun(row)
}

/** A run that has paused goes on if it has more now. Throws INPUT_INVALID where it has no budget. */
export async function raiseRunBudget(
  deps: RunDeps,
  actor: Actor,
  { run_id, budget }: z.output<typeof runRaiseBudgetInput>,
): Promise<Run> {
  const row = await transactAround(deps, async (held, trx) => {
    const viewed = { id: run_id, viewer: viewerOf(actor) }
    await getWritableRun(trx, viewed)
    if (await raiseBudget(held, { run_id, budget })) return getWritableRun(trx, viewed)
    const message = 'names a run without a budget, which spends what it needs'
    throw new DomainError('INPUT_INVALID', { issues: [{ path: 'run_id', message }] })
  })
  return toRun(row)
}

/** With its events and outputs. Throws RUN_NOT_FINISHED. */
export async function removeRun(deps: RunDeps, actor: Actor, { run_id }: RunRef): Promise<void> {
  await transact(deps, async (trx) => {
    const row = await getEndableRun(trx, { id: run_id, viewer: viewerOf(actor) })
    if (!isTerminal(row.state)) throw new DomainError('RUN_NOT_FINISHED', { run_id, state: row.state })
    const blob_ids = await findBlobIdsOfRuns(trx, [run_id])
    await deleteRun(trx, run_id)
    await releaseBlobs(deps, trx, blob_ids)
  })
}

export function toRun(row: RunDetailRow): Run {
  return {
    id: row.id,
    owner_id: row.owner_id,
    name: row.name,
    state: row.state,
    ...(row.evaluation ?? { experiment_id: null, model: null, metrics: [] }),
    jobs_total: row.jobs_total,
    jobs_open: row.jobs_open,
    retry_of: row.retry_of,
    deadline_at: row.deadline_at,
    ...(row.budget && { budget: row.budget }),
    metadata: row.metadata,
    stop_requested_at: row.stop_requested_at,
    created_at: row.created_at,
    started_at: row.started_at,
    finished_at: row.finished_at,
  }
}
