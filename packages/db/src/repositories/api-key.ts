import type { Page, PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql } from 'kysely'
import { paginate } from '../paging.ts'
import type { ApiKeyRow, ApiKeyTable } from '../tables/api-key.ts'
import type { Database } from '../tables/index.ts'
import type { UserRow } from '../tables/user.ts'

export async function insertApiKey(db: Kysely<Database>, key: Insertable<ApiKeyTable>): Promise<ApiKeyRow> {
  return db.insertInto('api_keys').values(key).returningAll().executeTakeFirstOrThrow()
}

export interface OwnedApiKey {
  readonly key: ApiKeyRow
  readonly user: UserRow
}

/** Of a user who may sign in, by its hash or that from before its last rotation; notes the use, to the minute. */
export async function findApiKeyByHash(db: Kysely<Database>, key_hash: Buffer): Promise<OwnedApiKey | undefined> {
  const key = await db
    .selectFrom('api_keys')
    .selectAll()
    .where(sql<boolean>`(key_hash = ${key_hash}
      or (previous_key_hash = ${key_hash} and previous_expires_at > now()))`)
    .where(sql<boolean>`(expires_at is null or expires_at > now())`)
    .executeTakeFirst()
  if (!key) return undefined
  const user = await db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', key.owner_id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (!user) return undefined
  await db
    .updateTable('api_keys')
    .set({ last_used_at: sql<string>`now()` })
    .where('id', '=', key.id)
    .where(sql<boolean>`(last_used_at is null or last_used_at < now() - interval '1 minute')`)
    .execute()
  return { key, user }
}

export async function findApiKey(
  db: Kysely<Database>,
  { id, owner_id }: { id: string; owner_id: string },
): Promise<ApiKeyRow | undefined> {
  return db.selectFrom('api_keys').selectAll().where('id', '=', id).where('owner_id', '=', owner_id).executeTakeFirst()
}

/**
 * Gives an owner's key a new value; the old one works until `previous_expires_at`. Undefined when there is no such key.
 */
export async function rotateApiKey(
  db: Kysely<Database>,
  rotation: { id: string; owner_id: string; key_hash: Buffer; prefix: string; grace_seconds: number },
): Promise<ApiKeyRow | undefined> {
  const { id, owner_id, key_hash, prefix, grace_seconds } = rotation
  return db
    .updateTable('api_keys')
    .set({
      key_hash,
      prefix,
      previous_key_hash: sql<Buffer>`key_hash`,
      previous_expires_at: sql<string>`now() + make_interval(secs => ${grace_seconds})`,
    })
    .where('id', '=', id)
    .where('owner_id', '=', owner_id)
    .returningAll()
    .executeTakeFirst()
}

export async function listApiKeys(db: Kysely<Database>, owner_id: string, page: PageInput): Promise<Page<ApiKeyRow>> {
  const query = db.selectFrom('api_keys').selectAll().where('owner_id', '=', owner_id)
  return paginate(db, { query, table: 'api_keys', page })
}

/** Returns its hash; undefined when there is none. */
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

export async function deleteApiKeysOfUser(db: Kysely<Database>, owner_id: string): Promise<void> {
  await db.deleteFrom('api_keys').where('owner_id', '=', owner_id).execute()
}
