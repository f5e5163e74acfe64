import type { AccessDeps, Actor } from '@assay/access'
import type { AttemptIdentity } from '@assay/db'
import { applicationSpec, DomainError, type JobMaterial } from '@assay/schemas'
import type { RunDeps } from '../run/deps.ts'
import { requireHeldJob } from './attempt.ts'
import type { InSession } from './session.ts'

/** All that the job of an attempt is given besides its spec. Throws ATTEMPT_SUPERSEDED, SECRET_NOT_FOUND. */
export async function getWorkMaterial(
  deps: RunDeps & Pick<AccessDeps, 'secret_box'>,
  actor: Actor,
  attempt: AttemptIdentity & InSession,
): Promise<JobMaterial> {
  const { spec } = await requireHeldJob(deps, actor, attempt)
  const read = applicationSpec.safeParse(spec)
  if (!read.success)
    throw new DomainError('INPUT_INVALID', { issues: [{ path: 'job_id', message: 'has no material' }] })
  return { inputs: read.data.inputs, secrets: {}, registry: null }
}
