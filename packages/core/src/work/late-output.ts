import type { Actor } from '@assay/access'
import { findPulledJob, holdRun, insertLateOutput } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import { placeOutputs } from '../application/placed-outputs.ts'
import type { FileDeps } from '../file/deps.ts'
import { storeBody } from '../file/put-content.ts'
import type { RunDeps } from '../run/deps.ts'
import type { OutputContent } from './bytes.ts'
import { checkName } from './output-name.ts'
import { workerOf } from './session.ts'

type Late = Pick<OutputContent, 'name' | 'path' | 'body'> & { readonly number: number }

/**
 * Keeps a file that a pulled job has left which failed: its log tells why. From the worker that had it, until another
 * has a job of its number. Throws NUMBERED_JOB_NOT_FOUND, INPUT_INVALID, QUOTA_REACHED, STORAGE_FULL.
 */
export async function putLateOutput(
  deps: RunDeps & FileDeps,
  actor: Actor,
  { number, name, path, body }: Late,
): Promise<void> {
  const job = await findFailed(deps, actor, number)
  checkName({ name, path, spec: job.spec })
  const { object_key, ...stored } = await storeBody(deps, { owner_id: job.owner_id, body, size_bytes: undefined })
  try {
    await transact(deps, async (trx) => {
      await holdRun(trx, job.run_id)
      await findFailed({ ...deps, db: trx }, actor, number)
      const { owner_id, id: job_id } = job
      await insertLateOutput(trx, { ...stored, owner_id, job_id, name, path, object_key })
      await placeOutputs(trx, [job_id])
    })
  } catch (error) {
    await deps.storage.delete(object_key)
    throw error
  }
}

async function findFailed({ db }: Pick<RunDeps, 'db'>, actor: Actor, number: number) {
  const job = await findPulledJob(db, { number, registration_id: workerOf(actor) })
  if (job?.state === 'failed' && job.is_wanted) return job
  throw new DomainError('NUMBERED_JOB_NOT_FOUND', { number })
}
