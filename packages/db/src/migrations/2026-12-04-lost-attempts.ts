import { type Kysely, sql } from 'kysely'

const statements = [
  // attempts that were lost and may be alive, each with its worker and until when: a list, null for none
  'alter table jobs add column lost_attempts jsonb',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
