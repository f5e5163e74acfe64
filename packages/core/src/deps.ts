import type { AccessDeps, AccessSettings } from '@assay/access'
import type { Scoring, Statistics } from '@assay/compute'
import type { MetricRegistry } from '@assay/metrics'
import type { Storage } from '@assay/storage'
import type { Tables } from '@assay/tables'
import type { JobKinds } from './run/job-kind.ts'

/** What an operator has set, as far as core needs to know. */
export interface CoreSettings extends AccessSettings {
  readonly max_upload_bytes: number
}

/** What core works with; built once by each app. */
export interface CoreDeps extends AccessDeps {
  readonly storage: Storage
  readonly tables: Tables
  readonly statistics: Statistics
  readonly scoring: Scoring
  /** Folder for throw-away files, on a disk with room for the largest dataset. */
  readonly scratch_directory: string
  readonly metrics: MetricRegistry
  readonly kinds: JobKinds
  readonly settings: CoreSettings
}
