import type { ApiKeyTable } from './api-key.ts'
import type { BlobTable } from './blob.ts'
import type { ComparisonTable } from './comparison.ts'
import type { DatasetTable } from './dataset.ts'
import type { EventTable } from './event.ts'
import type { ExperimentTable } from './experiment.ts'
import type { IdempotencyKeyTable } from './idempotency-key.ts'
import type { JobNeedTable, JobOutputTable, JobTable } from './job.ts'
import type { ModelCallTable } from './model-call.ts'
import type { RunTable } from './run.ts'
import type { SecretTable } from './secret.ts'
import type { UploadTable } from './upload.ts'
import type { SignInLinkTable, UserTable } from './user.ts'
import type { WorkerTable } from './worker.ts'

/** Every table of ours, by name. */
export interface Database {
  api_keys: ApiKeyTable
  blobs: BlobTable
  comparisons: ComparisonTable
  datasets: DatasetTable
  events: EventTable
  experiments: ExperimentTable
  idempotency_keys: IdempotencyKeyTable
  job_needs: JobNeedTable
  job_outputs: JobOutputTable
  jobs: JobTable
  model_calls: ModelCallTable
  runs: RunTable
  secrets: SecretTable
  sign_in_links: SignInLinkTable
  uploads: UploadTable
  users: UserTable
  workers: WorkerTable
}
