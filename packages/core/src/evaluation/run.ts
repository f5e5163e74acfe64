import {
  type Database,
  deleteRun,
  findBlobIdsOfRuns,
  findJobsOfRuns,
  findRunsByIds,
  getEndableRun,
  getReadableDataset,
  getReadableExperiment,
  getReadableRun,
  getUser,
  getWritableRun,
  holdExperiment,
  holdRun,
  listRuns,
  type RunRow,
  shareAlike,
  type Viewer,
} from '@assay/db'
import { DomainError, type Page, type Run, type RunDetail, type runListInput } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { type Actor, checkListScope, viewerOf } from '../actor.ts'
import { channels } from '../channel.ts'
import { releaseBlobs } from '../data/release.ts'
import type { CoreDeps } from '../deps.ts'
import { isTerminal } from '../engine/legal-moves.ts'
import { requestStop } from '../engine/stop.ts'
import { submitRuns } from '../engine/submit.ts'
import { requireRoom } from '../limits/storage-quota.ts'
import { transact } from '../transact.ts'
import { waitUntil } from '../wait.ts'
import { toJob } from './job.ts'
import { requireSecretScope } from './model.ts'

interface RunRef {
  readonly run_id: string
}

/** A run with its jobs; with `wait_seconds`, as soon as it has ended, or then. */
export async function getRunDetail(
  deps: CoreDeps,
  actor: Actor,
  { run_id, wait_seconds = 0 }: RunRef & { readonly wait_seconds?: number },
): Promise<RunDetail> {
  const look = () => readRun(deps, actor, run_id)
  const isEnough = (run: RunDetail) => isTerminal(run.state)
  return waitUntil(deps, { channel: channels.events, id: run_id, wait_seconds, look, isEnough })
}

async function readRun(deps: CoreDeps, actor: Actor, run_id: string): Promise<RunDetail> {
  const row = await getReadableRun(deps.db, { id: run_id, viewer: viewerOf(actor) })
  const jobs = (await findJobsOfRuns(deps.db, [run_id])).map(toJob)
  return { ...toRun(row), jobs, error: jobs.find((job) => job.state === 'failed')?.error ?? null }
}

/** Runs that are the actor's or shared, or those of one experiment, newest first. */
export async function listOwnRuns(
  deps: CoreDeps,
  actor: Actor,
  { experiment_id, state, scope, ...page }: z.output<typeof runListInput>,
): Promise<Page<Run>> {
  checkListScope(actor, scope)
  const viewer = viewerOf(actor)
  if (experiment_id !== undefined) await getReadableExperiment(deps.db, { id: experiment_id, viewer })
  const rows = await listRuns(deps.db, { viewer, scope, experiment_id, state }, page)
  return { ...rows, items: rows.items.map(toRun) }
}

/** Stops a run: what waits at once, what runs as soon as its worker has confirmed that it is dead. */
export async function stopRun(deps: CoreDeps, actor: Actor, { run_id }: RunRef): Promise<Run> {
  const row = await transact(deps, async (trx) => {
    const viewed = { id: run_id, viewer: viewerOf(actor) }
    await getEndableRun(trx, viewed)
    await requestStop(trx, run_id)
    return getEndableRun(trx, viewed)
  })
  deps.hints.hint(channels.stops, [run_id])
  deps.hints.hint(channels.events, [run_id])
  return toRun(row)
}

/**
 * Tries a failed or stopped run again, as a new run whose jobs reuse what succeeded. Whoever asks, it belongs to the owner
 * of the first, who must still be let at what it needs, and is shared as that is. Throws RUN_NOT_RETRYABLE,
 * FORBIDDEN where the actor's credential may not use the secret of its model.
 */
export async function retryRun(deps: CoreDeps, actor: Actor, { run_id }: RunRef): Promise<Run> {
  const row = await transact(deps, async (trx) => {
    const before = await getWritableRun(trx, { id: run_id, viewer: viewerOf(actor) })
    requireSecretScope(actor, before.model)
    await requireRoom({ ...deps, db: trx }, { owner_id: before.owner_id, bytes: 1 })
    if (before.experiment_id !== null) {
      const viewer = await viewerOfOwner(trx, actor, before.owner_id)
      const experiment = await holdExperiment(trx, { id: before.experiment_id, viewer })
      await getReadableDataset(trx, { id: experiment.dataset_id, viewer })
    }
    await holdRun(trx, run_id)
    if (before.state !== 'failed' && before.state !== 'stopped') {
      throw new DomainError('RUN_NOT_RETRYABLE', { run_id, state: before.state })
    }
    const jobs = await findJobsOfRuns(trx, [run_id])
    const ids = await submitRuns(trx, [
      {
        owner_id: before.owner_id,
        experiment_id: before.experiment_id,
        name: before.name,
        model: before.model,
        metrics: before.metrics,
        retry_of: run_id,
        jobs: jobs.map(({ id, name, kind, spec, needs, fingerprint, priority, max_attempts, state, result }) => ({
          name,
          kind,
          spec,
          needs,
          fingerprint,
          priority,
          max_attempts,
          ...(state === 'succeeded' && { reuse: { job_id: id, result } }),
        })),
      },
    ])
    await shareAlike(trx, { from: run_id, to: ids })
    const [after] = await findRunsByIds(trx, ids)
    return after ?? before
  })
  deps.hints.hint(channels.jobs)
  return toRun(row)
}

/** The owner of a run, as far as that is not the one who asks. */
async function viewerOfOwner(trx: Transaction<Database>, actor: Actor, owner_id: string): Promise<Viewer> {
  if (owner_id === actor.user_id) return viewerOf(actor)
  const { groups } = await getUser(trx, owner_id)
  return { user_id: owner_id, groups, sees_all: false }
}

/** Deletes a run that has ended, with its events and outputs. Throws RUN_NOT_FINISHED. */
export async function removeRun(deps: CoreDeps, actor: Actor, { run_id }: RunRef): Promise<void> {
  await transact(deps, async (trx) => {
    const row = await getEndableRun(trx, { id: run_id, viewer: viewerOf(actor) })
    if (!isTerminal(row.state)) throw new DomainError('RUN_NOT_FINISHED', { run_id, state: row.state })
    const blob_ids = await findBlobIdsOfRuns(trx, [run_id])
    await deleteRun(trx, run_id)
    await releaseBlobs(deps, trx, blob_ids)
  })
}

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    owner_id: row.owner_id,
    experiment_id: row.experiment_id,
    name: row.name,
    state: row.state,
    model: row.model,
    metrics: row.metrics,
    jobs_total: row.jobs_total,
    jobs_open: row.jobs_open,
    retry_of: row.retry_of,
    stop_requested_at: row.stop_requested_at,
    created_at: row.created_at,
    started_at: row.started_at,
    finished_at: row.finished_at,
  }
}
