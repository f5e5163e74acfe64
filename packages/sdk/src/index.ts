export type {
  AccountOptions,
  ApiKey,
  Application,
  ApplicationEntry,
  ApplicationParameter,
  ApplicationVersion,
  AuditEntry,
  Calibration,
  CatalogueChange,
  ChangeEmailResult,
  Column,
  Comparison,
  ComparisonDistributions,
  ComparisonExample,
  ComparisonExamples,
  ComparisonExportFormat,
  ComparisonSlices,
  ComparisonSummary,
  ComparisonVerification,
  Completion,
  CompletionPart,
  CreatedApiKey,
  CreatedDataset,
  CreatedInvitation,
  CreatedWebhook,
  CreatedWorker,
  CurrentUser,
  Dataset,
  DatasetFile,
  DatasetRows,
  DatasetSource,
  DeviceLogin,
  Difference,
  EndedWork,
  EntrypointChange,
  ErrorCode,
  ErrorData,
  Estimate,
  EstimateRange,
  EvaluationResult,
  EvaluationSpec,
  Event,
  EventType,
  Experiment,
  ExperimentImport,
  File,
  FilesMade,
  FileUsage,
  Filter,
  Front,
  GeneratedList,
  GraphNode,
  Group,
  InferenceResult,
  InferenceSpec,
  Invitation,
  Job,
  JobDetail,
  JobError,
  JobExplanation,
  JobKind,
  JobOf,
  JobOutput,
  JobResult,
  JobSpec,
  JobState,
  JobWaiting,
  Judge,
  JudgeAgreement,
  JudgementResult,
  JudgementSpec,
  Label,
  LabelItem,
  LabelItems,
  LabelSample,
  LogLine,
  LogLines,
  LogPage,
  LogSearch,
  LogStream,
  ManagedUser,
  Metric,
  MetricComparison,
  MetricExplanation,
  MlflowExport,
  Model,
  ModelChoice,
  ModelEntry,
  Need,
  Noise,
  NotificationSettings,
  Outcome,
  Page,
  PolledDeviceLogin,
  ReadyComparison,
  Reference,
  RemovedApplication,
  ResetLink,
  Review,
  Run,
  RunDetail,
  RunExample,
  RunExamples,
  RunExplanation,
  RunGraph,
  RunRetryPlan,
  Scope,
  Secret,
  Session,
  Share,
  SignedRequest,
  SignUpResult,
  Slice,
  StartedDeviceLogin,
  Task,
  TaskEntry,
  TextChange,
  Usage,
  User,
  Verdict,
  Webhook,
  WebhookDelivery,
  WebhookEvent,
  WebhookPayload,
  Worker,
} from '@assay/schemas'
export type { AssayPromise, WithResponse } from './assay-promise.ts'
export type { UploadSource } from './byte-source.ts'
export type { CatalogueFiles } from './catalogue-files.ts'
export { Assay, type ClaimParams } from './client.ts'
export type { CompletionCall } from './completion-call.ts'
export type { CallOptions } from './connection.ts'
export { type Progress, type ProgressDisplay, showProgress } from './display/progress.ts'
export type { ByteRange, Download, DownloadOptions } from './download.ts'
export { AssayAbortError } from './error/abort-error.ts'
export { AssayError, type AssayErrorData, type AssayErrorFacts, type ClientErrorCode } from './error/assay-error.ts'
export { AssayConnectionError } from './error/connection-error.ts'
export { toAssayError } from './error/read-error.ts'
export { AssayRunError } from './error/run-error.ts'
export { AssayTimeoutError } from './error/timeout-error.ts'
export type { FileToSend } from './file-batch.ts'
export type { List } from './list.ts'
export type { Logger, LogLevel } from './log.ts'
export type { AssayOptions } from './options.ts'
export type { RequestOptions } from './request-options.ts'
export type {
  Account,
  AccountDeleteParams,
  AccountUpdateParams,
  ChangeEmailParams,
  ChangePasswordParams,
  CheckLinkParams,
  ConfirmEmailParams,
  ResetPasswordParams,
  SignUpParams,
} from './resources/account.ts'
export type { ApiKeyCreateParams, ApiKeyListParams, ApiKeyRotateParams, ApiKeys } from './resources/api-key.ts'
export type { ApplicationApplyParams, ApplicationListParams, Applications } from './resources/application.ts'
export type { Audit, AuditExportParams, AuditListParams } from './resources/audit.ts'
export type {
  ComparisonCreateParams,
  ComparisonExamplesParams,
  ComparisonListParams,
  ComparisonSlicesParams,
  Comparisons,
} from './resources/comparison.ts'
export type {
  AnnotateParams,
  ApplyReviewsParams,
  DatasetDownloadOptions,
  DatasetFileListParams,
  DatasetFilesOptions,
  DatasetFilesParams,
  DatasetListParams,
  DatasetProfileParams,
  DatasetReadingOptions,
  DatasetRowsParams,
  Datasets,
  DatasetUploadOptions,
  DatasetUrlOptions,
} from './resources/dataset.ts'
export type { DeadLetters } from './resources/dead-letter.ts'
export type { DeviceLoginDecideParams, DeviceLoginStartParams, DeviceLogins } from './resources/device-login.ts'
export type {
  CompareParams,
  EstimateParams,
  EvaluateParams,
  ExperimentCreateParams,
  ExperimentListParams,
  Experiments,
  MlflowExportParams,
} from './resources/experiment.ts'
export type {
  FileCopyParams,
  FileDeleteParams,
  FileDownloadOptions,
  FileListParams,
  FileMoveParams,
  FileOwner,
  Files,
  FilesUploadOptions,
  FileUploadOptions,
  FileUrlParams,
  FileZipOptions,
} from './resources/file.ts'
export type { InvitationCreateParams, InvitationListParams, Invitations } from './resources/invitation.ts'
export type { JobListParams, JobOutputListParams, Jobs } from './resources/job.ts'
export type {
  JudgeCalibrateParams,
  JudgeCreateParams,
  JudgeListParams,
  JudgeSampleParams,
  Judges,
  LabelSampleListParams,
} from './resources/judge.ts'
export type { LabelItemsParams, LabelPutParams, Labels } from './resources/label.ts'
export type { MetricExplainParams, Metrics } from './resources/metric.ts'
export type {
  CompleteParams,
  GenerateParams,
  ModelListParams,
  ModelPutParams,
  ModelRemoveParams,
  Models,
} from './resources/model.ts'
export type { Notifications, NotificationUpdateParams } from './resources/notification.ts'
export type {
  ReferenceHistoryParams,
  ReferenceListParams,
  ReferenceSetParams,
  References,
} from './resources/reference.ts'
export type {
  RunBudgetParams,
  RunCreateParams,
  RunEventsOptions,
  RunExamplesParams,
  RunListParams,
  RunRetryParams,
  Runs,
  RunWaitAllOptions,
  RunWaitOptions,
} from './resources/run.ts'
export type { Secrets } from './resources/secret.ts'
export type { SessionListParams, Sessions } from './resources/session.ts'
export type { ShareCreateParams, ShareListParams, Shares } from './resources/share.ts'
export type { TaskCreateParams, Tasks } from './resources/task.ts'
export type { UserDeleteParams, UserListParams, Users, UserUpdateParams } from './resources/user.ts'
export type {
  WebhookCreateParams,
  WebhookDeliveryListParams,
  WebhookListParams,
  WebhookReplayParams,
  Webhooks,
  WebhookTestParams,
  WebhookUpdateParams,
} from './resources/webhook.ts'
export type { WorkerCreateParams, WorkerListParams, Workers, WorkerUpdateParams } from './resources/worker.ts'
export type { AssayRpc, RpcMutation, RpcObserver, RpcOptions, RpcQuery, RpcSubscription } from './rpc.ts'
export type { SaveOptions } from './saving.ts'
export type { SendOptions, UploadProgress } from './sending.ts'
export type { Fetch } from './settings.ts'
export type { WaitOptions } from './settling.ts'
export { verifyWebhook, type WebhookHeaders } from './verify-webhook.ts'
