import { DomainError } from '@assay/schemas'
import type { Insertable, Kysely } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { UserRow, UserTable } from '../tables/user.ts'

export async function insertUser(db: Kysely<Database>, user: Insertable<UserTable>): Promise<UserRow> {
  return db.insertInto('users').values(user).returningAll().executeTakeFirstOrThrow()
}

export async function findUserById(db: Kysely<Database>, id: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function getUser(db: Kysely<Database>, id: string): Promise<UserRow> {
  const row = await findUserById(db, id)
  if (!row) throw new DomainError('USER_NOT_FOUND', { user_id: id })
  return row
}

export async function findUserByEmail(db: Kysely<Database>, email: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst()
}

/** Whether anyone but the built-in users exists. */
export async function hasUsers(db: Kysely<Database>): Promise<boolean> {
  const row = await db.selectFrom('users').select('id').where('is_builtin', '=', false).limit(1).executeTakeFirst()
  return row !== undefined
}
