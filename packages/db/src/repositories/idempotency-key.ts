import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'

interface KeyRef {
  readonly owner_id: string
  readonly key: string
}

/**
 * Takes a key for a request. A second request with it waits here until the first has committed or rolled back.
 * Undefined: the key belongs to this request; otherwise the first request and its answer.
 */
export async function takeIdempotencyKey(
  db: Transaction<Database>,
  { owner_id, key, request_hash }: KeyRef & { readonly request_hash: string },
): Promise<{ request_hash: string; response: unknown } | undefined> {
  const taken = await db
    .insertInto('idempotency_keys')
    .values({ owner_id, key, request_hash })
    .onConflict((conflict) => conflict.columns(['owner_id', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst()
  if (taken) return undefined
  return answerOf(db, { owner_id, key }).executeTakeFirstOrThrow()
}

/** The answer to a request that has committed; undefined: there is none with the key. */
export async function findIdempotentAnswer(
  db: Kysely<Database>,
  ref: KeyRef,
): Promise<{ request_hash: string; response: unknown } | undefined> {
  return answerOf(db, ref).executeTakeFirst()
}

function answerOf(db: Kysely<Database>, { owner_id, key }: KeyRef) {
  return db
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'response'])
    .where('owner_id', '=', owner_id)
    .where('key', '=', key)
}

export async function keepIdempotentResponse(
  db: Transaction<Database>,
  { owner_id, key, response }: KeyRef & { readonly response: unknown },
): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({ response: JSON.stringify(response) })
    .where('owner_id', '=', owner_id)
    .where('key', '=', key)
    .execute()
}

export async function deleteOldIdempotencyKeys(db: Kysely<Database>): Promise<void> {
  await db.deleteFrom('idempotency_keys').where('created_at', '<', sql<string>`now() - interval '1 day'`).execute()
}
