import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import type { IdentityTable } from '../tables/identity.ts'
import type { Database } from '../tables/index.ts'
import type { UserRow } from '../tables/user.ts'

interface Identity {
  readonly issuer: string
  readonly subject: string
}

export interface IdentifiedUser {
  readonly user: UserRow
  readonly decides_groups: boolean
  /** When the newest token that gave the groups was issued; null: none said when. */
  readonly groups_issued_at: string | null
}

/** The user of an identity; notes the use, to the minute. */
export async function findUserByIdentity(
  db: Kysely<Database>,
  { issuer, subject }: Identity,
): Promise<IdentifiedUser | undefined> {
  const identity = await db
    .selectFrom('identities')
    .select(['owner_id', 'decides_groups', 'groups_issued_at'])
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  if (!identity) return undefined
  const user = await db.selectFrom('users').selectAll().where('id', '=', identity.owner_id).executeTakeFirst()
  if (!user) return undefined
  await db
    .updateTable('identities')
    .set({ last_used_at: sql<string>`now()` })
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .where(sql<boolean>`(last_used_at < now() - interval '1 minute')`)
    .execute()
  return { user, decides_groups: identity.decides_groups, groups_issued_at: identity.groups_issued_at }
}

/** Keeps others from making the same identity until the transaction ends. */
export async function lockIdentity(db: Transaction<Database>, { issuer, subject }: Identity): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify([issuer, subject])}, 0))`.execute(db)
}

export async function insertIdentity(db: Kysely<Database>, identity: Insertable<IdentityTable>): Promise<void> {
  await db.insertInto('identities').values(identity).execute()
}

/** Notes that groups come from a token issued at this time; false when one as new or newer was used already. */
export async function noteGroupsIssued(
  db: Transaction<Database>,
  { issuer, subject }: Identity,
  issued_at: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('identities')
    .set({ groups_issued_at: issued_at })
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .where(sql<boolean>`(groups_issued_at is null or groups_issued_at < ${issued_at}::timestamptz)`)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Whether an identity provider opens this account. */
export async function hasIdentity(db: Kysely<Database>, owner_id: string): Promise<boolean> {
  const row = await db
    .selectFrom('identities')
    .select('subject')
    .where('owner_id', '=', owner_id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
