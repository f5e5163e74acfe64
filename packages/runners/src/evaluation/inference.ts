import { join } from 'node:path'
import { predictionOutput } from '@assay/compute'
import type { Runner } from '@assay/dispatch'
import { inferenceSpec } from '@assay/schemas'
import { writeAnswers } from './answers.ts'
import type { EvaluationDeps } from './evaluation-deps.ts'
import { scratchDirectory } from './scratch.ts'

/** A model over the examples of a dataset: one row of predictions for each example. */
export function createInferenceRunner(deps: EvaluationDeps): Runner {
  return async (job, context) => {
    const spec = inferenceSpec.parse(job.spec)
    await using dataset = await deps.store.dataset(job, spec)
    await using scratch = await scratchDirectory(deps)
    const path = join(scratch.path, 'predictions.parquet')
    const result = await writeAnswers(deps, { job, context, spec, dataset, output_path: path })
    const { signal } = context
    return { result, outputs: [await deps.store.keep(job, { name: predictionOutput, path, signal })] }
  }
}
