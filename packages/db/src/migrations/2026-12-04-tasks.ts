import { type Kysely, sql } from 'kysely'

const statements = [
  `create table tasks (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    name text not null,
    description text not null,
    models text[] not null,
    created_at timestamptz not null default now()
  )`,
  // lists of one owner
  'create index tasks_owner on tasks (owner_id, id)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
