import { type Actor, viewerOf } from '@assay/access'
import { findJobOutput, getReadableJob } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { type Download, toDownload } from '../file/download.ts'
import type { RunDeps } from './deps.ts'
import { checkDownload } from './job-kind.ts'

/** Throws DATASET_NOT_FOUND for answers to examples that the actor may not see. */
export async function downloadJobOutput(
  deps: RunDeps,
  actor: Actor,
  { job_id, name }: { job_id: string; name: string },
): Promise<Download> {
  const viewer = viewerOf(actor)
  const job = await getReadableJob(deps.db, { id: job_id, viewer })
  if (job.owner_id !== viewer.user_id) await checkDownload(deps, { job, name, viewer })
  const blob = await findJobOutput(deps.db, { job_id, name })
  if (!blob) throw new DomainError('OUTPUT_NOT_FOUND', { job_id, name })
  return toDownload(deps, blob, name)
}
