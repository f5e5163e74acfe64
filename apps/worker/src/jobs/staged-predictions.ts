import { predictionOutput, stageObject } from '@assay/core'
import { findNeededOutputs } from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { JobDeps } from './job-deps.ts'

interface Staging {
  readonly job_id: string
  readonly spec: { readonly predictions: 'inference' | 'column' }
  readonly stack: AsyncDisposableStack
}

/** One prediction file for each inference job that this one needs; none when a column holds the predictions. */
export async function stagePredictions(deps: JobDeps, { job_id, spec, stack }: Staging): Promise<string[]> {
  return spec.predictions === 'column' ? [] : stageNeeded(deps, { job_id, name: predictionOutput, stack })
}

interface Needed extends Pick<Staging, 'job_id' | 'stack'> {
  readonly name: string
}

/** The outputs of this name of the jobs that this one needs, in the order of these. Throws OUTPUT_NOT_FOUND. */
export async function stageNeeded(deps: JobDeps, { job_id, name, stack }: Needed): Promise<string[]> {
  const paths: string[] = []
  for (const blob of await findNeededOutputs(deps.db, { job_id, name })) {
    paths.push(stack.use(await stageObject(deps, blob.object_key)).path)
  }
  if (paths.length === 0) throw new DomainError('OUTPUT_NOT_FOUND', { job_id, name })
  return paths
}
