import { type Kysely, sql } from 'kysely'

const statements = [
  'alter table jobs add column outputs_expire_at timestamptz',
  // whose outputs are to go next
  `create index jobs_outputs_expire on jobs (outputs_expire_at) where outputs_expire_at is not null`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
