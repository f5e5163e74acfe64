import { join } from 'node:path'
import { answerColumn, predictionOutput } from '@assay/compute'
import { annotatedFileName, annotatedOutput, scratchDirectory, writeAnnotated } from '@assay/core'
import { newId } from '@assay/db'
import type { Runner } from '@assay/dispatch'
import { type EvaluationDeps, writeAnswers } from '@assay/runners'
import { type AnnotationResult, annotationSpec } from '@assay/schemas'
import { stageDataset } from './dataset-table.ts'
import type { JobDeps } from './job-deps.ts'
import { keepOutput } from './output.ts'

/** A model writes the references of a dataset: its answers, and a table with them, which becomes the new version. */
export function createAnnotationRunner(deps: JobDeps & EvaluationDeps): Runner {
  return async (job, context) => {
    const { signal } = context
    const spec = annotationSpec.parse(job.spec)
    await using dataset = await stageDataset(deps, spec)
    await using scratch = await scratchDirectory(deps)
    const answers = join(scratch.path, 'predictions.parquet')
    const asked = { ...spec, repeat: 0 }
    const result = await writeAnswers(deps, { job, context, spec: asked, dataset, output_path: answers })
    const columns = { [spec.columns.reference]: answerColumn }
    const directory = scratch.path
    const table = await writeAnnotated(deps, { dataset, written: answers, columns, directory, signal })
    const written = await keepOutput(deps, { name: annotatedOutput, path: table.path, signal })
    return {
      result: { ...result, dataset_id: newId(), table: table.holds } satisfies AnnotationResult,
      outputs: [
        await keepOutput(deps, { name: predictionOutput, path: answers, signal }),
        { ...written, path: annotatedFileName(spec.name) },
      ],
    }
  }
}
