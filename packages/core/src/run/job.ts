import { type Actor, checkListScope, viewerOf } from '@assay/access'
import { getReadableJob, getReadableRun, type JobDetailRow, listJobs } from '@assay/db'
import { json } from '@assay/engine'
import type { Job, jobListInput, Page } from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from './deps.ts'

/** A job. */
export async function getJob(deps: RunDeps, actor: Actor, { job_id }: { job_id: string }): Promise<Job> {
  return toJob(await getReadableJob(deps.db, { id: job_id, viewer: viewerOf(actor) }))
}

/** Jobs that are the actor's or shared, or those of one run, newest first. */
export async function listOwnJobs(
  deps: RunDeps,
  actor: Actor,
  { run_id, state, kind, scope, ...page }: z.output<typeof jobListInput>,
): Promise<Page<Job>> {
  checkListScope(actor, scope)
  const viewer = viewerOf(actor)
  if (run_id !== undefined) await getReadableRun(deps.db, { id: run_id, viewer })
  const rows = await listJobs(deps.db, { viewer, scope, run_id, state, kind }, page)
  return { ...rows, items: rows.items.map(toJob) }
}

export function toJob(row: JobDetailRow): Job {
  return {
    id: row.id,
    run_id: row.run_id,
    owner_id: row.owner_id,
    name: row.name,
    kind: row.kind,
    state: row.state,
    spec: row.spec,
    needs: row.needs,
    attempt: row.attempt,
    attempts_left: row.attempts_left,
    worker_id: row.worker_id,
    progress: row.progress_done === null ? null : { done: row.progress_done, total: row.progress_total },
    result: row.result && json(row.result),
    error: row.error,
    outputs: row.outputs,
    reused_from: row.reused_from,
    created_at: row.created_at,
    started_at: row.started_at,
    finished_at: row.finished_at,
  }
}
