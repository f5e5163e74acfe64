export {
  type AccountOptions,
  accountDeleteInput,
  accountOptions,
  accountUpdateInput,
  type ChangeEmailResult,
  changeEmailInput,
  changeEmailResult,
  changePasswordInput,
  confirmEmailInput,
  linkCheckInput,
  requestResetInput,
  resetPasswordInput,
  type SignUpMode,
  type SignUpResult,
  signUpInput,
  signUpMode,
  signUpResult,
} from './account.ts'
export {
  type AnnotationResult,
  type AnnotationSpec,
  annotationResult,
  annotationSpec,
  type DatasetAnnotation,
  datasetAnnotateInput,
  datasetAnnotation,
} from './annotation.ts'
export {
  type ApiKey,
  apiKey,
  apiKeyCreateInput,
  apiKeyRef,
  apiKeyRotateInput,
  type CreatedApiKey,
  createdApiKey,
} from './api-key.ts'
export {
  type ApplicationEntry,
  type ApplicationParameter,
  type ApplicationScore,
  applicationEntry,
  applicationParameter,
  type CheckedApplicationEntry,
  type ParameterValue,
} from './application.ts'
export {
  type AppliedFile,
  applicationApplyInput,
  appliedFile,
  type CatalogueChange,
  catalogueChange,
  type EntrypointChange,
  entrypointChange,
  mostEntries,
} from './application-apply.ts'
export {
  type Application,
  type ApplicationVersion,
  application,
  applicationListInput,
  applicationPage,
  applicationRef,
  applicationVersion,
  entrypoint,
  entrypointFileRef,
  type RemovedApplication,
  removedApplication,
} from './application-catalogue.ts'
export {
  type ApplicationResult,
  type ApplicationSpec,
  applicationResult,
  applicationSpec,
  executorLabels,
  type StagedFile,
  stagedFile,
} from './application-job.ts'
export { applicationSchema } from './application-schema.ts'
export {
  type AttemptEnd,
  type AttemptEnding,
  type AttemptOutput,
  type AttemptProgress,
  attemptEnd,
  attemptEnding,
  attemptOutput,
  attemptProgress,
  type ClaimedJob,
  claimedJob,
  type HeldAttempt,
  heldAttempt,
} from './attempt.ts'
export { type AuditEntry, auditEntry, auditExportFormat, auditExportInput, auditListInput, auditPage } from './audit.ts'
export {
  type Budget,
  budget,
  type RunBudget,
  runBudget,
  runRaiseBudgetInput,
  type Spent,
  spent,
} from './budget.ts'
export { type Calibration, calibration, judgeCalibrateInput } from './calibration.ts'
export { type CatalogueFault, type CatalogueText, type Place, readCatalogue } from './catalogue-file.ts'
export {
  type ColumnRoles,
  columnRoles,
  type RecognisedColumns,
  recogniseColumns,
  usualColumnNames,
} from './column-roles.ts'
export {
  type ComparedRun,
  type Comparison,
  type ComparisonResult,
  type ComparisonSummary,
  type CorpusComparison,
  comparedRun,
  compareInput,
  comparison,
  comparisonCreateInput,
  comparisonListInput,
  comparisonMethod,
  comparisonPage,
  comparisonRef,
  comparisonResult,
  comparisonSummary,
  corpusComparison,
  type Difference,
  difference,
  effectSize,
  estimate,
  type Front,
  front,
  type GivenAnswers,
  givenAnswers,
  type MetricComparison,
  metricComparison,
  type Noise,
  noise,
  type Outcome,
  outcome,
  type ReadyComparison,
  readyComparison,
  type Verdict,
  verdict,
} from './comparison.ts'
export {
  type ComparisonDistributions,
  comparisonDistributions,
  comparisonDistributionsInput,
} from './comparison-distribution.ts'
export {
  type ComparisonExample,
  type ComparisonExamples,
  comparisonExample,
  comparisonExamples,
  comparisonExamplesInput,
  type TextChange,
  textChange,
} from './comparison-example.ts'
export {
  type ComparisonExportFormat,
  type ComparisonVerification,
  comparisonExportFormat,
  comparisonExportInput,
  comparisonVerification,
  comparisonVerifyInput,
} from './comparison-export.ts'
export {
  type ComparisonSlices,
  comparisonSlices,
  comparisonSlicesInput,
  type Slice,
  slice,
} from './comparison-slice.ts'
export {
  type Completion,
  type CompletionPart,
  completion,
  completionInput,
  completionPart,
  type GeneratedList,
  generated,
  generatedList,
  generateInput,
} from './completion.ts'
export { type CurrentUser, currentUser } from './current-user.ts'
export {
  type ColumnProfile,
  type CreatedDataset,
  columnProfile,
  createdDataset,
  type Dataset,
  type DatasetFile,
  type DatasetProfile,
  type DatasetRows,
  type DatasetSource,
  dataset,
  datasetCreateInput,
  datasetDeleteInput,
  datasetFile,
  datasetFileListInput,
  datasetFilePage,
  datasetFileRef,
  datasetFilesInput,
  datasetListInput,
  datasetPage,
  datasetProfile,
  datasetProfileInput,
  datasetRef,
  datasetRows,
  datasetRowsInput,
  datasetSource,
  datasetUrlInput,
  type Filter,
  filter,
  type ReadingOptions,
} from './dataset.ts'
export { type DeadLetter, deadLetter, deadLetterList, deadLetterRef } from './dead-letter.ts'
export {
  type DecodeEntry,
  decodeEntry,
  decodeEntryOf,
  decodeFolder,
  decodeInputs,
  decodeOutputs,
} from './decode-application.ts'
export { readDecodeCatalogue } from './decode-catalogue.ts'
export {
  type DeviceLogin,
  deviceLogin,
  deviceLoginDecideInput,
  deviceLoginPollInput,
  deviceLoginRef,
  deviceLoginStartInput,
  type PolledDeviceLogin,
  polledDeviceLogin,
  type StartedDeviceLogin,
  startedDeviceLogin,
} from './device-login.ts'
export { failingExamples } from './error/evaluation-errors.ts'
export {
  DomainError,
  type ErrorBody,
  type ErrorCode,
  type ErrorData,
  type ErrorFacts,
  errorBody,
  errorCatalogue,
  toErrorBody,
} from './error.ts'
export {
  type Estimate,
  type EstimateRange,
  estimateInput,
  evaluationEstimate,
  type ModelEstimate,
  modelEstimate,
} from './estimate.ts'
export { type EvaluatedModel, evaluatedModel } from './evaluated-model.ts'
export {
  type DeclaredMetric,
  declaredMetric,
  type EvaluationResult,
  type EvaluationSpec,
  evaluationResult,
  evaluationSpec,
  type JudgeAgreement,
  judgeAgreement,
  type ScoresOfApplication,
} from './evaluation.ts'
export { type Event, type EventType, event, eventsInput, eventType } from './event.ts'
export {
  type Experiment,
  evaluateInput,
  experiment,
  experimentCreateInput,
  experimentListInput,
  experimentPage,
  experimentRef,
} from './experiment.ts'
export { type ExperimentImport, experimentImport, experimentImportInput } from './experiment-bundle.ts'
export {
  type MetricExplanation,
  metricExplainInput,
  metricExplanation,
  scoreEdit,
  scoreMatch,
} from './explanation.ts'
export { columnName, id, name, time, toPlainText } from './field.ts'
export {
  type File,
  type FilesMade,
  type FileUsage,
  file,
  fileContentInput,
  fileCopyInput,
  fileDeleteInput,
  fileListInput,
  fileMoveInput,
  filePage,
  filePutInput,
  fileRef,
  filesMade,
  filesManyInput,
  fileUrlInput,
  fileUsage,
  fileUsageInput,
  type SignedRequest,
  signedRequest,
} from './file.ts'
export { faultOfName, faultOfPath, type RootFolder, rootFolders } from './file-path.ts'
export { type InferenceResult, type InferenceSpec, inferenceResult, inferenceSpec } from './inference.ts'
export {
  type CreatedInvitation,
  createdInvitation,
  type Invitation,
  invitation,
  invitationCreateInput,
  invitationListInput,
  invitationPage,
  invitationRef,
} from './invitation.ts'
export { type Issuer, issuer } from './issuer.ts'
export {
  type Job,
  type JobDetail,
  type JobError,
  type JobOf,
  type JobOutput,
  type JobState,
  job,
  jobDetail,
  jobError,
  jobListInput,
  jobOutput,
  jobOutputListInput,
  jobOutputPage,
  jobOutputRef,
  jobPage,
  jobRef,
  jobState,
} from './job.ts'
export { entrypointAddress, type JobCreate, jobCreateInput } from './job-create.ts'
export { toJobError } from './job-error.ts'
export {
  type FingerprintPart,
  type FingerprintParts,
  fingerprintPart,
  type GraphNode,
  graphNode,
  type JobChange,
  type JobExplanation,
  jobChange,
  jobExplanation,
  type RunExplanation,
  type RunGraph,
  runExplainInput,
  runExplanation,
  runGraph,
  runGraphInput,
} from './job-explanation.ts'
export { fillFolders, isFolderVariable, type JobFolders } from './job-folder.ts'
export { type JobInput, jobInput, jobName } from './job-input.ts'
export { type JobKind, type JobResult, type JobSpec, jobKind, jobKinds } from './job-kind.ts'
export { apiKeyVariable, datasetInput, type JobMaterial, jobMaterial, predictionsInput } from './job-material.ts'
export { type JobWaiting, jobWaiting, type WaitingReason, waitingReason } from './job-waiting.ts'
export {
  type Judge,
  type JudgeCriterion,
  type JudgedAgainst,
  type JudgeSpec,
  judge,
  judgeCreateInput,
  judgeCriterion,
  judgedAgainst,
  judgeListInput,
  judgePage,
  judgeRef,
  judgeRemoveInput,
  judgeSpec,
} from './judge.ts'
export { type JudgementResult, type JudgementSpec, judgementResult, judgementSpec } from './judgement.ts'
export {
  judgeSampleInput,
  type Label,
  type LabelItem,
  type LabelItems,
  type LabelSample,
  label,
  labelItem,
  labelItems,
  labelItemsInput,
  labelList,
  labelPutInput,
  labelSample,
  labelSampleListInput,
  labelSamplePage,
  labelSampleRef,
} from './label.ts'
export { type Lacking, lacking, sayLacking } from './lacking.ts'
export {
  type LogChunk,
  type LogEntry,
  type LogLine,
  type LogLines,
  type LogPage,
  type LogSearch,
  type LogStream,
  logChunk,
  logEntry,
  logLine,
  logLines,
  logLinesInput,
  logPage,
  logRef,
  logSearch,
  logSearchInput,
  logStream,
  logStreams,
  logsInput,
} from './log.ts'
export { type Matrix, matrix } from './matrix.ts'
export { type Metadata, metadata } from './metadata.ts'
export { type Metric, metric, metricList, metricName, type ScoreDeclaration, scoreDeclaration } from './metric.ts'
export { type MlflowExport, mlflowExport, mlflowExportInput } from './mlflow-export.ts'
export {
  type ChosenModelSpec,
  type Model,
  type ModelChoice,
  type ModelSpec,
  model,
  modelChoice,
  modelSpec,
} from './model.ts'
export {
  type ModelEntry,
  type ModelOrigin,
  modelEntry,
  modelEntryPage,
  modelListInput,
  modelName,
  modelOrigin,
  modelPutInput,
  modelRef,
  modelRemoveInput,
  type UsedEntry,
  usedEntry,
} from './model-entry.ts'
export { type Need, need } from './need.ts'
export { type NotificationSettings, notificationSettings, notificationUpdateInput } from './notification.ts'
export {
  jobNumber,
  type NumberedJob,
  numberedJob,
  numberedJobList,
  numberedJobListInput,
  numberedJobRef,
  numberedName,
} from './numbered-job.ts'
export { type ListScope, type Page, type PageInput, pageInput, pageOf, sharedPageInput } from './page.ts'
export {
  datasetApplyInput,
  type Reference,
  type ReferenceList,
  type Review,
  reference,
  referenceList,
  referenceListInput,
  referenceRef,
  referenceSetInput,
  review,
  reviewList,
} from './reference.ts'
export {
  type Gpu,
  gpu,
  type Offers,
  offers,
  type Placement,
  placement,
  priority,
  type Requirements,
  requirements,
} from './requirement.ts'
export {
  type Run,
  type RunDetail,
  type RunExample,
  type RunExamples,
  run,
  runDetail,
  runExample,
  runExamples,
  runExamplesInput,
  runList,
  runListInput,
  runPage,
  runRef,
} from './run.ts'
export { type RunCreate, runCreateInput, versionAddress } from './run-create.ts'
export { type RunRetry, type RunRetryPlan, runRetryInput, runRetryPlan } from './run-retry.ts'
export { type Access, type Scope, type ScopeNoun, scope, scopeNouns } from './scope.ts'
export { type Secret, secret, secretName, secretPutInput, secretRef } from './secret.ts'
export { isSensitive } from './sensitive.ts'
export { type Session, session, sessionPage, sessionRef, signInInput } from './session.ts'
export {
  type Share,
  type ShareableField,
  type ShareableNoun,
  type ShareableRef,
  type ShareableThing,
  share,
  shareableField,
  shareableFields,
  shareableNouns,
  shareableThings,
  shareCreateInput,
  shareListInput,
  sharePage,
  shareRef,
} from './share.ts'
export {
  type Column,
  column,
  decimal,
  delimiter,
  encoding,
  quote,
  type Reading,
  type ReadingNotice,
  reading,
  readingNotice,
  type TableFormat,
  tableFormat,
} from './table-reading.ts'
export { type Task, type TaskType, task, taskType } from './task.ts'
export { ownTaskRef, type TaskEntry, taskCreateInput, taskEntry, taskList, taskRef } from './task-entry.ts'
export {
  type SignedParts,
  signedParts,
  type Upload,
  upload,
  uploadCompleteInput,
  uploadCreateInput,
  uploadRef,
  uploadSignInput,
} from './upload.ts'
export { type Usage, usage } from './usage.ts'
export {
  claimInput,
  email,
  type Group,
  group,
  type ManagedUser,
  managedUser,
  password,
  type ResetLink,
  resetLink,
  type User,
  user,
  userDeleteInput,
  userListInput,
  userPage,
  userRef,
  userUpdateInput,
} from './user.ts'
export {
  type CreatedWebhook,
  createdWebhook,
  type EndedWork,
  endedWork,
  replayed,
  type Webhook,
  type WebhookDelivery,
  type WebhookEvent,
  type WebhookEvents,
  type WebhookPayload,
  webhook,
  webhookCreateInput,
  webhookDelivery,
  webhookDeliveryListInput,
  webhookDeliveryPage,
  webhookDeliveryRef,
  webhookEvent,
  webhookEvents,
  webhookPage,
  webhookPayload,
  webhookRef,
  webhookReplayInput,
  webhookTestInput,
  webhookUpdateInput,
} from './webhook.ts'
export {
  claimedWork,
  heldWork,
  readoptedWork,
  settledWork,
  type WorkSession,
  workClaimInput,
  workHeldInput,
  workJob,
  workLogInput,
  workNoteInput,
  workOpenInput,
  workReadoptInput,
  workSession,
  workSessionRef,
  workSettleInput,
} from './work.ts'
export {
  modelPrediction,
  workCalls,
  workCallsInput,
  workCallsKeepInput,
  workSpendInput,
  workSpending,
} from './work-call.ts'
export {
  workCheckpoint,
  workCheckpointKeepInput,
  workCheckpointPart,
  workCheckpointRef,
} from './work-checkpoint.ts'
export {
  workAttemptRef,
  workInputRef,
  workOutput,
  workOutputBeginInput,
  workOutputCompleteInput,
  workOutputRef,
  workOutputSending,
  workOutputSignInput,
} from './work-file.ts'
export {
  type PulledJob,
  pulledJob,
  pulledJobRef,
  pulledWork,
  workPullInput,
  workTellInput,
} from './work-pull.ts'
export {
  type CreatedWorker,
  createdWorker,
  type Worker,
  worker,
  workerCreateInput,
  workerDrainInput,
  workerJob,
  workerListInput,
  workerPage,
  workerProgram,
  workerRef,
  workerUpdateInput,
} from './worker.ts'
