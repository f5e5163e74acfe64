import { type Actor, checkListScope, requireRoom, requireScope, viewerOf } from '@assay/access'
import {
  copyShares,
  type Database,
  deleteRun,
  findBlobIdsOfRuns,
  findJobsOfRuns,
  getEndableRun,
  getReadableExperiment,
  getReadableRun,
  getUser,
  getWritableRun,
  holdRun,
  type JobDetailRow,
  listRuns,
  type RunDetailRow,
  type Viewer,
} from '@assay/db'
import {
  channels,
  isTerminal,
  type JobSubmission,
  requestStop,
  submitRuns,
  transact,
  transactAround,
  waitUntil,
} from '@assay/engine'
import { DomainError, type Page, type Run, type RunDetail, type runListInput } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { releaseBlobs } from '../file/release.ts'
import type { RunDeps } from './deps.ts'
import { toJob } from './job.ts'
import { holdForRetry, usesSecret } from './job-kind.ts'

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
  const jobs = (await findJobsOfRuns(deps.db, [run_id])).map(toJob)
  return { ...toRun(row), jobs, error: jobs.find((job) => job.state === 'failed')?.error ?? null }
}

/** The actor's, shared ones, or those of one experiment, newest first. */
export async function listOwnRuns(
  deps: RunDeps,
  actor: Actor,
  { experiment_id, state, scope, ...page }: z.output<typeof runListInput>,
): Promise<Page<Run>> {
  checkListScope(actor, scope)
  const viewer = viewerOf(actor)
  if (experiment_id !== undefined) await getReadableExperiment(deps.db, { id: experiment_id, viewer })
  const rows = await listRuns(deps.db, { viewer, scope, group_id: experiment_id, state }, page)
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

/**
 * Tries a failed or stopped run again, as a new run whose jobs reuse what succeeded. It belongs to the owner of the
 * first run, whoever asks, and is shared as that is; the owner must still have access to what it needs. Throws
 * RUN_NOT_RETRYABLE, FORBIDDEN where the actor's credential may not use the secret of its model.
 */
export async function retryRun(deps: RunDeps, actor: Actor, { run_id }: RunRef): Promise<Run> {
  const row = await transactAround(deps, async (held, trx) => {
    const before = await getWritableRun(trx, { id: run_id, viewer: viewerOf(actor) })
    const jobs = await findJobsOfRuns(trx, [run_id])
    // somebody who has a secret used can send it anywhere, which is as good as reading it
    if (jobs.some((job) => usesSecret(deps.kinds, job))) requireScope(actor, 'secrets:read')
    await requireRoom(held, { owner_id: before.owner_id, bytes: 1 })
    const owner = await viewerOfOwner(trx, actor, before.owner_id)
    const kinds = new Set(jobs.map((job) => job.kind))
    for (const kind of kinds) await holdForRetry(held, kind, { run: before, owner, jobs })
    await holdRun(trx, run_id)
    if (before.state !== 'failed' && before.state !== 'stopped') {
      throw new DomainError('RUN_NOT_RETRYABLE', { run_id, state: before.state })
    }
    const { owner_id, name, group_id } = before
    const submission = { owner_id, name, group_id, retry_of: run_id, jobs: jobs.map(toSubmission) }
    const [id = ''] = await submitRuns(held, [submission])
    for (const kind of kinds) await deps.kinds[kind].copyToRetry(trx, { from: run_id, to: id })
    await copyShares(trx, { from: run_id, to: [id] })
    return getWritableRun(trx, { id, viewer: owner })
  })
  return toRun(row)
}

function toSubmission({ id, state, result, ...job }: JobDetailRow): JobSubmission {
  const { name, kind, spec, needs, fingerprint, priority, placement, requires, max_attempts } = job
  const { prefer_worker_seconds, other_worker, memory_factor, limit_key, limit_running, unplaceable_seconds } = job
  return {
    ...{ name, kind, spec, needs, fingerprint, priority, placement, requires, max_attempts },
    ...{ prefer_worker_seconds, other_worker, memory_factor, unplaceable_seconds },
    limit: limit_key === null || limit_running === null ? null : { key: limit_key, running: limit_running },
    ...(state === 'succeeded' && { reuse: { job_id: id, result } }),
  }
}

/** A retry may do what the owner of the run may, whoever asks for it. */
async function viewerOfOwner(trx: Transaction<Database>, actor: Actor, owner_id: string): Promise<Viewer> {
  if (owner_id === actor.user_id) return viewerOf(actor)
  const { groups } = await getUser(trx, owner_id)
  return { user_id: owner_id, groups, sees_all: false }
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
    stop_requested_at: row.stop_requested_at,
    created_at: row.created_at,
    started_at: row.started_at,
    finished_at: row.finished_at,
  }
}
