import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { DeviceLoginRow, DeviceLoginTable } from '../tables/session.ts'

export async function insertDeviceLogin(
  db: Kysely<Database>,
  login: Insertable<DeviceLoginTable>,
): Promise<DeviceLoginRow> {
  return db.insertInto('device_logins').values(login).returningAll().executeTakeFirstOrThrow()
}

export async function findPendingDeviceLogin(
  db: Kysely<Database>,
  user_code: string,
): Promise<DeviceLoginRow | undefined> {
  return db
    .selectFrom('device_logins')
    .selectAll()
    .where('user_code', '=', user_code)
    .where('approved_by', 'is', null)
    .where('denied_at', 'is', null)
    .where('expires_at', '>', sql<string>`now()`)
    .executeTakeFirst()
}

type Approval = Pick<
  DeviceLoginRow,
  'approved_by' | 'groups' | 'until' | 'calls_per_minute' | 'counted_with' | 'approved_with_key'
>

/** Approves the device, or, without an approval, refuses it. Undefined when no login with this code waits. */
export async function decideDeviceLogin(
  db: Kysely<Database>,
  { user_code, approval }: { readonly user_code: string; readonly approval: Approval | null },
): Promise<DeviceLoginRow | undefined> {
  return db
    .updateTable('device_logins')
    .set(approval ?? { denied_at: sql<string>`now()` })
    .where('user_code', '=', user_code)
    .where('approved_by', 'is', null)
    .where('denied_at', 'is', null)
    .where('expires_at', '>', sql<string>`now()`)
    .returningAll()
    .executeTakeFirst()
}

/** A login that has not expired, by the secret of the device; locked, so that an approval is redeemed once. */
export async function lockDeviceLogin(
  db: Transaction<Database>,
  device_code_hash: Buffer,
): Promise<DeviceLoginRow | undefined> {
  return db
    .selectFrom('device_logins')
    .selectAll()
    .where('device_code_hash', '=', device_code_hash)
    .where('expires_at', '>', sql<string>`now()`)
    .forUpdate()
    .executeTakeFirst()
}

export async function deleteDeviceLogin(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('device_logins').where('id', '=', id).execute()
}

/** Deletes the logins that a user has approved and that have not fetched their key yet. */
export async function deleteDeviceLoginsOfUser(db: Kysely<Database>, approved_by: string): Promise<void> {
  await db.deleteFrom('device_logins').where('approved_by', '=', approved_by).execute()
}

export async function deleteExpiredDeviceLogins(db: Kysely<Database>): Promise<void> {
  await db.deleteFrom('device_logins').where('expires_at', '<', sql<string>`now()`).execute()
}
