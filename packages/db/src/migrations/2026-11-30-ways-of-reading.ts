import { type Kysely, sql } from 'kysely'

const statements = [
  // what was said about how the file is to be read: the same file, said alike, is the same version
  "alter table datasets add column asked_reading jsonb not null default '{}'",
  `update datasets set asked_reading = jsonb_build_object(
    'encoding', case encoding when 'latin-1' then 'windows-1252' else encoding end)`,
  'alter table datasets drop column encoding',
  // how it was read
  'alter table datasets add column reading jsonb',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
