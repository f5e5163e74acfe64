import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'

const installationLock = 4_207_312

/** Lets one process at a time decide which storage belongs to this database. */
export async function lockInstallation(db: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${installationLock})`.execute(db)
}

/** The id that the storage of this database carries; undefined until a server has started on both. */
export async function findStorageId(db: Kysely<Database>): Promise<string | undefined> {
  return (await db.selectFrom('installation').select('storage_id').executeTakeFirst())?.storage_id
}

export async function insertStorageId(db: Transaction<Database>, storage_id: string): Promise<void> {
  await db.insertInto('installation').values({ storage_id }).execute()
}

/** For a database that was brought from elsewhere, and has a storage of its own now. */
export async function replaceStorageId(db: Transaction<Database>, storage_id: string): Promise<void> {
  await db.deleteFrom('installation').execute()
  await insertStorageId(db, storage_id)
}
