import { type Actor, viewerOf } from '@assay/access'
import {
  type Database,
  findJobsOfRuns,
  findJobsWithoutOutputs,
  getReadableRun,
  type JobDetailRow,
  type RunDetailRow,
} from '@assay/db'
import { checkGraph, isTerminal } from '@assay/engine'
import { DomainError, type RunRetry, type RunRetryPlan } from '@assay/schemas'
import type { Kysely } from 'kysely'
import type { RunDeps } from './deps.ts'

/** Jobs that run again although they succeeded. */
type AskedAgain = Partial<Pick<RunRetry, 'from' | 'force'>>

/** What a retry would do. Throws RUN_NOT_RETRYABLE, INPUT_INVALID. */
export async function planRetry(
  { db }: RunDeps,
  actor: Actor,
  { run_id, ...how }: Pick<RunRetry, 'run_id'> & AskedAgain,
): Promise<RunRetryPlan> {
  const run = await getReadableRun(db, { id: run_id, viewer: viewerOf(actor) })
  const jobs = await findJobsOfRuns(db, [run_id])
  const again = await jobsToRun(db, { run, jobs, how })
  return { items: jobs.map(({ name, state }) => ({ name, state, action: again.has(name) ? 'run' : 'reuse' })) }
}

interface Retried {
  readonly run: RunDetailRow
  readonly jobs: readonly JobDetailRow[]
  readonly how: AskedAgain
}

/**
 * Names of the jobs that run again: those that are asked for, those without their outputs, and all that need them.
 * Throws RUN_NOT_RETRYABLE, INPUT_INVALID.
 */
export async function jobsToRun(db: Kysely<Database>, { run, jobs, how }: Retried): Promise<ReadonlySet<string>> {
  const { id: run_id, state } = run
  const isAsked = how.force === true || how.from !== undefined
  if (!isTerminal(state) || (state === 'succeeded' && !isAsked)) {
    throw new DomainError('RUN_NOT_RETRYABLE', { run_id, state })
  }
  const asked = namesAsked(jobs, how)
  const incomplete = await findJobsWithoutOutputs(db, run_id)
  const byName = new Map(jobs.map((job) => [job.name, job]))
  const again = new Set<string>()
  for (const name of checkGraph(jobs)) {
    const job = byName.get(name)
    if (!job) continue
    const isDone = job.state === 'succeeded' && !incomplete.has(job.id)
    if (!isDone || asked.has(name) || job.needs.some((needed) => again.has(needed))) again.add(name)
  }
  return again
}

function namesAsked(jobs: readonly JobDetailRow[], { from = [], force = false }: AskedAgain): ReadonlySet<string> {
  const names = new Set(jobs.map(({ name }) => name))
  if (force) return names
  const unknown = from.filter((name) => !names.has(name))
  if (unknown.length === 0) return new Set(from)
  const issues = unknown.map((name) => ({ path: 'from', message: `"${name}" is no job of this run` }))
  throw new DomainError('INPUT_INVALID', { issues })
}
