import type { Database, Hints, Log } from '@assay/db'
import type { MetricRegistry } from '@assay/metrics'
import type { Queue } from '@assay/queue'
import type { SignUpMode } from '@assay/schemas'
import type { Storage } from '@assay/storage'
import type { Tables } from '@assay/tables'
import type { Kysely } from 'kysely'
import type { Issuers } from './access/issuers/issuers.ts'
import type { Passwords } from './access/password.ts'
import type { SecretBox } from './access/secret-box.ts'
import type { Statistics } from './comparison/statistics.ts'
import type { Arrivals } from './data/arrivals.ts'
import type { Limits } from './limits/limits.ts'
import type { Mailer, MailSettings } from './mail/mailer.ts'
import type { MetricSettings } from './metric-modules/index.ts'
import type { Signals } from './signals.ts'

/** What an operator has set, as far as core needs to know. */
export interface CoreSettings {
  readonly max_upload_bytes: number
  /** Who may make an account; invitation unless given. */
  readonly sign_up?: SignUpMode | undefined
  /** Absent: no mail is sent. */
  readonly mail?: MailSettings | undefined
  /** The address that users see, for links; absent: that of the machine itself. */
  readonly public_url?: string | undefined
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
  readonly arrivals: Arrivals
  readonly tables: Tables
  readonly statistics: Statistics
  /** Folder for throw-away files, on a disk with room for the largest dataset. */
  readonly scratch_directory: string
  readonly metrics: MetricRegistry
  /** How `metrics` was made, so that a computing thread can make it again. */
  readonly metric_settings: MetricSettings
  readonly secret_box: SecretBox
  readonly passwords: Passwords
  /** Absent where no mail is sent. */
  readonly mailer: Mailer | undefined
  readonly issuers: Issuers
  readonly limits: Limits
  readonly settings: CoreSettings
  readonly log: Log
}
