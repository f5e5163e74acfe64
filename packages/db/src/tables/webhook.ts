import type { Webhook, WebhookDelivery, WebhookEvents } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableTime, Time } from './column-types.ts'

export interface WebhookTable {
  id: string
  owner_id: string
  /** Empty where it has none. */
  name: string
  url: string
  events: WebhookEvents
  experiment_id: Defaulted<string | null>
  failing_since: NullableTime
  disabled_because: Defaulted<Webhook['disabled_because']>
  created_at: CreatedAt
  updated_at: Time
}

export type WebhookRow = Selectable<WebhookTable>

/** What signs. The one without an end is the webhook's own; those before it sign until theirs. */
export interface WebhookSecretTable {
  id: string
  owner_id: string
  webhook_id: string
  /** Sealed. */
  secret: Buffer
  expires_at: NullableTime
}

export type WebhookSecretRow = Selectable<WebhookSecretTable>

export interface WebhookDeliveryTable {
  id: string
  webhook_id: string
  type: WebhookDelivery['type']
  run_id: Defaulted<string | null>
  job_id: Defaulted<string | null>
  /** JSON, as it is signed and sent. */
  payload: string
  state: Defaulted<WebhookDelivery['state']>
  attempts: Defaulted<number>
  /** Until it has failed. */
  attempts_left: number
  status_code: Defaulted<number | null>
  duration_ms: Defaulted<number | null>
  answer: Defaulted<string | null>
  error: Defaulted<string | null>
  attempted_at: NullableTime
  next_attempt_at: NullableTime
  created_at: CreatedAt
}

export type WebhookDeliveryRow = Selectable<WebhookDeliveryTable>
