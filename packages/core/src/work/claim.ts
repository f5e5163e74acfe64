import type { Actor } from '@assay/access'
import { findGivenTo, findJobsOfAttempts, ownersOf, type WorkerRow } from '@assay/db'
import { type ClaimRequest, channels, claimJobs, listHeldAttempts, readoptAttempts } from '@assay/engine'
import {
  type ClaimedJob,
  type claimedWork,
  type HeldAttempt,
  type heldWork,
  type readoptedWork,
  type workClaimInput,
  type workHeldInput,
  workJob,
  type workReadoptInput,
} from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from '../run/deps.ts'
import { requireSession } from './session.ts'

/** Retries come due without a hint, and hints may be missed; many idle workers that look often cost a server much. */
const lookAgainMs = 4_000

/**
 * Takes the next jobs that fit the session; where there is none, waits for one until the time is up or the signal
 * aborts.
 */
export async function claimWork(
  deps: RunDeps,
  actor: Actor,
  { session_id, wait_seconds, signal, ...wanted }: z.output<typeof workClaimInput> & { readonly signal: AbortSignal },
): Promise<z.infer<typeof claimedWork>> {
  const until = performance.now() + wait_seconds * 1000
  using watch = deps.signals.watch(channels.jobs, session_id)
  for (;;) {
    const session = await requireSession(deps, actor, { session_id })
    const { jobs, is_partial } = await claimJobs(deps, toClaimRequest(deps, session, wanted))
    const left_ms = until - performance.now()
    if (jobs.length > 0 || left_ms <= 0) return { jobs: jobs.map(toWorkJob), is_partial }
    await watch.next(Math.min(left_ms, lookAgainMs), signal)
    // who has left would not get what is claimed
    signal.throwIfAborted()
  }
}

export function toWorkJob({ worker_id: _, ...job }: ClaimedJob): z.infer<typeof workJob> {
  return workJob.parse(job)
}

/** What the session holds; waits until something of it is to stop, the time is up, or the signal aborts. */
export async function listHeldWork(
  deps: RunDeps,
  actor: Actor,
  { session_id, wait_seconds, signal }: z.output<typeof workHeldInput> & { readonly signal: AbortSignal },
): Promise<z.infer<typeof heldWork>> {
  const until = performance.now() + wait_seconds * 1000
  const hinted = Promise.withResolvers<void>()
  const stop = deps.signals.subscribe(channels.stops, () => hinted.resolve())
  try {
    await requireSession(deps, actor, { session_id })
    const items = await listHeldAttempts(deps.db, session_id)
    const left_ms = until - performance.now()
    if (left_ms <= 0 || items.some(({ stop_requested }) => stop_requested)) return { items }
    await within(hinted.promise, left_ms, signal)
    signal.throwIfAborted()
    return { items: await listHeldAttempts(deps.db, session_id) }
  } finally {
    stop()
  }
}

async function within(promise: Promise<void>, timeout_ms: number, signal: AbortSignal): Promise<void> {
  const end = Promise.withResolvers<void>()
  const timer = setTimeout(end.resolve, timeout_ms)
  signal.addEventListener('abort', () => end.resolve(), { once: true })
  await Promise.race([promise, end.promise])
  clearTimeout(timer)
}

/** Takes back attempts that were declared lost while the program was out of reach, unless somebody else has them. */
export async function readoptWork(
  deps: RunDeps,
  actor: Actor,
  { session_id, attempts }: z.output<typeof workReadoptInput>,
): Promise<z.infer<typeof readoptedWork>> {
  const session = await requireSession(deps, actor, { session_id })
  return { job_ids: [...(await takeBack(deps, session, attempts))] }
}

/** The ids of the jobs that the session has again. It gets none that it never had. */
export async function takeBack(
  deps: RunDeps,
  session: WorkerRow,
  attempts: readonly HeldAttempt[],
): Promise<ReadonlySet<string>> {
  const known = await withRuns(deps, attempts)
  const given = await findGivenTo(deps.db, { session_id: session.id, attempts: known })
  return readoptAttempts(deps, { ...offeringOf(session), attempts: given })
}

/** Those of which there is a job, with its run: who asks may say anything. */
export async function withRuns<Attempt extends HeldAttempt>(
  { db }: Pick<RunDeps, 'db'>,
  attempts: readonly Attempt[],
): Promise<Attempt[]> {
  const jobs = await findJobsOfAttempts(db, attempts)
  return attempts.flatMap((attempt) => {
    const job = jobs.get(attempt.job_id)
    return job ? [{ ...attempt, run_id: job.run_id }] : []
  })
}

export function toClaimRequest(
  { settings }: Pick<RunDeps, 'settings'>,
  session: WorkerRow,
  { slots, kinds }: { readonly slots: number; readonly kinds?: readonly string[] | undefined },
): ClaimRequest {
  return {
    ...offeringOf(session),
    slots: Math.min(slots, session.slots),
    kinds: kinds ?? session.kinds,
    placements: session.placements,
    owners: ownersOf(session),
    max_running_per_owner: settings.max_running_jobs_per_user,
  }
}

function offeringOf({ id, offers }: WorkerRow): Pick<ClaimRequest, 'worker_id' | 'offers'> {
  return { worker_id: id, offers: offers ?? undefined }
}
