import type { Actor } from '@assay/access'
import {
  type Database,
  getWebhook,
  getWebhookDelivery,
  insertWebhookDeliveries,
  listWebhookDeliveries,
  newId,
  renewDeliveries,
  renewDelivery,
  type WebhookDeliveryRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import {
  DomainError,
  type Page,
  type WebhookDelivery,
  type webhookDeliveryListInput,
  webhookPayload,
  type webhookReplayInput,
  type webhookTestInput,
} from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import type { NotificationDeps } from './deps.ts'
import { mostAttempts } from './limits.ts'
import { toExample } from './payload.ts'

interface DeliveryRef {
  readonly delivery_id: string
}

export async function listDeliveries(
  { db }: NotificationDeps,
  { user_id }: Actor,
  { webhook_id, state, ...page }: z.output<typeof webhookDeliveryListInput>,
): Promise<Page<WebhookDelivery>> {
  await getWebhook(db, { id: webhook_id, owner_id: user_id })
  const rows = await listWebhookDeliveries(db, { webhook_id, state }, page)
  return { ...rows, items: rows.items.map(toDelivery) }
}

export async function getOwnDelivery(
  { db }: NotificationDeps,
  { user_id }: Actor,
  { delivery_id }: DeliveryRef,
): Promise<WebhookDelivery> {
  return toDelivery(await getWebhookDelivery(db, { id: delivery_id, owner_id: user_id }))
}

/** Sends an example. Throws WEBHOOK_DISABLED. */
export async function testWebhook(
  deps: NotificationDeps,
  { user_id: owner_id }: Actor,
  { webhook_id, type }: z.output<typeof webhookTestInput>,
): Promise<WebhookDelivery> {
  return transact(deps, async (trx) => {
    await requireEnabled(trx, { webhook_id, owner_id })
    const id = newId()
    const payload = JSON.stringify(toExample(deps, type))
    await insertWebhookDeliveries(trx, [{ id, webhook_id, type, payload, attempts_left: 1 }])
    await deps.queue.enqueue(trx, 'webhook.deliver', { delivery_id: id, owner_id, attempts: 0 })
    return toDelivery(await getWebhookDelivery(trx, { id, owner_id }))
  })
}

/** Sends one again, with the id that it had. Throws WEBHOOK_DISABLED. */
export async function redeliver(
  deps: NotificationDeps,
  { user_id: owner_id }: Actor,
  { delivery_id: id }: DeliveryRef,
): Promise<WebhookDelivery> {
  return transact(deps, async (trx) => {
    const { webhook_id } = await getWebhookDelivery(trx, { id, owner_id })
    await requireEnabled(trx, { webhook_id, owner_id })
    const renewed = await renewDelivery(trx, { id, attempts_left: mostAttempts })
    await deps.queue.enqueue(trx, 'webhook.deliver', { delivery_id: id, owner_id, attempts: renewed.attempts })
    return toDelivery(renewed)
  })
}

const chosen = {
  failed: ['failed'],
  delivered: ['delivered'],
  any: ['failed', 'delivered'],
} as const

/** Sends again what was to be sent in a period, with the ids that it had. Throws WEBHOOK_DISABLED. */
export async function replayWebhook(
  deps: NotificationDeps,
  { user_id: owner_id }: Actor,
  { webhook_id, since, until, state }: z.output<typeof webhookReplayInput>,
): Promise<{ deliveries: number }> {
  return transact(deps, async (trx) => {
    await requireEnabled(trx, { webhook_id, owner_id })
    const period = { webhook_id, since, until, states: chosen[state], attempts_left: mostAttempts }
    const renewed = await renewDeliveries(trx, period)
    const messages = renewed.map(({ id, attempts }) => ({ delivery_id: id, owner_id, attempts }))
    await deps.queue.enqueueAll(trx, 'webhook.deliver', messages)
    return { deliveries: renewed.length }
  })
}

async function requireEnabled(
  trx: Transaction<Database>,
  { webhook_id, owner_id }: { readonly webhook_id: string; readonly owner_id: string },
): Promise<void> {
  const { disabled_because } = await getWebhook(trx, { id: webhook_id, owner_id })
  if (disabled_because !== null) throw new DomainError('WEBHOOK_DISABLED', { webhook_id })
}

function toDelivery(row: WebhookDeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    webhook_id: row.webhook_id,
    type: row.type,
    run_id: row.run_id,
    job_id: row.job_id,
    state: row.state,
    attempts: row.attempts,
    status_code: row.status_code,
    duration_ms: row.duration_ms,
    answer: row.answer,
    error: row.error,
    attempted_at: row.attempted_at,
    next_attempt_at: row.next_attempt_at,
    payload: webhookPayload.parse(JSON.parse(row.payload)),
    created_at: row.created_at,
  }
}
