import { type Kysely, sql } from 'kysely'

const statements = [
  // null: nobody chose what the verdict is about
  'alter table experiments alter column primary_metric drop not null',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
