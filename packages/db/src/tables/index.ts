import type { ApiKeyTable } from './api-key.ts'
import type { AttemptOutputTable } from './attempt-output.ts'
import type { AttemptUploadTable } from './attempt-upload.ts'
import type { AuditEntryTable } from './audit-entry.ts'
import type { BlobTable } from './blob.ts'
import type { ComparisonTable } from './comparison.ts'
import type { DatasetAliasTable, DatasetFetchTable, DatasetFileTable, DatasetTable } from './dataset.ts'
import type { EntrypointFileTable, EntrypointTable, JobInputTable } from './entrypoint.ts'
import type { EvaluationTable } from './evaluation.ts'
import type { EventTable } from './event.ts'
import type { ExperimentTable } from './experiment.ts'
import type { FileTable } from './file.ts'
import type { FingerprintTable, ImageDigestTable, RunSecretTable } from './fingerprint.ts'
import type { IdempotencyKeyTable } from './idempotency-key.ts'
import type { IdentityTable } from './identity.ts'
import type { InstallationTable } from './installation.ts'
import type { JobNeedTable, JobOutputTable, JobTable } from './job.ts'
import type { JobNumberTable } from './job-number.ts'
import type { JudgeTable, LabelSampleTable, LabelTable } from './judge.ts'
import type { LimitCountTable } from './limit-count.ts'
import type { LogChunkTable, LogTable } from './log.ts'
import type { ModelCallTable } from './model-call.ts'
import type { ModelEntryTable } from './model-entry.ts'
import type { NoticeTable, NotificationSettingsTable } from './notification.ts'
import type { OneTimeTokenTable } from './one-time-token.ts'
import type { ReferenceReviewTable } from './review.ts'
import type { RunTable } from './run.ts'
import type { RunBudgetTable } from './run-budget.ts'
import type { SecretTable } from './secret.ts'
import type { DeviceLoginTable, SessionTable } from './session.ts'
import type { ShareTable } from './share.ts'
import type { TaskTable } from './task.ts'
import type { AnnouncedPartTable, UploadPartTable, UploadTable } from './upload.ts'
import type { SignInLinkTable, UserTable } from './user.ts'
import type { WebhookDeliveryTable, WebhookSecretTable, WebhookTable } from './webhook.ts'
import type { WorkerTable } from './worker.ts'
import type { WorkerRegistrationTable } from './worker-registration.ts'

export interface Database {
  api_keys: ApiKeyTable
  attempt_outputs: AttemptOutputTable
  attempt_uploads: AttemptUploadTable
  audit_entries: AuditEntryTable
  blobs: BlobTable
  comparisons: ComparisonTable
  dataset_aliases: DatasetAliasTable
  dataset_fetches: DatasetFetchTable
  dataset_files: DatasetFileTable
  datasets: DatasetTable
  device_logins: DeviceLoginTable
  entrypoint_files: EntrypointFileTable
  entrypoints: EntrypointTable
  evaluations: EvaluationTable
  events: EventTable
  experiments: ExperimentTable
  files: FileTable
  fingerprints: FingerprintTable
  idempotency_keys: IdempotencyKeyTable
  identities: IdentityTable
  image_digests: ImageDigestTable
  installation: InstallationTable
  job_inputs: JobInputTable
  job_needs: JobNeedTable
  job_numbers: JobNumberTable
  job_outputs: JobOutputTable
  jobs: JobTable
  judges: JudgeTable
  label_samples: LabelSampleTable
  labels: LabelTable
  limit_counts: LimitCountTable
  log_chunks: LogChunkTable
  logs: LogTable
  model_calls: ModelCallTable
  model_entries: ModelEntryTable
  notices: NoticeTable
  notification_settings: NotificationSettingsTable
  one_time_tokens: OneTimeTokenTable
  reference_reviews: ReferenceReviewTable
  run_budgets: RunBudgetTable
  run_secrets: RunSecretTable
  runs: RunTable
  secrets: SecretTable
  sessions: SessionTable
  shares: ShareTable
  sign_in_links: SignInLinkTable
  tasks: TaskTable
  uploads: UploadTable
  upload_parts: UploadPartTable
  announced_parts: AnnouncedPartTable
  users: UserTable
  webhook_deliveries: WebhookDeliveryTable
  webhook_secrets: WebhookSecretTable
  webhooks: WebhookTable
  worker_registrations: WorkerRegistrationTable
  workers: WorkerTable
}
