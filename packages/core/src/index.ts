export { type AbandonedMessage, abandonMessage } from './abandon.ts'
export { deleteObject, sweepExpired, sweepObjects } from './clean-up.ts'
export { getOwnComparison, listOwnComparisons } from './comparison/comparison.ts'
export { computeComparison } from './comparison/compute.ts'
export { readComparisonExamples } from './comparison/examples/examples.ts'
export { compareRuns, createComparison } from './comparison/question/compare.ts'
export { sliceComparison } from './comparison/slices/slices.ts'
export {
  createDataset,
  getDataset,
  listOwnDatasets,
  readDatasetRows,
  removeDataset,
} from './data/dataset.ts'
export { type Download, downloadDataset } from './data/download.ts'
export { ingestDataset } from './data/ingest.ts'
export { newObjectKey } from './data/object-key.ts'
export { type StagedObject, scratchDirectory, stageObject, stageTable } from './data/staged.ts'
export { appendToUpload, completeUpload, createUpload, getOwnUpload, type UploadChunk } from './data/upload.ts'
export { listDeadLetters, redriveDeadLetter } from './dead-letter.ts'
export type { CoreDeps, CoreSettings } from './deps.ts'
export { deleteUserWithAll } from './end-account.ts'
export { evaluate } from './evaluation/evaluate.ts'
export { readRunExamples } from './evaluation/example.ts'
export { createExperiment, getOwnExperiment, listOwnExperiments, removeExperiment } from './evaluation/experiment.ts'
export { explainScore } from './evaluation/explain.ts'
export { listMetrics } from './evaluation/metric.ts'
export { listModels } from './evaluation/model.ts'
export {
  type KeptPrediction,
  keptPredictionColumns,
  predictionColumns,
  predictionOutput,
  toKeptPrediction,
  toPredictionRow,
} from './evaluation/prediction-file.ts'
export { verifyBundle } from './export/bundle/verify-bundle.ts'
export { type ComparisonExport, exportComparison } from './export/export-comparison.ts'
export { checkDependencies, countLiveJobs, type Dependencies } from './health.ts'
export { type CoreOptions, type OpenCore, openCore } from './open-core.ts'
export { namesThings, resolveReferences } from './reference.ts'
export { checkpointPrefix, sweepCheckpoints } from './run/checkpoint.ts'
export { followEvents } from './run/event.ts'
export { getJob, listOwnJobs } from './run/job.ts'
export { downloadJobOutput } from './run/output.ts'
export { getRunDetail, listOwnRuns, removeRun, retryRun, stopRun } from './run/run.ts'
export { prepareSample } from './sample.ts'
