import { type Actor, viewerOf } from '@assay/access'
import { findJobOutput, getDatasetOfRuns, getReadableJob } from '@assay/db'
import { DomainError, inferenceSpec } from '@assay/schemas'
import { type Download, toDownload } from '../data/download.ts'
import type { RunDeps } from './deps.ts'

/** An output of a job. Throws DATASET_NOT_FOUND for answers to examples that the actor may not see. */
export async function downloadJobOutput(
  deps: RunDeps,
  actor: Actor,
  { job_id, name }: { job_id: string; name: string },
): Promise<Download> {
  const viewer = viewerOf(actor)
  const job = await getReadableJob(deps.db, { id: job_id, viewer })
  // a model's answers can hold the input: others than who ran it see them where they may see the examples
  if (job.kind === 'inference' && job.owner_id !== viewer.user_id) {
    const { dataset_id } = inferenceSpec.parse(job.spec)
    await getDatasetOfRuns(deps.db, { id: dataset_id, viewer, run_ids: [job.run_id] })
  }
  const blob = await findJobOutput(deps.db, { job_id, name })
  if (!blob) throw new DomainError('OUTPUT_NOT_FOUND', { job_id, name })
  return toDownload(deps, blob, name)
}
