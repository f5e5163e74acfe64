export {
  type ApplicationRunnerOptions,
  createApplicationRunner,
  type Executors,
} from './application-runner.ts'
export { findCapacity } from './capacity.ts'
export { openModelOf, writeAnswers } from './evaluation/answers.ts'
export { openCheckpoint } from './evaluation/checkpoint.ts'
export { createEvaluationRunner } from './evaluation/evaluation.ts'
export type { EvaluationDeps } from './evaluation/evaluation-deps.ts'
export type { CheckpointParts, DatasetTable, EvaluationStore, LocalFile } from './evaluation/evaluation-store.ts'
export { EvaluationTotals } from './evaluation/evaluation-totals.ts'
export { createInferenceRunner } from './evaluation/inference.ts'
export { InferenceTotals } from './evaluation/inference-totals.ts'
export { type Predicted, readPredicted } from './evaluation/predicted.ts'
export type { ScoredBatch } from './evaluation/score-batches.ts'
export { scoreNames, scoreRows } from './evaluation/score-rows.ts'
export { keepToBudget } from './evaluation/spending.ts'
export { stagePredictions } from './evaluation/staged-predictions.ts'
export { isBlank } from './evaluation/text-value.ts'
export type { JobBytes, LeftFile, OwnAttempt } from './job-bytes.ts'
export { type NumberedPlace, takeNumberedPlace } from './numbered-place.ts'
export { asStored } from './staging.ts'
export { openWorkDirectory, type WorkDirectory } from './work-directory.ts'
