import type { Actor } from '@assay/access'
import { type AttemptIdentity, findHeldJob } from '@assay/db'
import { appendLogs, listHeldAttempts, noteProgress } from '@assay/engine'
import { DomainError, type workLogInput, type workNoteInput } from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from '../run/deps.ts'
import { takeBack, withRuns } from './claim.ts'
import { type InSession, requireSession } from './session.ts'

/** Notes how far attempts have come; a note of one that was superseded is dropped. */
export async function noteWork(
  deps: RunDeps,
  actor: Actor,
  { session_id, notes }: z.output<typeof workNoteInput>,
): Promise<void> {
  await requireSession(deps, actor, { session_id })
  await noteProgress(
    deps,
    (await withRuns(deps, notes)).map((note) => ({ ...note, worker_id: session_id })),
  )
}

/**
 * Adds to the logs of attempts, each chunk once however often it comes. What an attempt wrote while it was taken to be
 * lost counts, unless somebody else has the job; of one that was superseded nothing is kept.
 */
export async function logWork(
  deps: RunDeps,
  actor: Actor,
  { session_id, entries }: z.output<typeof workLogInput>,
): Promise<void> {
  const session = await requireSession(deps, actor, { session_id })
  const held = new Set((await listHeldAttempts(deps.db, session_id)).map(nameOf))
  const lost = new Map(entries.filter((entry) => !held.has(nameOf(entry))).map((entry) => [nameOf(entry), entry]))
  const unheld = [...lost.values()].map(({ job_id, run_id, attempt }) => ({ job_id, run_id, attempt }))
  if (unheld.length > 0) await takeBack(deps, session, unheld)
  const complete = await appendLogs(deps, { worker_id: session_id, entries })
  if (complete.length === 0) return
  await deps.db.transaction().execute((trx) => deps.queue.enqueueAll(trx, 'log.store', complete))
}

/**
 * The job of an attempt that the session holds, or takes back now because it was declared lost and nobody else has it.
 * Throws ATTEMPT_SUPERSEDED.
 */
export async function requireHeldJob(deps: RunDeps, actor: Actor, attempt: AttemptIdentity & InSession) {
  const session = await requireSession(deps, actor, attempt)
  const held = await findHeldJob(deps.db, attempt)
  if (held) return held
  const { job_id, attempt: number } = attempt
  await takeBack(deps, session, [{ job_id, run_id: '', attempt: number }])
  const again = await findHeldJob(deps.db, attempt)
  if (!again) throw new DomainError('ATTEMPT_SUPERSEDED', { job_id, attempt: number })
  return again
}

function nameOf({ job_id, attempt }: AttemptIdentity): string {
  return `${job_id}/${attempt}`
}
