import { predictionOutput } from '@assay/compute'
import { type ClaimedJob, DomainError, type EvaluationSpec } from '@assay/schemas'
import type { EvaluationDeps } from './evaluation-deps.ts'

interface Staging {
  readonly job: ClaimedJob
  readonly spec: Pick<EvaluationSpec, 'predictions'>
  readonly stack: AsyncDisposableStack
}

/** One prediction file for each inference job that this one needs; none when a column holds the predictions. */
export async function stagePredictions(deps: EvaluationDeps, { job, spec, stack }: Staging): Promise<string[]> {
  return spec.predictions === 'column' ? [] : stageNeeded(deps, { job, name: predictionOutput, stack })
}

interface Needed extends Pick<Staging, 'job' | 'stack'> {
  readonly name: string
}

/** The outputs of this name of the jobs that this one needs, in the order of these. Throws OUTPUT_NOT_FOUND. */
export async function stageNeeded(deps: EvaluationDeps, { job, name, stack }: Needed): Promise<string[]> {
  const files = await deps.store.needed(job, name)
  for (const file of files) stack.use(file)
  if (files.length === 0) throw new DomainError('OUTPUT_NOT_FOUND', { job_id: job.id, name })
  return files.map(({ path }) => path)
}
