import type { CoreDeps } from '@assay/core'
import type { Logger } from 'pino'

/** What an operator has set, as far as the API needs to know. */
export interface ApiSettings {
  /** Origins of browser pages that may call the API; none unless given. */
  readonly cors_origins: readonly string[]
  /** Whether `X-Forwarded-For` and the like come from a proxy that can be trusted. */
  readonly trust_proxy: boolean
  /** How long a credential that was good needs no new check, in seconds; 30 unless given. */
  readonly credential_seconds?: number | undefined
}

/** What the API works with. */
export interface ApiDeps {
  readonly core: CoreDeps
  readonly settings: ApiSettings
  readonly log: Logger
}
