import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authenticator } from '@assay/access'
import type { CoreDeps } from '@assay/core'
import type { Logger } from 'pino'

export interface ApiSettings {
  /** The address that it listens on: on loopback, only names of this machine and of `public_url` are answered. */
  readonly host: string
  /** The address that users see; absent: the one that they use. */
  readonly public_url?: string | undefined
  /** Origins of browser pages that may call the API; none unless given. */
  readonly cors_origins: readonly string[]
  /**
   * Whose `X-Forwarded-*` is believed: nobody's; that of whoever connects, a proxy, and of so many behind each other;
   * or that of these addresses and networks. What comes before them is what the client says.
   */
  readonly trust_proxy: boolean | number | readonly string[]
  /** The user as whom dialects let act who comes from this machine without a credential; nobody unless given. */
  readonly open_user?: string | undefined
  /** Whether DECODE's clients can make accounts and tokens without Cognito; false unless given. */
  readonly decode_auth?: boolean | undefined
  /** How long a credential that was good needs no new check, in seconds; 30 unless given. */
  readonly credential_seconds?: number | undefined
}

export interface ApiDeps {
  readonly core: CoreDeps
  /** Made by core unless given. */
  readonly authenticator?: Authenticator
  readonly settings: ApiSettings
  readonly log: Logger
  /** The pages, where this process serves them too. */
  readonly pages?: Pages | undefined
}

/** Answers whatever is not of the API, as a web server would. */
export interface Pages {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}
