export { freeMemory } from '@assay/storage'
export { type AbandonedMessage, abandonMessage } from './abandon.ts'
export { applyApplications, planApplications } from './application/catalogue/apply.ts'
export {
  describeRunParameters,
  downloadEntrypointFile,
  getApplication,
  listApplications,
  removeApplication,
} from './application/catalogue/catalogue.ts'
export { parameterSchema } from './application/catalogue/parameter-schema.ts'
export { requirementsOf } from './application/job-requirements.ts'
export {
  type OwnAttempt,
  openMaterial,
  readMaterial,
  type WrittenOutput,
  writeOutput,
} from './application/material.ts'
export { placeOutputs } from './application/placed-outputs.ts'
export { createRun } from './application/submission/create-run.ts'
export { watchCatalogue } from './application/watched-catalogue/watch-catalogue.ts'
export { deleteObjects, sweepExpired, sweepObjects } from './clean-up.ts'
export { getOwnComparison, listOwnComparisons } from './comparison/comparison.ts'
export { computeComparison } from './comparison/compute.ts'
export { readComparisonExamples } from './comparison/examples/examples.ts'
export { compareRuns, createComparison } from './comparison/question/compare.ts'
export { sliceComparison } from './comparison/slices/slices.ts'
export { namesOf } from './data/column.ts'
export { getDataset, listOwnDatasets, readDatasetRows, removeDataset } from './data/dataset.ts'
export { downloadDataset } from './data/download.ts'
export { fetchDataset } from './data/fetch/fetch.ts'
export { createDatasetFromUrl } from './data/fetch/from-url.ts'
export { downloadFileOfDataset, listFilesOfDataset } from './data/files/dataset-files.ts'
export { pathColumn } from './data/files/file-table.ts'
export { createDatasetFromFiles } from './data/files/from-files.ts'
export { zipDataset } from './data/files/zip-dataset.ts'
export { ingestDataset } from './data/ingest.ts'
export { createDataset } from './data/new-version.ts'
export { createDatasetFromFile } from './data/small-file.ts'
export { stageTable } from './data/staged-table.ts'
export { formatOf } from './data/table-file.ts'
export { listDeadLetters, redriveDeadLetter } from './dead-letter.ts'
export type { CoreDeps, CoreSettings } from './deps.ts'
export { deleteUserWithAll } from './end-account.ts'
export { applicationMetric } from './evaluation/application-metric.ts'
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
export { hashStoredBlob } from './file/blob-hash.ts'
export { attachment, shown } from './file/content-disposition.ts'
export { copyFile } from './file/copy.ts'
export { signUploadParts } from './file/direct-upload.ts'
export type { Download } from './file/download.ts'
export { getFile, getFileUsage, listOwnFiles } from './file/file.ts'
export { downloadFile } from './file/file-download.ts'
export { createFolder } from './file/folder.ts'
export { moveFile } from './file/move.ts'
export { newObjectKey } from './file/object-key.ts'
export { putFile } from './file/put.ts'
export { type FileContent, putFileContent } from './file/put-content.ts'
export { type ManyFiles, putManyFiles } from './file/put-many.ts'
export { removeFile } from './file/remove.ts'
export { createFileUrl, openFileUrl, type SignedDownload } from './file/signed-url.ts'
export { type StagedObject, scratchDirectory, stageObject } from './file/staged.ts'
export { appendToUpload, completeUpload, createUpload, getOwnUpload, type UploadChunk } from './file/upload.ts'
export { type FilesZip, zipFiles } from './file/zip/zip-files.ts'
export { checkDependencies, countLiveJobs, type Dependencies } from './health.ts'
export { deliverToWebhook } from './notification/deliver.ts'
export { getOwnDelivery, listDeliveries, redeliver, replayWebhook, testWebhook } from './notification/delivery.ts'
export { tellOfEnded } from './notification/ended.ts'
export { mailNotices } from './notification/mail.ts'
export { getNotificationSettings, updateNotificationSettings } from './notification/settings.ts'
export { checkUnsubscribe, unsubscribe, unsubscribeUrl } from './notification/unsubscribe.ts'
export {
  createWebhook,
  getOwnWebhook,
  listOwnWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  updateOwnWebhook,
} from './notification/webhook.ts'
export { onBehalf } from './on-behalf.ts'
export { type CoreOptions, type OpenCore, openCore } from './open-core.ts'
export { referenceErrors, resolveReferences } from './reference.ts'
export { checkpointPrefix, sweepCheckpoints } from './run/checkpoint.ts'
export { followEvents } from './run/event.ts'
export { explainRun } from './run/explain.ts'
export { getRunGraph } from './run/graph.ts'
export { getJob, listOwnJobs, stopJob } from './run/job.ts'
export { followLog } from './run/log/following.ts'
export { checkLog, type LogText, openLogText, readLogPage } from './run/log/log.ts'
export { searchLog } from './run/log/search.ts'
export { storeLog } from './run/log/storing.ts'
export { downloadJobOutput, listOutputs } from './run/output.ts'
export { zipJobOutputs, zipRunOutputs } from './run/output-zip.ts'
export { retryRun } from './run/retry.ts'
export { planRetry } from './run/retry-plan.ts'
export { getRunDetail, listOwnRuns, removeRun, stopRun } from './run/run.ts'
export { prepareSample } from './sample.ts'
export { logWork, noteWork } from './work/attempt.ts'
export { openWorkInput, putWorkOutput, type WorkInput } from './work/bytes.ts'
export { claimWork, listHeldWork, readoptWork } from './work/claim.ts'
export { getWorkMaterial } from './work/material.ts'
export { closeWork, openWork, renewWork } from './work/session.ts'
export { settleWork } from './work/settle.ts'
