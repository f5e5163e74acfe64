export { type AbandonedMessage, abandonMessage } from './abandon.ts'
export { changeEmail, confirmEmail, deleteAccount, updateAccount } from './access/account.ts'
export { createApiKey, listOwnApiKeys, revokeApiKey, rotateOwnApiKey } from './access/api-key.ts'
export { type AuditedCall, audited, listAudit } from './access/audit.ts'
export { type AuditExport, exportAudit } from './access/audit-export.ts'
export { type Authenticator, createAuthenticator } from './access/authenticator.ts'
export { authorize, checkRoles, covers, isForAnyone } from './access/authorize.ts'
export type { Credential } from './access/credential.ts'
export { getCurrentUser } from './access/current-user.ts'
export {
  decideOnDeviceLogin,
  getDeviceLogin,
  pollDeviceLogin,
  startDeviceLogin,
} from './access/device-login.ts'
export { claimFirstAdmin, type FirstStart, prepareFirstStart } from './access/first-start.ts'
export { createInvitation, listOpenInvitations, revokeInvitation } from './access/invitation.ts'
export { type IssuerSettings, issuerList } from './access/issuers/issuer-settings.ts'
export { listIssuers } from './access/issuers/issuers.ts'
export {
  type BegunSignIn,
  beginIssuerSignIn,
  callbackPath,
  finishIssuerSignIn,
  signInSeconds,
} from './access/issuers/sign-in.ts'
export { changePassword, requestReset, resetPassword } from './access/own-password.ts'
export { type Role, roles } from './access/roles.ts'
export { checkSecretKey, SecretKeyError, sealAnew } from './access/seal-anew.ts'
export { forgetSecret, listOwnSecrets, revealSecret, storeSecret } from './access/secret.ts'
export { createSecretBox, type SecretBox } from './access/secret-box.ts'
export {
  endOwnSession,
  listOwnSessions,
  openSession,
  type SessionToken,
  signIn,
  signOut,
  type Visitor,
} from './access/session.ts'
export { createShare, listOwnShares, removeShare } from './access/share.ts'
export { getAccountOptions, signUp } from './access/sign-up.ts'
export { listManagedUsers, makeResetLink, readManagedUser, removeUser, updateManagedUser } from './access/user.ts'
export { deleteUserWithAll } from './access/user-deletion.ts'
export { type Actor, isAdmin } from './actor.ts'
export { type Channel, channels } from './channel.ts'
export { deleteObject, sweepExpired, sweepObjects } from './clean-up.ts'
export { compareRuns, createComparison, getOwnComparison } from './comparison/compare.ts'
export { computeComparison } from './comparison/compute.ts'
export { readComparisonExamples } from './comparison/examples.ts'
export { listOwnComparisons } from './comparison/list.ts'
export { sliceComparison } from './comparison/slices.ts'
export {
  createDataset,
  getDataset,
  listOwnDatasets,
  readDatasetRows,
  removeDataset,
} from './data/dataset.ts'
export { type Download, downloadDataset, downloadJobOutput } from './data/download.ts'
export { ingestDataset } from './data/ingest.ts'
export { newObjectKey } from './data/object-key.ts'
export { prepareSample } from './data/sample.ts'
export { type StagedObject, scratchDirectory, stageObject, stageTable } from './data/staged.ts'
export { appendToUpload, completeUpload, createUpload, getOwnUpload, type UploadChunk } from './data/upload.ts'
export { listDeadLetters, redriveDeadLetter } from './dead-letter.ts'
export type { CoreDeps, CoreSettings } from './deps.ts'
export { type ClaimRequest, claimJobs } from './engine/claim.ts'
export { type AttemptProgress, noteProgress } from './engine/progress.ts'
export { type AttemptEnd, type AttemptOutput, type Settlement, settleAttempts } from './engine/settle.ts'
export { type JobSubmission, type RunSubmission, submitRuns } from './engine/submit.ts'
export { sweepLostAttempts, sweepPredecessors } from './engine/sweep.ts'
export {
  closeWorkerSession,
  type HeldAttempt,
  leaseSeconds,
  listHeldAttempts,
  openWorkerSession,
  readoptAttempts,
  renewWorkerSession,
} from './engine/worker-session.ts'
export { checkpointPrefix, sweepCheckpoints } from './evaluation/checkpoint.ts'
export { evaluate } from './evaluation/evaluate.ts'
export { followEvents } from './evaluation/event.ts'
export { readRunExamples } from './evaluation/example.ts'
export { createExperiment, getOwnExperiment, listOwnExperiments, removeExperiment } from './evaluation/experiment.ts'
export { explainScore } from './evaluation/explain.ts'
export { getJob, listOwnJobs } from './evaluation/job.ts'
export { type KeptStatistics, statisticColumns } from './evaluation/kept-statistics.ts'
export { listMetrics } from './evaluation/metric.ts'
export { listModels } from './evaluation/model.ts'
export { getRunDetail, listOwnRuns, removeRun, retryRun, stopRun } from './evaluation/run.ts'
export { verifyBundle } from './export/bundle/verify-bundle.ts'
export { type ComparisonExport, exportComparison } from './export/export-comparison.ts'
export { checkDependencies, countLiveJobs, type Dependencies } from './health.ts'
export { once } from './idempotency.ts'
export { toJobError } from './job-error.ts'
export type { Limits } from './limits/limits.ts'
export { getOwnUsage } from './limits/usage.ts'
export type { MailSettings } from './mail/mailer.ts'
export { sendMail } from './mail/send-mail.ts'
export { MetricModuleError } from './metric-modules/index.ts'
export { type CoreOptions, type OpenCore, openCore } from './open-core.ts'
export { createSignals, type Signals, type Watch } from './signals.ts'
