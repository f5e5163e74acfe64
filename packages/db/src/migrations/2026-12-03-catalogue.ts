import { type Kysely, sql } from 'kysely'

const statements = [
  // jsonb forgets the order of parameters, which is that of switches in a command
  'alter table entrypoints alter column definition type json using definition::json',
  'alter table entrypoints add column removed_at timestamptz',
  // the versions, newest first: each has one entrypoint at position 0
  'create index entrypoints_versions on entrypoints (id) where position = 0',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
