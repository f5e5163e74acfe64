import type { Database, Hints, Log } from '@assay/db'
import type { MetricRegistry } from '@assay/metrics'
import type { Queue } from '@assay/queue'
import type { Storage } from '@assay/storage'
import type { Tables } from '@assay/tables'
import type { Kysely } from 'kysely'
import type { SecretBox } from './access/secret-box.ts'
import type { Statistics } from './comparison/statistics.ts'
import type { MetricSettings } from './metric-modules/index.ts'
import type { Signals } from './signals.ts'

/** What an operator has set, as far as core needs to know. */
export interface CoreSettings {
  readonly max_upload_bytes: number
}

/** What core works with; built once by each app. */
export interface CoreDeps {
  readonly db: Kysely<Database>
  readonly hints: Hints
  readonly signals: Signals
  readonly queue: Queue
  readonly storage: Storage
  readonly tables: Tables
  readonly statistics: Statistics
  /** Folder for throw-away files, on a disk with room for the largest dataset. */
  readonly scratch_directory: string
  readonly metrics: MetricRegistry
  /** How `metrics` was made, so that a computing thread can make it again. */
  readonly metric_settings: MetricSettings
  readonly secret_box: SecretBox
  readonly settings: CoreSettings
  readonly log: Log
}
