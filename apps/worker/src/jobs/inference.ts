import { join } from 'node:path'
import { predictionOutput, scratchDirectory } from '@assay/core'
import type { Runner } from '@assay/dispatch'
import { inferenceSpec } from '@assay/schemas'
import { writeAnswers } from './answers.ts'
import { stageDataset } from './dataset-table.ts'
import type { JobDeps } from './job-deps.ts'
import { keepOutput } from './output.ts'

/** A model over the examples of a dataset: one row of predictions for each example. */
export function createInferenceRunner(deps: JobDeps): Runner {
  return async (job, context) => {
    const spec = inferenceSpec.parse(job.spec)
    await using dataset = await stageDataset(deps, spec)
    await using scratch = await scratchDirectory(deps)
    const path = join(scratch.path, 'predictions.parquet')
    const result = await writeAnswers(deps, { job, context, spec, dataset, output_path: path })
    const { signal } = context
    return { result, outputs: [await keepOutput(deps, { name: predictionOutput, path, signal })] }
  }
}
