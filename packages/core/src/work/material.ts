import type { AccessDeps, Actor } from '@assay/access'
import type { AttemptIdentity } from '@assay/db'
import type { JobMaterial } from '@assay/schemas'
import { readMaterial } from '../application/material.ts'
import type { RunDeps } from '../run/deps.ts'
import { requireHeldJob } from './attempt.ts'
import type { InSession } from './session.ts'

/** All that the job of an attempt is given besides its spec. Throws ATTEMPT_SUPERSEDED, SECRET_NOT_FOUND. */
export async function getWorkMaterial(
  deps: RunDeps & Pick<AccessDeps, 'secret_box'>,
  actor: Actor,
  { session_id, ...attempt }: AttemptIdentity & InSession,
): Promise<JobMaterial> {
  const { run_id } = await requireHeldJob(deps, actor, { session_id, ...attempt })
  return readMaterial(deps, { ...attempt, run_id, worker_id: session_id })
}
