import type { NotificationSettings } from '@assay/schemas'
import { type Insertable, type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { NoticeRow, NoticeTable, NotificationSettingsTable } from '../tables/notification.ts'

type Settings = Pick<NotificationSettings, 'email' | 'about'>

export async function findNotificationSettings(db: Kysely<Database>, owner_id: string): Promise<Settings | undefined> {
  return db
    .selectFrom('notification_settings')
    .select(['email', 'about'])
    .where('owner_id', '=', owner_id)
    .executeTakeFirst()
}

export async function putNotificationSettings(
  db: Kysely<Database>,
  owner_id: string,
  settings: Settings,
): Promise<void> {
  await db
    .insertInto('notification_settings')
    .values({ owner_id, ...settings })
    .onConflict((conflict) => conflict.column('owner_id').doUpdateSet(settings))
    .execute()
}

/** Whether any of these users is told of anything. */
export async function isAnybodyTold(db: Kysely<Database>, owner_ids: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ told: boolean }>`
    select exists (select from webhooks where owner_id = any(${owner_ids}::uuid[]) and disabled_because is null)
      or exists (
        select from notification_settings where owner_id = any(${owner_ids}::uuid[]) and email <> 'never') as told`.execute(
    db,
  )
  return rows[0]?.told ?? false
}

/** Of these users, those who are mailed, kept from being deleted until the transaction ends. */
export async function holdMailedUsers(
  db: Transaction<Database>,
  owner_ids: readonly string[],
): Promise<Selectable<NotificationSettingsTable>[]> {
  return db
    .selectFrom('notification_settings')
    .selectAll()
    .where('owner_id', 'in', owner_ids)
    .where('email', '<>', 'never')
    .forKeyShare()
    .execute()
}

export async function insertNotices(
  db: Transaction<Database>,
  notices: readonly Insertable<NoticeTable>[],
): Promise<void> {
  if (notices.length === 0) return
  await sql`
    insert into notices (id, owner_id, facts)
    select id, owner_id, facts::jsonb from json_to_recordset(${JSON.stringify(notices)}::json) as n(
      id uuid, owner_id uuid, facts text)`.execute(db)
}

/** The first notices of a user, with how many there are, for whoever mails them in this transaction. */
export async function takeNotices(
  db: Transaction<Database>,
  { owner_id, most }: { owner_id: string; most: number },
): Promise<{ readonly notices: NoticeRow[]; readonly total: number }> {
  const { rows } = await sql<NoticeRow>`
    delete from notices where id in (
      select id from notices where owner_id = ${owner_id} order by id for update skip locked)
    returning *`.execute(db)
  const notices = rows.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  return { notices: notices.slice(0, most), total: notices.length }
}

export async function hasNotices(db: Kysely<Database>, owner_id: string): Promise<boolean> {
  const query = db.selectFrom('notices').select('id').where('owner_id', '=', owner_id)
  return (await query.limit(1).executeTakeFirst()) !== undefined
}

export async function deleteNotices(db: Kysely<Database>, owner_id: string): Promise<void> {
  await db.deleteFrom('notices').where('owner_id', '=', owner_id).execute()
}

/** How many seconds ago a user was last mailed; undefined: never. */
export async function secondsSinceMail(db: Kysely<Database>, owner_id: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('notification_settings')
    .select(sql<number>`extract(epoch from now() - mailed_at)::float8`.as('seconds'))
    .where('owner_id', '=', owner_id)
    .where('mailed_at', 'is not', null)
    .executeTakeFirst()
  return row?.seconds
}

export async function noteMailed(db: Kysely<Database>, owner_id: string): Promise<void> {
  await db
    .updateTable('notification_settings')
    .set({ mailed_at: sql<string>`now()` })
    .where('owner_id', '=', owner_id)
    .execute()
}
