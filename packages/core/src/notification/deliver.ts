import {
  type Database,
  disableWebhook,
  findDueDelivery,
  giveUpDelivery,
  keepAttempt,
  noteWebhookFailing,
  noteWebhookWell,
  type WebhookDeliveryRow,
  type WebhookRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import type { Transaction } from 'kysely'
import { type Called, callWebhook } from './call.ts'
import type { NotificationDeps } from './deps.ts'
import { noteForMail } from './ended.ts'
import { mostFailingSeconds, retrySeconds } from './limits.ts'

interface Due {
  readonly delivery_id: string
  readonly owner_id: string
  /** How many have been made before. */
  readonly attempts: number
}

interface Made {
  readonly webhook: WebhookRow
  readonly delivery: WebhookDeliveryRow
  readonly called: Called
}

const gone = 410

/**
 * Makes one attempt of a delivery, and has the next one made later where it fails. Safe to do twice: what has been
 * attempted is not attempted again, and what was killed half-way is sent again with the same id.
 */
export async function deliverToWebhook(deps: NotificationDeps, { delivery_id, attempts }: Due): Promise<void> {
  const due = await findDueDelivery(deps.db, { id: delivery_id, attempts })
  if (!due) return
  if (due.webhook.disabled_because !== null) {
    return giveUpDelivery(deps.db, { id: delivery_id, error: 'The webhook was disabled before it was sent.' })
  }
  const called = await callWebhook(deps, due)
  await transact(deps, (trx) => keepCall(deps, trx, { ...due, called }))
}

async function keepCall(deps: NotificationDeps, trx: Transaction<Database>, made: Made): Promise<void> {
  const { webhook, delivery, called } = made
  const { is_well, ...answered } = called
  const { id, attempts } = delivery
  const next_in_seconds = nextInSeconds(made)
  const state = is_well ? 'delivered' : next_in_seconds === null ? 'failed' : 'pending'
  if (!(await keepAttempt(trx, { id, attempts, state, next_in_seconds, ...answered }))) return
  if (is_well) return noteWebhookWell(trx, webhook.id)
  await noteFailure(deps, trx, { ...made, is_last: next_in_seconds === null })
  if (next_in_seconds === null) return
  const message = { delivery_id: id, owner_id: webhook.owner_id, attempts: attempts + 1 }
  await deps.queue.enqueueLater(trx, 'webhook.deliver', { payloads: [message], after_seconds: next_in_seconds })
}

/** With jitter, so that what failed together is not tried again together. Null: not again. */
function nextInSeconds({ called, delivery }: Made): number | null {
  const isLast = delivery.attempts_left <= 1 || called.status_code === gone
  const wait = isLast ? undefined : retrySeconds.at(-(delivery.attempts_left - 1))
  if (called.is_well || wait === undefined) return null
  return Math.round(wait * (1 + Math.random() / 4))
}

/** Disables a webhook that is gone, or to which nothing has arrived for days, and tells its owner. */
async function noteFailure(
  deps: NotificationDeps,
  trx: Transaction<Database>,
  { webhook, called, is_last }: Made & { readonly is_last: boolean },
): Promise<void> {
  const failing_seconds = await noteWebhookFailing(trx, webhook.id)
  const isGone = called.status_code === gone
  if (!isGone && !(is_last && failing_seconds >= mostFailingSeconds)) return
  const because = isGone ? 'gone' : 'failing'
  if (!(await disableWebhook(trx, { id: webhook.id, because }))) return
  const { host } = new URL(webhook.url)
  const notice = { kind: 'webhook_disabled', webhook_id: webhook.id, host, because } as const
  if (deps.settings.mail) await noteForMail(deps, trx, [{ owner_id: webhook.owner_id, notice }])
}

/** Fails a delivery whose message is not handled any more. */
export async function abandonDelivery({ db }: Pick<NotificationDeps, 'db'>, id: string): Promise<void> {
  await giveUpDelivery(db, { id, error: 'It could not be sent, for a reason that lies in Assay itself.' })
}
