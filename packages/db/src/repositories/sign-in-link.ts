import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'

/** Replaces every unused link by this one: only the newest works. */
export async function replaceSignInLink(
  db: Transaction<Database>,
  link: { token_hash: Buffer; expires_at: string },
): Promise<void> {
  await db.deleteFrom('sign_in_links').where('used_at', 'is', null).execute()
  await db.insertInto('sign_in_links').values(link).execute()
}

/** Marks a link as used; false when it is unknown, used or expired. */
export async function redeemSignInLink(db: Kysely<Database>, token_hash: Buffer): Promise<boolean> {
  const row = await db
    .updateTable('sign_in_links')
    .set({ used_at: sql<string>`now()` })
    .where('token_hash', '=', token_hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<string>`now()`)
    .returning('token_hash')
    .executeTakeFirst()
  return row !== undefined
}
