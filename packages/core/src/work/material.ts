import type { Actor } from '@assay/access'
import type { AttemptIdentity } from '@assay/db'
import { DomainError, type JobMaterial } from '@assay/schemas'
import type { RunDeps } from '../run/deps.ts'
import { requireHeldJob } from './attempt.ts'
import type { InSession } from './session.ts'

/** All that the job of an attempt is given besides its spec. Throws ATTEMPT_SUPERSEDED, SECRET_NOT_FOUND. */
export async function getWorkMaterial(
  deps: RunDeps,
  actor: Actor,
  { session_id, ...attempt }: AttemptIdentity & InSession,
): Promise<JobMaterial> {
  const { run_id, owner_id, kind, spec } = await requireHeldJob(deps, actor, { session_id, ...attempt })
  const given = await deps.kinds[kind].material?.(deps, {
    attempt: { ...attempt, run_id, worker_id: session_id },
    owner_id,
    spec,
  })
  if (given) return given
  throw new DomainError('WORK_REFUSED', { reason: `It is given nothing for jobs of the kind ${kind}.` })
}
