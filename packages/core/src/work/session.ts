import type { Actor } from '@assay/access'
import { findWorker, findWorkSession, ownersOf, renewWorkSession, type WorkerRow } from '@assay/db'
import { closeWorkerSession, listHeldAttempts, openWorkerSession, settleAttempts } from '@assay/engine'
import { DomainError, executorLabels, type WorkSession, type workOpenInput } from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from '../run/deps.ts'

export interface InSession {
  readonly session_id: string
}

/** Opens a session for a program of the worker that asks. Throws FORBIDDEN. */
export async function openWork(
  { db }: Pick<RunDeps, 'db'>,
  actor: Actor,
  { offers, executors, ...session }: z.output<typeof workOpenInput>,
): Promise<WorkSession> {
  const worker_id = workerOf(actor)
  const worker = await findWorker(db, { id: worker_id, owner_id: null })
  if (!worker) throw new DomainError('CREDENTIALS_INVALID', {})
  const id = await openWorkerSession(db, {
    ...session,
    registration_id: worker_id,
    owners: ownersOf(worker),
    offers: offers && {
      ...offers,
      labels: [...new Set([...offers.labels, ...worker.labels, ...executors.flatMap(executorLabels)])],
    },
    placements: ['worker', 'any'],
    is_draining: worker.draining_at !== null,
  })
  return toSession(await requireSession({ db }, actor, { session_id: id }))
}

/** Keeps what the session holds from being declared lost. Throws WORK_SESSION_NOT_FOUND. */
export async function renewWork(
  { db }: Pick<RunDeps, 'db'>,
  actor: Actor,
  { session_id }: InSession,
): Promise<WorkSession> {
  const row = await renewWorkSession(db, { id: session_id, registration_id: workerOf(actor) })
  if (!row) throw new DomainError('WORK_SESSION_NOT_FOUND', { session_id })
  return toSession(row)
}

/** Ends a session; what it still holds is handed back. Throws WORK_SESSION_NOT_FOUND. */
export async function closeWork(deps: RunDeps, actor: Actor, { session_id }: InSession): Promise<void> {
  const { id: worker_id } = await requireSession(deps, actor, { session_id })
  const held = await listHeldAttempts(deps.db, worker_id)
  await settleAttempts(
    deps,
    held.map((attempt) => ({ ...attempt, worker_id, end: { kind: 'handed_back' } })),
  )
  await closeWorkerSession(deps.db, worker_id)
}

/** Throws WORK_SESSION_NOT_FOUND, also for that of another worker. */
export async function requireSession(
  { db }: Pick<RunDeps, 'db'>,
  actor: Actor,
  { session_id }: InSession,
): Promise<WorkerRow> {
  const row = await findWorkSession(db, { id: session_id, registration_id: workerOf(actor) })
  if (!row) throw new DomainError('WORK_SESSION_NOT_FOUND', { session_id })
  return row
}

export function workerOf({ worker_id }: Actor): string {
  if (worker_id === undefined) throw new DomainError('FORBIDDEN', { needs: { credential: 'worker' } })
  return worker_id
}

function toSession({ id, registration_id, lease_seconds, gives_up_seconds, draining_at }: WorkerRow): WorkSession {
  if (registration_id === null) throw new TypeError(`the session ${id} is of no worker that gets its jobs over HTTP`)
  return { id, worker_id: registration_id, lease_seconds, gives_up_seconds, draining: draining_at !== null }
}
