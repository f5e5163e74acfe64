import { type Kysely, sql } from 'kysely'

const statements = [
  // an owner's own; without an owner, for everyone. Without a model, it points at another one by name
  `create table model_entries (
    id uuid primary key,
    owner_id uuid references users on delete cascade,
    secret_owner_id uuid references users on delete set null,
    name text not null,
    title text not null,
    description text not null,
    tasks text[] not null,
    requirements text[] not null,
    model jsonb,
    alias_of text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check ((model is null) <> (alias_of is null)),
    check (owner_id is null or secret_owner_id is null)
  )`,
  // what a name means, and the list of an owner
  'create unique index model_entries_name on model_entries (owner_id, name) nulls not distinct',
  // those with the secret of a user who is deleted
  'create index model_entries_secret_owner on model_entries (secret_owner_id) where secret_owner_id is not null',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
