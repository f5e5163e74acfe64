import type { Page, PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql } from 'kysely'
import { paginate } from '../paging.ts'
import type { Database } from '../tables/index.ts'
import type { SessionRow, SessionTable } from '../tables/session.ts'
import type { UserRow } from '../tables/user.ts'

export interface SessionLifetime {
  /** From its last use on. */
  readonly idle_seconds: number
  /** However much it is used. */
  readonly at_most_seconds: number
}

export interface LiveSession {
  readonly session: SessionRow
  readonly user: UserRow
  /** How long the current token has been the current one, in seconds. */
  readonly rotated_seconds_ago: number
  /** Whether anybody has presented the current token; if not, the answer that carried it may have been lost. */
  readonly is_current_used: boolean
}

interface SessionRotation {
  readonly id: string
  /** Of the token that is current now. */
  readonly from: Buffer
  readonly to: Buffer
  /** Of the token that stays good for a moment. */
  readonly previous: Buffer
  readonly lifetime: SessionLifetime
}

export async function insertSession(
  db: Kysely<Database>,
  { idle_seconds, ...session }: Omit<Insertable<SessionTable>, 'expires_at'> & { readonly idle_seconds: number },
): Promise<SessionRow> {
  return db
    .insertInto('sessions')
    .values({ ...session, expires_at: sql<string>`now() + make_interval(secs => ${idle_seconds})` })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function findLiveSession(db: Kysely<Database>, id: string): Promise<LiveSession | undefined> {
  const row = await db
    .selectFrom('sessions')
    .selectAll()
    .select([
      sql<number>`extract(epoch from now() - rotated_at)::float8`.as('rotated_seconds_ago'),
      sql<boolean>`last_used_at > rotated_at`.as('is_current_used'),
    ])
    .where('id', '=', id)
    .where('expires_at', '>', sql<string>`now()`)
    .executeTakeFirst()
  if (!row) return undefined
  const { rotated_seconds_ago, is_current_used, ...session } = row
  const user = await db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', session.owner_id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return user && { session, user, rotated_seconds_ago, is_current_used }
}

/** Replaces the current token, which counts as a use; false when another request has replaced it meanwhile. */
export async function rotateSession(
  db: Kysely<Database>,
  { id, from, to, previous, lifetime }: SessionRotation,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set({
      token_hash: to,
      previous_token_hash: previous,
      rotated_at: sql<string>`now()`,
      last_used_at: sql<string>`now()`,
      expires_at: laterEnd(lifetime),
    })
    .where('id', '=', id)
    .where('token_hash', '=', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Notes a use of the current token, to the minute, and prolongs the session. */
export async function noteSessionUse(db: Kysely<Database>, id: string, lifetime: SessionLifetime): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_used_at: sql<string>`now()`, expires_at: laterEnd(lifetime) })
    .where('id', '=', id)
    .where(sql<boolean>`(last_used_at <= rotated_at or last_used_at < now() - interval '1 minute')`)
    .execute()
}

function laterEnd({ idle_seconds, at_most_seconds }: SessionLifetime) {
  return sql<string>`least(
    now() + make_interval(secs => ${idle_seconds}), created_at + make_interval(secs => ${at_most_seconds}))`
}

export async function listSessions(db: Kysely<Database>, owner_id: string, page: PageInput): Promise<Page<SessionRow>> {
  const query = db
    .selectFrom('sessions')
    .selectAll()
    .where('owner_id', '=', owner_id)
    .where('expires_at', '>', sql<string>`now()`)
  return paginate(db, { query, table: 'sessions', page })
}

export async function deleteSession(
  db: Kysely<Database>,
  { id, owner_id }: { id: string; owner_id: string },
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('owner_id', '=', owner_id)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Ends all sessions of a user, as after a new password, except that of the browser that asks, if it is named. */
export async function deleteSessionsOfUser(
  db: Kysely<Database>,
  { owner_id, except_id = null }: { owner_id: string; except_id?: string | null },
): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('owner_id', '=', owner_id)
    .where(sql<boolean>`id is distinct from ${except_id}::uuid`)
    .execute()
}

export async function deleteExpiredSessions(db: Kysely<Database>): Promise<void> {
  await db.deleteFrom('sessions').where('expires_at', '<', sql<string>`now()`).execute()
}
