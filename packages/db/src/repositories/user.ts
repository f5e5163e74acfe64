import { DomainError, type Group, type Page, type PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction, type Updateable } from 'kysely'
import { paginate } from '../paging.ts'
import type { Database } from '../tables/index.ts'
import type { UserRow, UserTable } from '../tables/user.ts'

export async function insertUser(db: Kysely<Database>, user: Insertable<UserTable>): Promise<UserRow> {
  return db.insertInto('users').values(user).returningAll().executeTakeFirstOrThrow()
}

/** Undefined when the e-mail address has a user already. */
export async function insertUserUnlessTaken(
  db: Kysely<Database>,
  user: Insertable<UserTable>,
): Promise<UserRow | undefined> {
  return db
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/**
 * Replaces a user who has signed up with an address and not confirmed it; undefined when there is none. The row stays,
 * as what its keys have made belongs to it.
 */
export async function replaceUnconfirmedUser(
  db: Kysely<Database>,
  { email, ...user }: Pick<UserRow, 'email'> & Updateable<UserTable>,
): Promise<UserRow | undefined> {
  return (
    db
      .updateTable('users')
      .set(user)
      .where('email', '=', email)
      .where('email_confirmed_at', 'is', null)
      // whoever comes through an issuer has none, and did not sign up
      .where('password_hash', 'is not', null)
      .where('disabled_at', 'is', null)
      .where('is_builtin', '=', false)
      .returningAll()
      .executeTakeFirst()
  )
}

export async function findUserById(db: Kysely<Database>, id: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function getUser(db: Kysely<Database>, id: string): Promise<UserRow> {
  const row = await findUserById(db, id)
  if (!row) throw new DomainError('USER_NOT_FOUND', { user_id: id })
  return row
}

/** A user whom admins manage: not a built-in one. */
export async function getManagedUser(db: Kysely<Database>, id: string): Promise<UserRow> {
  const row = await getUser(db, id)
  if (row.is_builtin) throw new DomainError('USER_NOT_FOUND', { user_id: id })
  return row
}

/** Locks a user whom admins manage, against whoever changes, shares with or deletes them. */
export async function lockUser(db: Transaction<Database>, id: string): Promise<UserRow> {
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', id)
    .where('is_builtin', '=', false)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new DomainError('USER_NOT_FOUND', { user_id: id })
  return row
}

export async function findUserByEmail(db: Kysely<Database>, email: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst()
}

export async function hasAdmin(db: Kysely<Database>): Promise<boolean> {
  const admins = db.selectFrom('users').select('id').where(sql<boolean>`'admin' = any(groups)`)
  return (await admins.limit(1).executeTakeFirst()) !== undefined
}

export async function listUsers(
  db: Kysely<Database>,
  { search, group }: { search?: string | undefined; group?: Group | undefined },
  page: PageInput,
): Promise<Page<UserRow>> {
  let query = db.selectFrom('users').selectAll().where('is_builtin', '=', false)
  if (group !== undefined) query = query.where(sql<boolean>`${group} = any(groups)`)
  if (search !== undefined) {
    query = query.where(sql<boolean>`strpos(lower(email || chr(10) || name), lower(${search})) > 0`)
  }
  return paginate(db, { query, table: 'users', page })
}

export async function updateUser(db: Kysely<Database>, id: string, changes: Updateable<UserTable>): Promise<UserRow> {
  if (Object.keys(changes).length === 0) return getUser(db, id)
  return db.updateTable('users').set(changes).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
}

/** Gives a user another address; undefined when that has a user already. */
export async function moveUser(
  db: Kysely<Database>,
  id: string,
  { email, is_confirmed }: { email: string; is_confirmed: boolean },
): Promise<UserRow | undefined> {
  return db
    .updateTable('users')
    .set({ email, email_confirmed_at: is_confirmed ? sql<string>`now()` : null })
    .where('id', '=', id)
    .where(sql<boolean>`not exists (select from users other where other.email = ${email} and other.id <> ${id})`)
    .returningAll()
    .executeTakeFirst()
}

/** Locks every admin who may sign in, so that of two who leave at once the second sees that the first is gone. */
export async function lockAdmins(db: Transaction<Database>): Promise<string[]> {
  const rows = await db
    .selectFrom('users')
    .select('id')
    .where(sql<boolean>`'admin' = any(groups)`)
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map((row) => row.id)
}
