import {
  compareRuns,
  createExperiment,
  estimateEvaluation,
  evaluate,
  exportToMlflow,
  getOwnExperiment,
  importExperiment,
  listOwnExperiments,
  removeExperiment,
} from '@assay/core'
import {
  compareInput,
  comparison,
  estimateInput,
  evaluateInput,
  evaluationEstimate,
  experiment,
  experimentCreateInput,
  experimentImport,
  experimentImportInput,
  experimentListInput,
  experimentPage,
  experimentRef,
  mlflowExport,
  mlflowExportInput,
  runList,
} from '@assay/schemas'
import { change, done, quietly, read, tryRepeatableChange } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const experiments = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/experiments',
      summary: 'Make an experiment',
      errors: [
        'DATASET_NOT_FOUND',
        'DATASET_NOT_READY',
        'DATASET_FAILED',
        'DATASET_NOT_A_TABLE',
        'COLUMN_UNKNOWN',
        'METRIC_UNKNOWN',
        'SCORE_NEUTRAL',
        'LANGUAGE_UNKNOWN',
        'JUDGE_NOT_FOUND',
      ],
      creates: '/experiments',
    })
    .input(experimentCreateInput)
    .output(experiment)
    .mutation(change(createExperiment)),
  get: procedure
    .meta({ method: 'GET', path: '/experiments/{experiment_id}', summary: 'Get an experiment' })
    .input(experimentRef)
    .output(experiment)
    .query(read(getOwnExperiment)),
  list: procedure
    .meta({ method: 'GET', path: '/experiments', summary: 'List your experiments' })
    .input(experimentListInput)
    .output(experimentPage)
    .query(read(listOwnExperiments)),
  delete: procedure
    .meta({
      method: 'DELETE',
      path: '/experiments/{experiment_id}',
      summary: 'Delete an experiment with its runs',
      errors: ['RUN_NOT_FINISHED'],
    })
    .input(experimentRef)
    .output(done)
    .mutation(change(quietly(removeExperiment))),
  estimate: procedure
    .meta({
      method: 'POST',
      path: '/experiments/{experiment_id}/estimate',
      summary: 'Estimate what an evaluation would take: calls, tokens, cost, time',
      errors: [
        ...['DATASET_NOT_FOUND', 'MODEL_UNKNOWN', 'MODEL_ALIAS_CYCLE', 'SECRET_NOT_FOUND', 'COLUMN_MISSING'],
        ...['COLUMN_NESTED', 'COLUMN_EMPTY', 'COLUMN_UNKNOWN', 'TABLE_BUSY', 'TABLE_TIMEOUT'],
      ] as const,
    })
    .input(estimateInput)
    .output(evaluationEstimate)
    .query(read(estimateEvaluation)),
  evaluate: procedure
    .meta({
      method: 'POST',
      path: '/experiments/{experiment_id}/runs',
      summary: 'Evaluate models: one run each',
      errors: [
        'DATASET_NOT_FOUND',
        'DATASET_NOT_READY',
        'DATASET_FAILED',
        'MODEL_UNKNOWN',
        'MODEL_ALIAS_CYCLE',
        'METRIC_UNKNOWN',
        'METRIC_UNAVAILABLE',
        'COLUMN_MISSING',
        'COLUMN_EMPTY',
        'COLUMN_NESTED',
        'COLUMN_UNKNOWN',
        'SECRET_NOT_FOUND',
        'QUOTA_REACHED',
      ],
      creates: '/runs',
    })
    .input(evaluateInput)
    .output(runList)
    .mutation(change(evaluate)),
  compare: procedure
    .meta({
      method: 'POST',
      path: '/experiments/{experiment_id}/comparisons',
      summary: 'Compare runs and say which to trust',
      errors: [
        'COMPARISON_TOO_FEW',
        'COMPARISON_RUNS_OPEN',
        'RUN_NOT_FOUND',
        'RUN_NOT_FINISHED',
        'METRIC_UNKNOWN',
        'SCORE_MISSING',
        'SCORE_NEUTRAL',
      ],
      creates: '/comparisons',
    })
    .input(compareInput)
    .output(comparison)
    .mutation(change(compareRuns)),
  import: procedure
    .meta({
      method: 'POST',
      path: '/experiments/import',
      summary: 'Make an experiment of the bundle of one',
      errors: [
        ...['UPLOAD_NOT_FOUND', 'UPLOAD_INCOMPLETE', 'UPLOAD_USED', 'BUNDLE_INVALID'],
        ...['QUOTA_REACHED', 'STORAGE_FULL', 'TABLE_BUSY', 'TABLE_TIMEOUT'],
      ] as const,
    })
    .input(experimentImportInput)
    .output(experimentImport)
    .mutation(tryRepeatableChange(importExperiment)),
  export_to_mlflow: procedure
    .meta({
      method: 'POST',
      path: '/experiments/{experiment_id}/mlflow',
      summary: 'Write the runs of an experiment to an MLflow server',
      errors: ['SECRET_NOT_FOUND', 'URL_REFUSED', 'MLFLOW_FAILED'],
    })
    .input(mlflowExportInput)
    .output(mlflowExport)
    .mutation(tryRepeatableChange(exportToMlflow)),
})
