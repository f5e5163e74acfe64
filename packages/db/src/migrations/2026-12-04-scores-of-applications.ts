import { type Kysely, sql } from 'kysely'

const statements = [
  // how to read the scores that an application gives, which no registry of metrics knows; null: it is none
  'alter table evaluations add column scores jsonb',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
