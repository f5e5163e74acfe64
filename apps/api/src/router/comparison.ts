import {
  createComparison,
  getOwnComparison,
  listOwnComparisons,
  readComparisonExamples,
  readDistributions,
  sliceComparison,
  verifyBundle,
} from '@assay/core'
import {
  comparison,
  comparisonCreateInput,
  comparisonDistributions,
  comparisonDistributionsInput,
  comparisonExamples,
  comparisonExamplesInput,
  comparisonListInput,
  comparisonPage,
  comparisonRef,
  comparisonSlices,
  comparisonSlicesInput,
  comparisonVerification,
  comparisonVerifyInput,
} from '@assay/schemas'
import { change, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'
import { waiting } from './waiting.ts'

export const comparisons = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/comparisons',
      summary: 'Compare runs, of whatever experiments, on the same dataset version',
      errors: [
        'COMPARISON_TOO_FEW',
        'COMPARISON_DATASETS_DIFFER',
        'COMPARISON_NOTHING_SHARED',
        'RUN_NOT_FOUND',
        'RUN_NOT_FINISHED',
        'METRIC_UNKNOWN',
        'SCORE_MISSING',
      ],
      creates: '/comparisons',
    })
    .input(comparisonCreateInput)
    .output(comparison)
    .mutation(change(createComparison)),
  get: procedure
    .meta({ method: 'GET', path: '/comparisons/{comparison_id}', summary: 'Get a comparison' })
    .input(comparisonRef.extend(waiting))
    .output(comparison)
    .query(read(getOwnComparison)),
  list: procedure
    .meta({
      method: 'GET',
      path: '/comparisons',
      summary: 'List your comparisons, newest first',
      errors: ['EXPERIMENT_NOT_FOUND'],
    })
    .input(comparisonListInput)
    .output(comparisonPage)
    .query(read(listOwnComparisons)),
  slices: procedure
    .meta({
      method: 'GET',
      path: '/comparisons/{comparison_id}/slices',
      summary: 'Compare slice by slice of a column',
      errors: [
        'COMPARISON_NOT_READY',
        'COLUMN_UNKNOWN',
        'METRIC_UNKNOWN',
        'SCORE_MISSING',
        'SLICES_TOO_MANY',
        'COMPUTATION_TOO_LARGE',
        'DATASET_NOT_FOUND',
        'RUN_NOT_FOUND',
      ],
    })
    .input(comparisonSlicesInput)
    .output(comparisonSlices)
    .query(read(sliceComparison)),
  distributions: procedure
    .meta({
      method: 'GET',
      path: '/comparisons/{comparison_id}/distributions',
      summary: 'Read how a score is spread over the examples',
      errors: ['COMPARISON_NOT_READY', 'METRIC_UNKNOWN', 'SCORE_MISSING'],
    })
    .input(comparisonDistributionsInput)
    .output(comparisonDistributions)
    .query(read(readDistributions)),
  examples: procedure
    .meta({
      method: 'GET',
      path: '/comparisons/{comparison_id}/examples',
      summary: 'Read two runs example by example',
      errors: [
        'COMPARISON_NOT_READY',
        'RUN_NOT_FOUND',
        'METRIC_UNKNOWN',
        'SCORE_MISSING',
        'SCORE_NEUTRAL',
        'CURSOR_INVALID',
        'COLUMN_UNKNOWN',
        'DATASET_NOT_FOUND',
      ],
    })
    .input(comparisonExamplesInput)
    .output(comparisonExamples)
    .query(read(readComparisonExamples)),
  verify: procedure
    .meta({
      method: 'POST',
      path: '/comparisons/verify',
      summary: 'Compute the comparison of an uploaded bundle again',
      errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_INCOMPLETE', 'BUNDLE_INVALID', 'COMPUTATION_TOO_LARGE'],
    })
    .input(comparisonVerifyInput)
    .output(comparisonVerification)
    .query(read(verifyBundle)),
})
