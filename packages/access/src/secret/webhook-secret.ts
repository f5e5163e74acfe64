import type { WebhookSecretRow } from '@assay/db'
import type { AccessDeps } from '../deps.ts'

type Deps = Pick<AccessDeps, 'secret_box'>
type Place = Pick<WebhookSecretRow, 'id' | 'owner_id'>

/** Seals what signs the calls of a webhook. */
export function sealWebhookSecret({ secret_box }: Deps, { id, owner_id, secret }: Place & { secret: string }): Buffer {
  return secret_box.seal(secret, webhookSealName(owner_id, id))
}

/** Throws when no key opens it. */
export function openWebhookSecret({ secret_box }: Deps, { id, owner_id, secret }: WebhookSecretRow): string {
  return secret_box.open(secret, webhookSealName(owner_id, id))
}

/** The place that the seal of a webhook's secret includes. */
export function webhookSealName(owner_id: string, id: string): string {
  return `${owner_id}/webhook/${id}`
}
