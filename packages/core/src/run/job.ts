import { type Actor, checkListScope, viewerOf } from '@assay/access'
import {
  getEndableRun,
  getReadableExperiment,
  getReadableJob,
  getReadableRun,
  type JobDetailRow,
  listJobs,
} from '@assay/db'
import { requestJobStop, transactAround } from '@assay/engine'
import { type Job, type JobDetail, jobKinds, type jobListInput, type Page } from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from './deps.ts'
import { waitingOf } from './waiting.ts'

export async function getJob(deps: RunDeps, actor: Actor, { job_id }: { job_id: string }): Promise<JobDetail> {
  const row = await getReadableJob(deps.db, { id: job_id, viewer: viewerOf(actor) })
  return { ...toJob(row), waiting: await waitingOf(deps, row) }
}

/** The actor's, shared ones, or those of one run, newest first. */
export async function listOwnJobs(
  deps: RunDeps,
  actor: Actor,
  { run_id, experiment_id, run_name, name, state, kind, scope, ...page }: z.output<typeof jobListInput>,
): Promise<Page<Job>> {
  checkListScope(actor, scope)
  const viewer = viewerOf(actor)
  if (run_id !== undefined) await getReadableRun(deps.db, { id: run_id, viewer })
  if (experiment_id !== undefined) await getReadableExperiment(deps.db, { id: experiment_id, viewer })
  const filter = { viewer, scope, run_id, group_id: experiment_id, run_name, name, state, kind }
  const rows = await listJobs(deps.db, filter, page)
  return { ...rows, items: rows.items.map(toJob) }
}

/** What waits is stopped at once, what runs as soon as its worker has confirmed it; what needs it is skipped. */
export async function stopJob(deps: RunDeps, actor: Actor, { job_id }: { job_id: string }): Promise<Job> {
  const viewer = viewerOf(actor)
  const row = await transactAround(deps, async (held, trx) => {
    const { run_id } = await getReadableJob(trx, { id: job_id, viewer })
    await getEndableRun(trx, { id: run_id, viewer })
    await requestJobStop(held, { run_id, job_id })
    return getReadableJob(trx, { id: job_id, viewer })
  })
  return toJob(row)
}

/** Columns that are not in the contract are removed from the answer by its schema. */
export function toJob(row: JobDetailRow): Job {
  return { ...row, progress: progressOf(row) }
}

function progressOf({ kind, state, phase, progress_done, progress_total }: JobDetailRow): Job['progress'] {
  if (progress_done === null) return null
  const waiting_for = state === 'running' ? phase : null
  return { done: progress_done, total: progress_total, noun: jobKinds[kind].counts, waiting_for }
}
