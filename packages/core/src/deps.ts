import type { Database, Hints, Log } from '@assay/db'
import type { MetricRegistry } from '@assay/metrics'
import type { Queue } from '@assay/queue'
import type { Storage } from '@assay/storage'
import type { Tables } from '@assay/tables'
import type { Kysely } from 'kysely'
import type { Passwords } from './access/password.ts'
import type { SecretBox } from './access/secret-box.ts'
import type { Statistics } from './comparison/statistics.ts'
import type { Limits } from './limits/limits.ts'
import type { MetricSettings } from './metric-modules/index.ts'
import type { Signals } from './signals.ts'

/** What an operator has set, as far as core needs to know. */
export interface CoreSettings {
  readonly max_upload_bytes: number
  /** Calls a minute of each user, with all keys and sessions; absent: as many as they like. */
  readonly max_calls_per_minute?: number | undefined
  /** Bytes that a user may store, unless the user has a quota of their own; absent: as many as there is room for. */
  readonly max_storage_bytes?: number | undefined
  /** Jobs of a user that run at once, unless the user has a number of their own; absent: as many as there are slots. */
  readonly max_running_jobs_per_user?: number | undefined
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
  readonly passwords: Passwords
  readonly limits: Limits
  readonly settings: CoreSettings
  readonly log: Log
}
