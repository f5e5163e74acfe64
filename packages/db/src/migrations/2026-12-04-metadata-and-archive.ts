import { type Kysely, sql } from 'kysely'

const statements = [
  // what their users keep with them, and nobody else reads
  "alter table experiments add column metadata jsonb not null default '{}'",
  "alter table runs add column metadata jsonb not null default '{}'",
  // from then on they are listed only where that is asked for
  'alter table experiments add column archived_at timestamptz',
  'alter table datasets add column archived_at timestamptz',
  "alter table secrets add column description text not null default ''",
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
