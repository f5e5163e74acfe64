import { type Actor, type GivenSecrets, keepRunSecrets, requireRoom, requireScope, viewerOf } from '@assay/access'
import {
  copyBudget,
  copyFingerprints,
  copyShares,
  type Database,
  findJobsOfRuns,
  getUser,
  getWritableRun,
  holdRun,
  type JobDetailRow,
  type Viewer,
} from '@assay/db'
import { checkGraph, type JobSubmission, submitRuns, transactAround } from '@assay/engine'
import { DomainError, type Run, type RunRetry } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { RunDeps } from './deps.ts'
import { givenSecrets, holdForRetry, usesSecret } from './job-kind.ts'
import { jobsToRun } from './retry-plan.ts'
import { toRun } from './run.ts'

/**
 * Tries a run again, as a new run whose jobs reuse what succeeded; or some of its jobs with all that needs them, or all
 * of it. It belongs to the owner of the first run, whoever asks, and is shared as that is; the owner must still have
 * access to what it needs. Throws RUN_NOT_RETRYABLE, JOB_INPUT_GONE, FORBIDDEN where the actor's credential may not use
 * the secrets of its jobs.
 */
export async function retryRun(
  deps: RunDeps,
  actor: Actor,
  { run_id, secrets = {}, ...how }: Pick<RunRetry, 'run_id'> & Partial<RunRetry>,
): Promise<Run> {
  const row = await transactAround(deps, async (held, trx) => {
    const before = await getWritableRun(trx, { id: run_id, viewer: viewerOf(actor) })
    const jobs = await findJobsOfRuns(trx, [run_id])
    // somebody who has a secret used can send it anywhere, which is as good as reading it
    if (jobs.some((job) => usesSecret(deps.kinds, job))) requireScope(actor, 'secrets:read')
    checkGiven(deps, jobs, secrets)
    await requireRoom(held, { owner_id: before.owner_id, bytes: 1 })
    const owner = await viewerOfOwner(trx, actor, before.owner_id)
    const again = await jobsToRun(trx, { run: before, jobs, how })
    const kinds = new Set(jobs.map((job) => job.kind))
    for (const kind of kinds) await holdForRetry(held, kind, { run: before, owner, jobs, again, given: secrets })
    await holdRun(trx, run_id)
    const { owner_id, name, group_id, metadata } = before
    const stale = jobsWithSecrets(deps, jobs, again)
    const submitted = jobs.map((job) => toSubmission(job, { again, stale }))
    const retry = { owner_id, name, group_id, metadata, retry_of: run_id, jobs: submitted }
    const [id = ''] = await submitRuns(held, [retry])
    for (const kind of kinds) await deps.kinds[kind].copyToRetry(trx, { from: run_id, to: id })
    await copyBudget(trx, { from: run_id, to: id })
    await copyFingerprints(trx, { from: run_id, to: id, forced: how.force ? [...again] : (how.from ?? []) })
    await copyShares(trx, { from: run_id, to: [id] })
    if (again.size > 0) await keepRunSecrets(held, { run_id: id, owner_id }, secrets)
    return getWritableRun(trx, { id, viewer: owner })
  })
  return toRun(row)
}

function checkGiven(deps: RunDeps, jobs: readonly JobDetailRow[], secrets: GivenSecrets): void {
  const declared = new Set(jobs.flatMap((job) => givenSecrets(deps.kinds, job)))
  const issues = Object.keys(secrets)
    .filter((name) => !declared.has(name))
    .map((name) => ({ path: `secrets.${name}`, message: 'is declared by no job of this run' }))
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues })
}

/** Secrets may have changed since: what runs with them, and what needs that, is no longer what it was. */
function jobsWithSecrets(deps: RunDeps, jobs: readonly JobDetailRow[], again: ReadonlySet<string>) {
  const stale = new Set<string>()
  const byName = new Map(jobs.map((job) => [job.name, job]))
  for (const name of checkGraph(jobs)) {
    const job = byName.get(name)
    if (!job || !again.has(name)) continue
    const isStale = givenSecrets(deps.kinds, job).length > 0 || job.needs.some((needed) => stale.has(needed))
    if (isStale) stale.add(name)
  }
  return stale
}

function toSubmission(
  { id, state: _, result, ...job }: JobDetailRow,
  { again, stale }: { readonly again: ReadonlySet<string>; readonly stale: ReadonlySet<string> },
): JobSubmission {
  const { name, kind, spec, needs, fingerprint, priority, placement, requires, max_attempts } = job
  const { prefer_worker_seconds, other_worker, memory_factor, limit_key, limit_running, unplaceable_seconds } = job
  return {
    ...{ name, kind, spec, needs, priority, placement, requires, max_attempts },
    ...{ prefer_worker_seconds, other_worker, memory_factor, unplaceable_seconds },
    limit: limit_key === null || limit_running === null ? null : { key: limit_key, running: limit_running },
    fingerprint: stale.has(name) ? null : fingerprint,
    ...(!again.has(name) && { reuse: { job_id: id, result } }),
  }
}

/** A retry may do what the owner of the run may, whoever asks for it. */
async function viewerOfOwner(trx: Transaction<Database>, actor: Actor, owner_id: string): Promise<Viewer> {
  if (owner_id === actor.user_id) return viewerOf(actor)
  const { groups } = await getUser(trx, owner_id)
  return { user_id: owner_id, groups, sees_all: false }
}
