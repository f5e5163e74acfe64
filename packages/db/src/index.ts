export type { Viewer } from './access.ts'
export { type DatabaseOptions, openDatabase } from './database.ts'
export {
  isConnectionError,
  isDiskFull,
  isRefusedByDatabase,
  isRetryableTransaction,
  isUnstorableText,
} from './database-error.ts'
export { type DataDirectoryLock, lockDataDirectory } from './embedded/data-directory-lock.ts'
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded/embedded-postgres.ts'
export { EmbeddedPostgresError, type EmbeddedPostgresFault } from './embedded/embedded-postgres-error.ts'
export { type ReachedPostgres, reachEmbeddedPostgres } from './embedded/reach-embedded-postgres.ts'
export { createHints, type Hints, type HintsOptions, parseHint } from './hints.ts'
export { Listener, type ListenerOptions } from './listener.ts'
export type { Log } from './log.ts'
export { compareMigrations, knowsMigrations, listMigrations, migrate } from './migrate.ts'
export { areObjectsHeld } from './object-hold.ts'
export { paginate } from './paging.ts'
export { enter, type Mark, type OtherMark, type Presence, type PresenceOptions } from './presence.ts'
export { type AnnotatedTable, findAnnotatedTables } from './repositories/annotation.ts'
export {
  deleteApiKey,
  deleteApiKeysOfUser,
  findApiKey,
  findApiKeyByHash,
  insertApiKey,
  listApiKeys,
  type OwnedApiKey,
  rotateApiKey,
} from './repositories/api-key.ts'
export { type AttemptJob, findAttemptJob, findBoundOutputs, isBlobOfAttempt } from './repositories/attempt.ts'
export {
  type AttemptUpload,
  deleteSupersededAttemptFiles,
  findAttemptUpload,
  findStandingAttemptUploads,
  findUnhashedOutputs,
  putAttemptUpload,
} from './repositories/attempt-upload.ts'
export { type AuditFilter, insertAuditEntry, listAuditEntries } from './repositories/audit-entry.ts'
export {
  type BlobUse,
  countKnownObjects,
  deleteUnreferencedBlobs,
  findBlob,
  findBlobOfObject,
  findBlobUse,
  findKnownObjectKeys,
  findSameBlob,
  findSameBlobs,
  getBlob,
  holdBlob,
  holdBlobs,
  insertBlobs,
  type KnownObject,
  listKnownObjects,
  listNewestObjects,
  moveBlobAlone,
  setBlobHash,
} from './repositories/blob.ts'
export { readTime } from './repositories/clock.ts'
export {
  type ComparisonSummaryRow,
  findComparison,
  findComparisonByFingerprint,
  getReadableComparison,
  hasReadyComparison,
  insertComparison,
  listComparisons,
  reopenComparison,
  settleComparison,
} from './repositories/comparison.ts'
export {
  type Alike,
  type AlikeDataset,
  archiveDataset,
  type DatasetUser,
  deleteDataset,
  fillDataset,
  findAlikeDatasets,
  findDataset,
  findSampleDataset,
  getDatasetOfRuns,
  getReadableDataset,
  getWritableDataset,
  holdDataset,
  insertDatasetVersion,
  listDatasets,
  listDatasetUsers,
  lockDataset,
  lockFamilies,
  lockIngestingDataset,
  lockUntabled,
  markSampleDataset,
  reopenDataset,
  replaceDataset,
  setFileTable,
  settleDataset,
} from './repositories/dataset.ts'
export {
  countDatasetFetches,
  deleteDatasetFetch,
  findDatasetFetch,
  insertDatasetFetch,
  updateDatasetFetch,
} from './repositories/dataset-fetch.ts'
export {
  type DatasetFileDetail,
  deleteDatasetFiles,
  findDatasetFile,
  findSameFiles,
  insertDatasetFiles,
  listDatasetFiles,
  type PlannedFile,
} from './repositories/dataset-file.ts'
export {
  decideDeviceLogin,
  deleteDeviceLogin,
  deleteDeviceLoginsOfUser,
  deleteExpiredDeviceLogins,
  findPendingDeviceLogin,
  insertDeviceLogin,
  lockDeviceLogin,
} from './repositories/device-login.ts'
export { insertEndedRun } from './repositories/ended-run.ts'
export { type EndedWorkRow, findEndedJobs, findEndedRuns, findMailedNumberedJobs } from './repositories/ended-work.ts'
export {
  deleteEntrypointFiles,
  type EntrypointFileRow,
  findEntrypointFiles,
  findEntrypoints,
  findEntrypointsWithMetadata,
  findVersionNames,
  getEntrypointFile,
  insertEntrypointFiles,
  insertEntrypoints,
  listCatalogueNames,
  listVersions,
  lockCatalogue,
  lockEntrypoints,
  noteEntrypointsUsed,
  removeEntrypoints,
  updateEntrypoint,
  type VersionRow,
} from './repositories/entrypoint.ts'
export { copyEvaluation, insertEvaluations } from './repositories/evaluation.ts'
export { listEventsAfter } from './repositories/event.ts'
export {
  deleteExperiment,
  findExperimentsByIds,
  findSampleExperiment,
  findWritableExperiment,
  getReadableExperiment,
  getWritableExperiment,
  holdExperiment,
  insertExperiment,
  listExperiments,
  lockExperiment,
} from './repositories/experiment.ts'
export {
  copyFiles,
  countFiles,
  deleteFile,
  deleteFilesBelow,
  type FileDetailRow,
  type FileFilter,
  type FilePlace,
  findAlikePaths,
  findFile,
  findFileBlob,
  findLongestPaths,
  findObjectsOfFiles,
  findSharedAccess,
  foldersAbove,
  insertFile,
  insertFiles,
  insertFolders,
  listFiles,
  lockAlikePath,
  lockTree,
  measureFiles,
  moveFiles,
  replaceFile,
} from './repositories/file.ts'
export { type AlikeFile, findAlikeFiles, holdOwnBlobs, replaceFiles } from './repositories/file-batch.ts'
export {
  countBelow,
  type FileBytesRow,
  findFileById,
  findFileBytes,
  listFileBytes,
} from './repositories/file-bytes.ts'
export {
  type ComparableJob,
  copyFingerprints,
  findEarlierFingerprints,
  findFingerprints,
  findImageDigests,
  insertFingerprints,
  type NamedFingerprint,
  noteImageDigests,
} from './repositories/fingerprint.ts'
export {
  deleteOldIdempotencyKeys,
  findIdempotentAnswer,
  keepIdempotentResponse,
  takeIdempotencyKey,
} from './repositories/idempotency-key.ts'
export {
  findUserByIdentity,
  hasIdentity,
  type IdentifiedUser,
  insertIdentity,
  lockIdentity,
  noteGroupsIssued,
} from './repositories/identity.ts'
export { findStorageId, insertStorageId, lockInstallation, replaceStorageId } from './repositories/installation.ts'
export {
  countLiveJobs,
  findFailedJob,
  findJobsOfRuns,
  findJobsWithoutOutputs,
  findOpenJobIds,
  findRanJobs,
  findReusableJobs,
  findReusedJobIds,
  getReadableJob,
  type JobDetailRow,
  listJobs,
  listJobsOfRun,
  type WaitingJobRow,
} from './repositories/job.ts'
export {
  deleteInputsOfEndedJobs,
  findBlobsById,
  findStageable,
  insertJobInputs,
  type StageableFile,
} from './repositories/job-input.ts'
export {
  findBlobIdsOfRuns,
  findJobOutput,
  findNeededFile,
  findNeededOutputs,
  findOutputsOfJobs,
  type JobOutputDetail,
  listJobOutputs,
} from './repositories/job-output.ts'
export { deleteJudge, findJudge, insertJudge, listJudgeNames, listJudges } from './repositories/judge.ts'
export {
  findLabelSample,
  findLabels,
  insertLabelSample,
  insertLabels,
  listLabelSamples,
  listSamplesOfRuns,
  putLabel,
} from './repositories/label.ts'
export {
  closeLog,
  countLogLinesWith,
  deleteLogChunks,
  findLog,
  findLogsToKeep,
  keepLog,
  type LogHead,
  type LogIdentity,
  listLogChunks,
  listLogChunksWith,
} from './repositories/log.ts'
export { findModelCalls, putModelCall } from './repositories/model-call.ts'
export {
  countModelEntries,
  deleteModelEntry,
  findModelEntry,
  findModelEntryById,
  listModelEntries,
  lockModelEntries,
  putModelEntry,
} from './repositories/model-entry.ts'
export {
  deleteNotices,
  findNotificationSettings,
  hasNotices,
  holdMailedUsers,
  insertNotices,
  isAnybodyTold,
  noteMailed,
  putNotificationSettings,
  secondsSinceMail,
  takeNotices,
} from './repositories/notification.ts'
export { findNumberedJob, forgetNumberedName, listNumberedJobs, numberJob } from './repositories/numbered-job.ts'
export {
  deleteExpiredTokens,
  deleteInvitation,
  deleteInvitationsOf,
  deleteTokensOfUser,
  findLiveToken,
  findPresentedToken,
  hasRecentToken,
  insertOneTimeToken,
  listInvitations,
  redeemOneTimeToken,
  setMailedTokenHash,
  type TokenPurpose,
} from './repositories/one-time-token.ts'
export {
  type DeletedFile,
  deleteEmptyFolders,
  deleteOutputs,
  type ExpiredJob,
  findExpiredJobs,
  findPlaceableJobs,
  findPlaceableOutputs,
  forgetOutputs,
  type PlaceableJob,
  type PlaceableOutput,
  type PlacedFile,
  placeFiles,
  placeFolders,
  setExpiryOfOutputs,
} from './repositories/placed-output.ts'
export {
  findPulledJob,
  insertLateOutput,
  keepPullSession,
  notePulled,
  noteSaid,
  openPullSession,
  type PulledRow,
} from './repositories/pulled-job.ts'
export {
  findByShortId,
  findDatasetsByName,
  findExperimentsByName,
  findOwnersOfFiles,
  type ReferenceMatch,
} from './repositories/reference.ts'
export { insertReview, listLastReviews, listReviewsOf, type ReviewDetailRow } from './repositories/review.ts'
export {
  deleteRun,
  findNewestSucceededRuns,
  findOpenRun,
  findReadableRuns,
  findRunsByIds,
  getEndableRun,
  getReadableRun,
  getWritableRun,
  holdRun,
  listNamedModels,
  listOpenRuns,
  listRunIds,
  listRuns,
  type RunDetailRow,
} from './repositories/run.ts'
export { copyBudget, insertBudgets, isSpent, spendBudget } from './repositories/run-budget.ts'
export { deleteSecretsOfEndedRuns, findRunSecret, insertRunSecrets } from './repositories/run-secret.ts'
export {
  deleteSeals,
  findSealHeaders,
  lockStaleSeals,
  type SealedPlace,
  type SealedValue,
  sealedPlaces,
  writeSeals,
} from './repositories/sealed-value.ts'
export { deleteSecret, findSecret, findSecretNames, listSecrets, putSecret } from './repositories/secret.ts'
export {
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsOfUser,
  findLiveSession,
  insertSession,
  type LiveSession,
  listSessions,
  noteSessionUse,
  rotateSession,
  type SessionLifetime,
} from './repositories/session.ts'
export {
  copyShares,
  deleteShare,
  findShareTarget,
  getOwnerOfThing,
  getReadableShare,
  holdThing,
  listShares,
  putShare,
  type ShareDetailRow,
} from './repositories/share.ts'
export { redeemSignInLink, replaceSignInLink } from './repositories/sign-in-link.ts'
export { measureUse, type StoredUse, type UseKind, useKinds } from './repositories/stored-use.ts'
export { deleteTask, insertTask, listTasks } from './repositories/task.ts'
export {
  completeLockedUpload,
  deleteExpiredUploads,
  deleteUnfinishedUploads,
  deleteUpload,
  findAnnouncedParts,
  findKnownStorageUploads,
  findUpload,
  findUploadParts,
  getUpload,
  insertUpload,
  type LeftObject,
  leftOfOpen,
  lockUpload,
  markUploadUsed,
  moveUpload,
  moveUploadBack,
  nameOpenUpload,
  noteDirectParts,
  openDirectUpload,
  putAnnouncedParts,
  reservePartNumber,
  restartUpload,
  sealUpload,
} from './repositories/upload.ts'
export {
  countRunningJobs,
  countStoredBytes,
  getUserLimits,
  lockUsage,
} from './repositories/usage.ts'
export {
  findUserByEmail,
  findUserById,
  getManagedUser,
  getUser,
  hasAdmin,
  insertUser,
  insertUserUnlessTaken,
  listUsers,
  lockAdmins,
  lockUser,
  moveUser,
  replaceUnconfirmedUser,
  updateUser,
} from './repositories/user.ts'
export {
  countExperimentsOfOthers,
  deleteComparisonsOfUser,
  deleteFilesOfUser,
  deleteModelCallsOfUser,
  deleteSharesByUser,
  deleteStoredByUser,
  deleteUser,
  findDatasetIdsOfUser,
  findExperimentIdsOfUser,
  findOpenRunIdsOfUser,
  findRunIdsOfUser,
} from './repositories/user-deletion.ts'
export {
  countWebhooks,
  deleteWebhook,
  disableWebhook,
  endWebhookSecrets,
  findWebhookSecrets,
  getWebhook,
  holdWebhooksOf,
  insertWebhook,
  insertWebhookSecret,
  listWebhooks,
  noteWebhookFailing,
  noteWebhookWell,
  updateWebhook,
  type WebhookDetailRow,
} from './repositories/webhook.ts'
export {
  deleteOldDeliveries,
  findDueDelivery,
  getWebhookDelivery,
  giveUpDelivery,
  insertWebhookDeliveries,
  keepAttempt,
  listWebhookDeliveries,
  renewDeliveries,
  renewDelivery,
} from './repositories/webhook-delivery.ts'
export {
  type AttemptIdentity,
  findGivenTo,
  findHeldJob,
  findJobsOfAttempts,
  findWorkSession,
  forgetAttemptOutputs,
  listAttemptOutputs,
  putAttemptOutput,
  renewWorkSession,
} from './repositories/work.ts'
export {
  deleteWorker,
  drainSessionsOfWorker,
  findWorker,
  findWorkerByHash,
  findWorkerOfAccount,
  insertWorker,
  listSessionsOfWorkers,
  listWorkers,
  mayActAs,
  ownersOf,
  updateWorker,
  type WorkerChange,
  type WorkerDetailRow,
  type WorkerSessionRow,
} from './repositories/worker.ts'
export { storableJson } from './storable-json.ts'
export type { ApiKeyRow } from './tables/api-key.ts'
export type { AuditEntryRow } from './tables/audit-entry.ts'
export type { BlobRow } from './tables/blob.ts'
export type { ComparisonRow } from './tables/comparison.ts'
export type { DatasetFetchRow, DatasetFileRow, DatasetRow } from './tables/dataset.ts'
export type { EntrypointRow } from './tables/entrypoint.ts'
export type { EventRow } from './tables/event.ts'
export type { ExperimentRow } from './tables/experiment.ts'
export type { FileRow } from './tables/file.ts'
export type { Database } from './tables/index.ts'
export type { JobRow } from './tables/job.ts'
export type { JudgeRow, LabelRow, LabelSampleRow } from './tables/judge.ts'
export type { LogBlock } from './tables/log.ts'
export type { ModelCallRow } from './tables/model-call.ts'
export type { ModelEntryRow } from './tables/model-entry.ts'
export type { OneTimeTokenRow } from './tables/one-time-token.ts'
export type { RunRow } from './tables/run.ts'
export type { SecretRow } from './tables/secret.ts'
export type { DeviceLoginRow, SessionRow } from './tables/session.ts'
export type { TaskRow } from './tables/task.ts'
export type { UploadRow } from './tables/upload.ts'
export type { UserRow } from './tables/user.ts'
export type { WebhookDeliveryRow, WebhookRow, WebhookSecretRow } from './tables/webhook.ts'
export type { WorkerRow } from './tables/worker.ts'
export type { WorkerRegistrationRow } from './tables/worker-registration.ts'
export { type Occupation, readOccupation } from './transfer/occupation.ts'
export type { StoredSequence, StoredTable } from './transfer/relation.ts'
export { type Restoration, restoreDatabase, type TableIntake } from './transfer/restoration.ts'
export { type CopiedRows, openSnapshot, type Snapshot } from './transfer/snapshot.ts'
export { idAt, newId } from './uuid.ts'
