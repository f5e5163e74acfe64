import { type Kysely, sql } from 'kysely'

const statements = [
  // who wrote the references of a version
  'alter table datasets add column annotation jsonb',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
