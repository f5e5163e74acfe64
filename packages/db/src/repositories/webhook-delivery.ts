import { DomainError, type Page, type PageInput, type WebhookDelivery } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import { paginate } from '../paging.ts'
import type { Database } from '../tables/index.ts'
import type { WebhookDeliveryRow, WebhookDeliveryTable, WebhookRow } from '../tables/webhook.ts'

type NewDelivery = Insertable<WebhookDeliveryTable>

/** However many they are. */
export async function insertWebhookDeliveries(
  db: Transaction<Database>,
  deliveries: readonly NewDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return
  await sql`
    insert into webhook_deliveries (id, webhook_id, type, run_id, job_id, payload, attempts_left, next_attempt_at)
    select id, webhook_id, type, run_id, job_id, payload, attempts_left, now()
    from json_to_recordset(${JSON.stringify(deliveries)}::json) as d(
      id uuid, webhook_id uuid, type text, run_id uuid, job_id uuid, payload text, attempts_left int)`.execute(db)
}

export async function getWebhookDelivery(
  db: Kysely<Database>,
  { id, owner_id }: { id: string; owner_id: string },
): Promise<WebhookDeliveryRow> {
  const row = await db
    .selectFrom('webhook_deliveries')
    .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook_id')
    .selectAll('webhook_deliveries')
    .where('webhook_deliveries.id', '=', id)
    .where('webhooks.owner_id', '=', owner_id)
    .executeTakeFirst()
  if (!row) throw new DomainError('DELIVERY_NOT_FOUND', { delivery_id: id })
  return row
}

export async function listWebhookDeliveries(
  db: Kysely<Database>,
  { webhook_id, state }: { webhook_id: string; state: WebhookDelivery['state'] | undefined },
  page: PageInput,
): Promise<Page<WebhookDeliveryRow>> {
  const all = db.selectFrom('webhook_deliveries').selectAll()
  const query = state === undefined ? all : all.where('state', '=', state)
  return paginate(db, { query, table: 'webhook_deliveries', of: { column: 'webhook_id', id: webhook_id }, page })
}

/** One before its next attempt, with its webhook; undefined: that attempt has been made, or none is to be made. */
export async function findDueDelivery(
  db: Kysely<Database>,
  { id, attempts }: { id: string; attempts: number },
): Promise<{ readonly delivery: WebhookDeliveryRow; readonly webhook: WebhookRow } | undefined> {
  const delivery = await db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('state', '=', 'pending')
    .executeTakeFirst()
  if (!delivery) return undefined
  const webhook = await db.selectFrom('webhooks').selectAll().where('id', '=', delivery.webhook_id).executeTakeFirst()
  return webhook && { delivery, webhook }
}

/** How an attempt ended. */
export interface MadeAttempt {
  readonly id: string
  /** How many had been made before it. */
  readonly attempts: number
  readonly state: WebhookDelivery['state']
  readonly status_code: number | null
  readonly duration_ms: number | null
  readonly answer: string | null
  readonly error: string | null
  /** Null: none comes after it. */
  readonly next_in_seconds: number | null
}

/** False: somebody else has made the same attempt. */
export async function keepAttempt(
  db: Transaction<Database>,
  { id, attempts, next_in_seconds, ...ended }: MadeAttempt,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhook_deliveries')
    .set({
      ...ended,
      attempts: attempts + 1,
      attempts_left: sql<number>`attempts_left - 1`,
      attempted_at: sql<string>`now()`,
      next_attempt_at:
        next_in_seconds === null ? null : sql<string>`now() + make_interval(secs => ${next_in_seconds}::float8)`,
    })
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Gives one up that is still pending, without an attempt. */
export async function giveUpDelivery(
  db: Kysely<Database>,
  { id, error }: { id: string; error: string },
): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ state: 'failed', error, next_attempt_at: null })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .execute()
}

type Sent = Pick<WebhookDeliveryRow, 'id' | 'attempts'>

/** Makes one due now, whatever became of it. */
export async function renewDelivery(
  db: Transaction<Database>,
  { id, attempts_left }: { id: string; attempts_left: number },
): Promise<WebhookDeliveryRow> {
  return db
    .updateTable('webhook_deliveries')
    .set({ state: 'pending', attempts_left, next_attempt_at: sql<string>`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

interface Period {
  readonly webhook_id: string
  readonly attempts_left: number
  readonly since: string
  readonly until: string | undefined
  readonly states: readonly WebhookDelivery['state'][]
}

/** Makes those of a period due now. */
export async function renewDeliveries(
  db: Transaction<Database>,
  { webhook_id, attempts_left, since, until, states }: Period,
): Promise<Sent[]> {
  const all = db
    .updateTable('webhook_deliveries')
    .set({ state: 'pending', attempts_left, next_attempt_at: sql<string>`now()` })
    .where('webhook_id', '=', webhook_id)
    .where('state', 'in', states)
    .where('created_at', '>=', since)
  const some = until === undefined ? all : all.where('created_at', '<', until)
  return some.returning(['id', 'attempts']).execute()
}

/** Deletes what was to be sent before the last days; at most so many at once, and returns how many. */
export async function deleteOldDeliveries(
  db: Kysely<Database>,
  { days, most }: { days: number; most: number },
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from webhook_deliveries where id in (
      select id from webhook_deliveries where created_at < now() - make_interval(days => ${days}::int)
      order by created_at limit ${most})`.execute(db)
  return Number(numAffectedRows ?? 0)
}
