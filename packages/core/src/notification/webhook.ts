import { randomBytes } from 'node:crypto'
import { type Actor, sealWebhookSecret, viewerOf } from '@assay/access'
import {
  countWebhooks,
  type Database,
  deleteWebhook,
  endWebhookSecrets,
  getReadableExperiment,
  getWebhook,
  insertWebhook,
  insertWebhookSecret,
  listWebhooks,
  newId,
  updateWebhook,
  type WebhookDetailRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import {
  type CreatedWebhook,
  DomainError,
  type Page,
  type PageInput,
  type Webhook,
  type webhookCreateInput,
  type webhookUpdateInput,
} from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import type { NotificationDeps } from './deps.ts'
import { mostWebhooks, previousSecretSeconds } from './limits.ts'

export interface WebhookRef {
  readonly webhook_id: string
}

const secretBytes = 32

/** Throws URL_REFUSED, TOO_MANY_WEBHOOKS, EXPERIMENT_NOT_FOUND. */
export async function createWebhook(
  deps: NotificationDeps,
  actor: Actor,
  { url, name = '', events, experiment_id }: z.output<typeof webhookCreateInput>,
): Promise<CreatedWebhook> {
  deps.caller.checkUrl(new URL(url))
  const [id, owner_id] = [newId(), actor.user_id]
  return transact(deps, async (trx) => {
    await requireReadable(trx, actor, experiment_id)
    if ((await countWebhooks(trx, owner_id)) >= mostWebhooks) {
      throw new DomainError('TOO_MANY_WEBHOOKS', { most: mostWebhooks })
    }
    await insertWebhook(trx, { id, owner_id, url, name, events, experiment_id })
    const secret = await giveSecret(deps, trx, { id, owner_id })
    return { ...toWebhook(await getWebhook(trx, { id, owner_id })), secret }
  })
}

export async function listOwnWebhooks(
  { db }: NotificationDeps,
  { user_id }: Actor,
  page: PageInput,
): Promise<Page<Webhook>> {
  const rows = await listWebhooks(db, user_id, page)
  return { ...rows, items: rows.items.map(toWebhook) }
}

export async function getOwnWebhook(
  { db }: NotificationDeps,
  { user_id }: Actor,
  { webhook_id }: WebhookRef,
): Promise<Webhook> {
  return toWebhook(await getWebhook(db, { id: webhook_id, owner_id: user_id }))
}

/** Throws URL_REFUSED, EXPERIMENT_NOT_FOUND. */
export async function updateOwnWebhook(
  deps: NotificationDeps,
  actor: Actor,
  { webhook_id, enabled, ...changes }: z.output<typeof webhookUpdateInput>,
): Promise<Webhook> {
  if (changes.url !== undefined) deps.caller.checkUrl(new URL(changes.url))
  const owned = { id: webhook_id, owner_id: actor.user_id }
  return transact(deps, async (trx) => {
    await getWebhook(trx, owned)
    await requireReadable(trx, actor, changes.experiment_id)
    await updateWebhook(trx, owned, { ...changes, ...switched(enabled) })
    return toWebhook(await getWebhook(trx, owned))
  })
}

/** What is taken up again begins anew. */
function switched(enabled: boolean | undefined) {
  if (enabled === undefined) return {}
  return enabled ? { disabled_because: null, failing_since: null } : { disabled_because: 'owner' as const }
}

/** With all that was sent to it. */
export async function removeWebhook(
  { db }: NotificationDeps,
  { user_id }: Actor,
  { webhook_id }: WebhookRef,
): Promise<void> {
  await deleteWebhook(db, { id: webhook_id, owner_id: user_id })
}

/** The secret before it signs too for a day, so that whoever checks signatures can change over. */
export async function rotateWebhookSecret(
  deps: NotificationDeps,
  { user_id: owner_id }: Actor,
  { webhook_id: id }: WebhookRef,
): Promise<CreatedWebhook> {
  return transact(deps, async (trx) => {
    await getWebhook(trx, { id, owner_id })
    await endWebhookSecrets(trx, { webhook_id: id, after_seconds: previousSecretSeconds })
    const secret = await giveSecret(deps, trx, { id, owner_id })
    return { ...toWebhook(await getWebhook(trx, { id, owner_id })), secret }
  })
}

async function giveSecret(
  deps: NotificationDeps,
  trx: Transaction<Database>,
  { id: webhook_id, owner_id }: { readonly id: string; readonly owner_id: string },
): Promise<string> {
  const id = newId()
  const secret = `whsec_${randomBytes(secretBytes).toString('base64')}`
  await insertWebhookSecret(trx, {
    ...{ id, owner_id, webhook_id },
    secret: sealWebhookSecret(deps, { id, owner_id, secret }),
  })
  return secret
}

async function requireReadable(
  trx: Transaction<Database>,
  actor: Actor,
  experiment_id: string | null | undefined,
): Promise<void> {
  if (typeof experiment_id === 'string')
    await getReadableExperiment(trx, { id: experiment_id, viewer: viewerOf(actor) })
}

function toWebhook(row: WebhookDetailRow): Webhook {
  const { disabled_because, failing_since } = row
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: row.events,
    experiment_id: row.experiment_id,
    state: disabled_because !== null ? 'disabled' : failing_since !== null ? 'failing' : 'enabled',
    disabled_because,
    failing_since,
    previous_secret_until: row.previous_secret_until,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
