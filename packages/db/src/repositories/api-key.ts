import type { Page, PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql } from 'kysely'
import { paginate } from '../paging.ts'
import type { ApiKeyRow, ApiKeyTable } from '../tables/api-key.ts'
import type { Database } from '../tables/index.ts'
import type { UserRow } from '../tables/user.ts'

export async function insertApiKey(db: Kysely<Database>, key: Insertable<ApiKeyTable>): Promise<ApiKeyRow> {
  return db.insertInto('api_keys').values(key).returningAll().executeTakeFirstOrThrow()
}

/** The owner of a live key; notes the use, to the minute. */
export async function findUserByApiKeyHash(db: Kysely<Database>, key_hash: Buffer): Promise<UserRow | undefined> {
  const live = sql<boolean>`(api_keys.expires_at is null or api_keys.expires_at > now())`
  const user = await db
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.owner_id')
    .selectAll('users')
    .where('key_hash', '=', key_hash)
    .where(live)
    .executeTakeFirst()
  if (user) {
    await db
      .updateTable('api_keys')
      .set({ last_used_at: sql<string>`now()` })
      .where('key_hash', '=', key_hash)
      .where(sql<boolean>`(last_used_at is null or last_used_at < now() - interval '1 minute')`)
      .execute()
  }
  return user
}

export async function listApiKeys(db: Kysely<Database>, owner_id: string, page: PageInput): Promise<Page<ApiKeyRow>> {
  const query = db.selectFrom('api_keys').selectAll().where('owner_id', '=', owner_id)
  return paginate(db, { query, table: 'api_keys', page })
}

/** Deletes an owner's key; its hash, or undefined when there is none. */
export async function deleteApiKey(
  db: Kysely<Database>,
  { id, owner_id }: { id: string; owner_id: string },
): Promise<Buffer | undefined> {
  const row = await db
    .deleteFrom('api_keys')
    .where('id', '=', id)
    .where('owner_id', '=', owner_id)
    .returning('key_hash')
    .executeTakeFirst()
  return row?.key_hash
}
