import type { Group } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import type { IdentityTable } from '../tables/identity.ts'
import type { Database } from '../tables/index.ts'
import type { UserRow } from '../tables/user.ts'

/** Who somebody is to an outside issuer. */
interface Identity {
  readonly issuer: string
  readonly subject: string
}

/** A user as an outside issuer knows them. */
export interface IdentifiedUser {
  readonly user: UserRow
  /** Whether the issuer decides the user's groups. */
  readonly decides_groups: boolean
}

/** The user of an identity; notes the use, to the minute. */
export async function findUserByIdentity(
  db: Kysely<Database>,
  { issuer, subject }: Identity,
): Promise<IdentifiedUser | undefined> {
  const identity = await db
    .selectFrom('identities')
    .select(['owner_id', 'decides_groups'])
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
  return { user, decides_groups: identity.decides_groups }
}

/** Keeps others from making the same identity until the transaction ends. */
export async function lockIdentity(db: Transaction<Database>, { issuer, subject }: Identity): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify([issuer, subject])}, 0))`.execute(db)
}

export async function insertIdentity(db: Kysely<Database>, identity: Insertable<IdentityTable>): Promise<void> {
  await db.insertInto('identities').values(identity).execute()
}

export async function setUserGroups(
  db: Kysely<Database>,
  { id, groups }: { readonly id: string; readonly groups: Group[] },
): Promise<void> {
  await db.updateTable('users').set({ groups }).where('id', '=', id).execute()
}
