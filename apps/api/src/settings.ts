import type { Authenticator } from '@assay/access'
import type { CoreDeps } from '@assay/core'
import type { Logger } from 'pino'

/** What an operator has set, as far as the API needs to know. */
export interface ApiSettings {
  /** The address that it listens on: on loopback, only names of this machine and of `public_url` are answered. */
  readonly host: string
  /** The address that users see; absent: the one that they ask. */
  readonly public_url?: string | undefined
  /** Origins of browser pages that may call the API; none unless given. */
  readonly cors_origins: readonly string[]
  /** From whom `X-Forwarded-*` is believed: everybody, nobody, or these addresses and networks. */
  readonly trust_proxy: boolean | readonly string[]
  /** How long a credential that was good needs no new check, in seconds; 30 unless given. */
  readonly credential_seconds?: number | undefined
}

/** What the API works with. */
export interface ApiDeps {
  readonly core: CoreDeps
  /** Who tells who asks; of core's own making unless given. */
  readonly authenticator?: Authenticator
  readonly settings: ApiSettings
  readonly log: Logger
}
