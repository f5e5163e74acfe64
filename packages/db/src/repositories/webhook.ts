import { DomainError, type Page, type PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction, type Updateable } from 'kysely'
import { paginate } from '../paging.ts'
import type { Database } from '../tables/index.ts'
import type { WebhookRow, WebhookSecretRow, WebhookSecretTable, WebhookTable } from '../tables/webhook.ts'

interface OwnedWebhook {
  readonly id: string
  readonly owner_id: string
}

/** With the end of the secret before its own, as long as that signs too. */
export type WebhookDetailRow = WebhookRow & { readonly previous_secret_until: string | null }

const previousSecretUntil = sql<string | null>`(
  select max(expires_at) from webhook_secrets where webhook_id = webhooks.id and expires_at > now())`.as(
  'previous_secret_until',
)

function selectWebhooks(db: Kysely<Database>) {
  return db.selectFrom('webhooks').selectAll('webhooks').select(previousSecretUntil)
}

export async function insertWebhook(db: Transaction<Database>, webhook: Insertable<WebhookTable>): Promise<void> {
  await db.insertInto('webhooks').values(webhook).execute()
}

/** Others who count those of the same user wait until the transaction ends. */
export async function countWebhooks(db: Transaction<Database>, owner_id: string): Promise<number> {
  await sql`select from users where id = ${owner_id} for no key update`.execute(db)
  const { count } = await db
    .selectFrom('webhooks')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('owner_id', '=', owner_id)
    .executeTakeFirstOrThrow()
  return count
}

export async function getWebhook(db: Kysely<Database>, { id, owner_id }: OwnedWebhook): Promise<WebhookDetailRow> {
  const row = await selectWebhooks(db).where('id', '=', id).where('owner_id', '=', owner_id).executeTakeFirst()
  if (!row) throw new DomainError('WEBHOOK_NOT_FOUND', { webhook_id: id })
  return row
}

export async function listWebhooks(
  db: Kysely<Database>,
  owner_id: string,
  page: PageInput,
): Promise<Page<WebhookDetailRow>> {
  const of = { column: 'owner_id', id: owner_id } as const
  return paginate(db, { query: selectWebhooks(db), table: 'webhooks', of, page })
}

export async function updateWebhook(
  db: Kysely<Database>,
  { id, owner_id }: OwnedWebhook,
  changes: Updateable<WebhookTable>,
): Promise<void> {
  await db
    .updateTable('webhooks')
    .set({ ...changes, updated_at: sql<string>`now()` })
    .where('id', '=', id)
    .where('owner_id', '=', owner_id)
    .execute()
}

export async function deleteWebhook(db: Kysely<Database>, { id, owner_id }: OwnedWebhook): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('webhooks')
    .where('id', '=', id)
    .where('owner_id', '=', owner_id)
    .executeTakeFirstOrThrow()
  if (numDeletedRows === 0n) throw new DomainError('WEBHOOK_NOT_FOUND', { webhook_id: id })
}

/** Those of these users that are called, kept from being deleted until the transaction ends. */
export async function holdWebhooksOf(db: Transaction<Database>, owner_ids: readonly string[]): Promise<WebhookRow[]> {
  return db
    .selectFrom('webhooks')
    .selectAll()
    .where('owner_id', 'in', owner_ids)
    .where('disabled_because', 'is', null)
    .forKeyShare()
    .execute()
}

/** It answered well. */
export async function noteWebhookWell(db: Kysely<Database>, id: string): Promise<void> {
  await db
    .updateTable('webhooks')
    .set({ failing_since: null })
    .where('id', '=', id)
    .where('failing_since', 'is not', null)
    .execute()
}

/** It did not; returns for how many seconds it has not. */
export async function noteWebhookFailing(db: Kysely<Database>, id: string): Promise<number> {
  const row = await db
    .updateTable('webhooks')
    .set({ failing_since: sql<string>`coalesce(failing_since, now())` })
    .where('id', '=', id)
    .returning(sql<number>`extract(epoch from now() - failing_since)::float8`.as('seconds'))
    .executeTakeFirst()
  return row?.seconds ?? 0
}

/** False: it is disabled already, or deleted. */
export async function disableWebhook(
  db: Kysely<Database>,
  { id, because }: { id: string; because: 'gone' | 'failing' },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhooks')
    .set({ disabled_because: because, updated_at: sql<string>`now()` })
    .where('id', '=', id)
    .where('disabled_because', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function insertWebhookSecret(
  db: Transaction<Database>,
  secret: Insertable<WebhookSecretTable>,
): Promise<void> {
  await db.insertInto('webhook_secrets').values(secret).execute()
}

/** Forgets those that have ended, and lets the others end. */
export async function endWebhookSecrets(
  db: Transaction<Database>,
  { webhook_id, after_seconds }: { webhook_id: string; after_seconds: number },
): Promise<void> {
  await db
    .deleteFrom('webhook_secrets')
    .where('webhook_id', '=', webhook_id)
    .where('expires_at', '<=', sql<string>`now()`)
    .execute()
  await db
    .updateTable('webhook_secrets')
    .set({ expires_at: sql<string>`now() + make_interval(secs => ${after_seconds})` })
    .where('webhook_id', '=', webhook_id)
    .where('expires_at', 'is', null)
    .execute()
}

/** Those that sign, the newest first. */
export async function findWebhookSecrets(db: Kysely<Database>, webhook_id: string): Promise<WebhookSecretRow[]> {
  return db
    .selectFrom('webhook_secrets')
    .selectAll()
    .where('webhook_id', '=', webhook_id)
    .where(sql<boolean>`(expires_at is null or expires_at > now())`)
    .orderBy('id', 'desc')
    .execute()
}
