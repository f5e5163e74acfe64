import { type Kysely, sql } from 'kysely'

const statements = [
  `create table worker_registrations (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    name text not null,
    for_user_id uuid references users on delete cascade,
    for_group text,
    labels text[] not null default '{}',
    prefix text not null,
    token_hash bytea not null unique,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    draining_at timestamptz,
    check (num_nonnulls(for_user_id, for_group) <= 1)
  )`,
  // the list of a user's own
  'create index worker_registrations_owner on worker_registrations (owner_id, id)',
  // the deletion of a user
  'create index worker_registrations_for on worker_registrations (for_user_id) where for_user_id is not null',

  // what works under the token of a worker, and whose jobs it takes (both null: everybody's)
  'alter table workers add column registration_id uuid references worker_registrations on delete cascade',
  'alter table workers add column for_user_id uuid',
  'alter table workers add column for_group text',
  'create index workers_registration on workers (registration_id) where registration_id is not null',

  // files that an attempt has stored over HTTP, which are outputs once it is settled
  `create table attempt_outputs (
    job_id uuid not null references jobs on delete cascade,
    attempt integer not null,
    name text not null,
    path text collate "C" not null,
    object_key text not null,
    sha256 text not null,
    size_bytes bigint not null,
    primary key (job_id, attempt, name, path)
  )`,

  // who remembers that a credential was good
  `create trigger hint_of_deletion after delete on worker_registrations
    for each row execute function hint_of_all('assay_credentials')`,
  `create trigger hint after update of token_hash on worker_registrations
    for each row execute function hint_of_all('assay_credentials')`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
