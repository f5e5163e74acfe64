import { type Kysely, sql } from 'kysely'
import { listMigrations } from '../migrate.ts'
import type { Database } from '../tables/index.ts'

/**
 * Who uses a database: nobody; a server on which nobody has an account, of the same migrations or of others; or
 * somebody.
 */
export type Occupation = 'none' | 'unused' | 'unused, migrated otherwise' | 'in use'

export async function readOccupation(db: Kysely<Database>, migrations: readonly string[]): Promise<Occupation> {
  if (!(await isMigrated(db))) return 'none'
  const been = new Set(await listMigrations(db))
  if (been.size === 0) return 'none'
  const somebody = await db.selectFrom('users').select('id').where('is_builtin', '=', false).limit(1).execute()
  if (somebody.length > 0) return 'in use'
  const isSame = been.size === migrations.length && migrations.every((name) => been.has(name))
  return isSame ? 'unused' : 'unused, migrated otherwise'
}

async function isMigrated(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(
    db,
  )
  return rows[0]?.there ?? false
}
