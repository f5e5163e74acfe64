import { DomainError, type Page, type PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, type SelectQueryBuilder, sql, type Transaction } from 'kysely'
import { paginate } from '../paging.ts'
import type { Database } from '../tables/index.ts'
import type { OneTimeTokenRow, OneTimeTokenTable } from '../tables/one-time-token.ts'

export type TokenPurpose = OneTimeTokenRow['purpose']

interface PresentedToken {
  readonly hash: Buffer
  /** One of these. */
  readonly purposes: readonly TokenPurpose[]
}

export async function insertOneTimeToken(
  db: Kysely<Database>,
  token: Insertable<OneTimeTokenTable>,
): Promise<OneTimeTokenRow> {
  return db.insertInto('one_time_tokens').values(token).returningAll().executeTakeFirstOrThrow()
}

export async function findLiveToken(db: Kysely<Database>, id: string): Promise<OneTimeTokenRow | undefined> {
  return live(db).where('id', '=', id).executeTakeFirst()
}

export async function findPresentedToken(
  db: Kysely<Database>,
  { hash, purposes }: PresentedToken,
): Promise<OneTimeTokenRow | undefined> {
  return live(db).where(isPresented(hash)).where('purpose', 'in', purposes).executeTakeFirst()
}

/** Undefined when it does not work, or was used at the same moment. `is_mailed`: it was the token in the mail. */
export async function redeemOneTimeToken(
  db: Transaction<Database>,
  { hash, purposes }: PresentedToken,
): Promise<(OneTimeTokenRow & { readonly is_mailed: boolean }) | undefined> {
  return db
    .updateTable('one_time_tokens')
    .set({ used_at: sql<string>`now()` })
    .where(isPresented(hash))
    .where('purpose', 'in', purposes)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<string>`now()`)
    .returningAll()
    .returning(sql<boolean>`mailed_token_hash is not distinct from ${hash}`.as('is_mailed'))
    .executeTakeFirst()
}

/** Notes which token is in the mail; of several mails only the newest one's token works. */
export async function setMailedTokenHash(db: Kysely<Database>, id: string, hash: Buffer): Promise<void> {
  await db.updateTable('one_time_tokens').set({ mailed_token_hash: hash }).where('id', '=', id).execute()
}

/** Whether such a mail was asked for in these seconds for the account; links that only an admin saw do not count. */
export async function hasRecentToken(
  db: Kysely<Database>,
  { email, purpose, owner_id, seconds }: Pick<OneTimeTokenRow, 'email' | 'purpose' | 'owner_id'> & { seconds: number },
): Promise<boolean> {
  const row = await db
    .selectFrom('one_time_tokens')
    .select('id')
    .where('email', '=', email)
    .where('purpose', '=', purpose)
    .where('owner_id', 'is not distinct from', owner_id)
    .where('token_hash', 'is', null)
    .where('created_at', '>', sql<string>`now() - make_interval(secs => ${seconds})`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** As after a new password or address. */
export async function deleteTokensOfUser(db: Kysely<Database>, owner_id: string): Promise<void> {
  await db.deleteFrom('one_time_tokens').where('owner_id', '=', owner_id).execute()
}

/** Deletes what has expired, or was used a day ago. */
export async function deleteExpiredTokens(db: Kysely<Database>): Promise<void> {
  await db
    .deleteFrom('one_time_tokens')
    .where(sql<boolean>`(expires_at < now() or used_at < now() - interval '1 day')`)
    .execute()
}

/** Invitations that still work, newest first. */
export async function listInvitations(db: Kysely<Database>, page: PageInput): Promise<Page<OneTimeTokenRow>> {
  return paginate(db, { query: live(db).where('purpose', '=', 'invitation'), table: 'one_time_tokens', page })
}

export async function deleteInvitation(db: Kysely<Database>, id: string): Promise<void> {
  const row = await db
    .deleteFrom('one_time_tokens')
    .where('id', '=', id)
    .where('purpose', '=', 'invitation')
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<string>`now()`)
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new DomainError('INVITATION_NOT_FOUND', { invitation_id: id })
}

export async function deleteInvitationsOf(db: Kysely<Database>, email: string): Promise<void> {
  await db
    .deleteFrom('one_time_tokens')
    .where('email', '=', email)
    .where('purpose', '=', 'invitation')
    .where('used_at', 'is', null)
    .execute()
}

function live(db: Kysely<Database>): SelectQueryBuilder<Database, 'one_time_tokens', OneTimeTokenRow> {
  return db
    .selectFrom('one_time_tokens')
    .selectAll()
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<string>`now()`)
}

function isPresented(hash: Buffer) {
  return sql<boolean>`(token_hash = ${hash} or mailed_token_hash = ${hash})`
}
