import type { AccessDeps } from '@assay/access'
import type { EngineDeps } from '@assay/engine'
import type { GuardedFetch } from '@assay/outgoing'

export interface NotificationDeps extends EngineDeps, Pick<AccessDeps, 'queue' | 'secret_box' | 'settings' | 'mailer'> {
  /** The client that calls webhooks. */
  readonly caller: Pick<GuardedFetch, 'fetch' | 'checkUrl'>
}
