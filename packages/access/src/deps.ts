import type { EngineDeps } from '@assay/engine'
import type { Queue } from '@assay/queue'
import type { SignUpMode } from '@assay/schemas'
import type { Passwords } from './account/password.ts'
import type { Issuers } from './issuers/issuers.ts'
import type { Limits } from './limits/limits.ts'
import type { Mailer, MailSettings } from './mail/mailer.ts'
import type { SecretBox } from './secret/secret-box.ts'

export interface AccessSettings {
  /** Who may make an account; invitation unless given. */
  readonly sign_up?: SignUpMode | undefined
  /** Absent: no mail is sent. */
  readonly mail?: MailSettings | undefined
  /** The address that users see, for links; absent: that of the machine itself. */
  readonly public_url?: string | undefined
  /** Calls a minute of each user, with all keys and sessions; absent: any number. */
  readonly max_calls_per_minute?: number | undefined
  /** Bytes that a user may store, unless the user has a quota of their own; absent: no limit. */
  readonly max_storage_bytes?: number | undefined
  /** Jobs of a user that run at once, unless the user has a number of their own; absent: as many as there are slots. */
  readonly max_running_jobs_per_user?: number | undefined
}

export interface AccessDeps extends EngineDeps {
  readonly queue: Queue
  readonly secret_box: SecretBox
  readonly passwords: Passwords
  /** Absent where no mail is sent. */
  readonly mailer: Mailer | undefined
  readonly issuers: Issuers
  readonly limits: Limits
  readonly settings: AccessSettings
}
