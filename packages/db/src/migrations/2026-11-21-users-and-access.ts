import { type Kysely, sql } from 'kysely'

const statements = [
  `alter table users
    add column email_confirmed_at timestamptz,
    add column disabled_at timestamptz,
    add column deletion_requested_at timestamptz,
    add column max_storage_bytes bigint,
    add column max_running_jobs integer`,

  // whoever is there already was let in by hand
  'update users set email_confirmed_at = created_at where not is_builtin',

  // the claim: whose running jobs have a limit of their own
  'create index users_running_jobs on users (id) where max_running_jobs is not null',

  // keys from before scopes did all that their owners may
  `alter table api_keys
    add column scopes text[] not null default '{admin}',
    add column calls_per_minute integer,
    add column previous_key_hash bytea unique,
    add column previous_expires_at timestamptz`,
  'alter table api_keys alter column scopes drop default',

  `create table sessions (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    token_hash bytea not null unique,
    previous_token_hash bytea unique,
    rotated_at timestamptz not null default now(),
    user_agent text not null,
    address text not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at timestamptz not null
  )`,
  // lists of a user's sessions, newest first
  'create index sessions_owner on sessions (owner_id, id)',
  // the sweep of expired sessions
  'create index sessions_expiry on sessions (expires_at)',

  // a token may be shown to an admin, and another one for the same be mailed
  `create table one_time_tokens (
    id uuid primary key,
    purpose text not null check (purpose in ('confirm_email', 'reset_password', 'sign_up_again', 'invitation')),
    owner_id uuid references users on delete cascade,
    email text not null,
    groups text[] not null default '{}',
    token_hash bytea unique,
    mailed_token_hash bytea unique,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  // a user's tokens of a purpose, and the cascade
  'create index one_time_tokens_owner on one_time_tokens (owner_id, purpose)',
  // invitations of an address, and whether it was written to just now
  'create index one_time_tokens_email on one_time_tokens (email, purpose)',
  'create index one_time_tokens_expiry on one_time_tokens (expires_at)',

  `create table identities (
    issuer text not null,
    subject text not null,
    owner_id uuid not null references users on delete cascade,
    email text,
    decides_groups boolean not null,
    groups_issued_at timestamptz,
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    primary key (issuer, subject)
  )`,
  'create index identities_owner on identities (owner_id)',

  `create table device_logins (
    id uuid primary key,
    device_code_hash bytea not null unique,
    user_code text not null unique,
    client_name text not null,
    address text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    approved_by uuid references users on delete cascade,
    denied_at timestamptz,
    expires_in_days integer not null
  )`,
  'create index device_logins_expiry on device_logins (expires_at)',
  'create index device_logins_approver on device_logins (approved_by)',

  // one column for each noun that can be shared, so that a share goes with what it shares
  `create table shares (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    dataset_id uuid references datasets on delete cascade,
    experiment_id uuid references experiments on delete cascade,
    run_id uuid references runs on delete cascade,
    with_user_id uuid references users on delete cascade,
    with_group text,
    access text not null check (access in ('read', 'write')),
    created_at timestamptz not null default now(),
    check (num_nonnulls(dataset_id, experiment_id, run_id) = 1),
    check (num_nonnulls(with_user_id, with_group) = 1),
    unique nulls not distinct (dataset_id, experiment_id, run_id, with_user_id, with_group)
  )`,
  // whether a thing is shared with somebody, and the cascades
  'create index shares_dataset on shares (dataset_id) where dataset_id is not null',
  'create index shares_experiment on shares (experiment_id) where experiment_id is not null',
  'create index shares_run on shares (run_id) where run_id is not null',
  // what is shared with a user or a group
  'create index shares_with_user on shares (with_user_id, id) where with_user_id is not null',
  'create index shares_with_group on shares (with_group, id) where with_group is not null',
  'create index shares_owner on shares (owner_id, id)',

  // no foreign key: an entry outlives its user
  `create table audit_entries (
    id uuid primary key,
    actor_id uuid,
    actor_email text,
    credential jsonb,
    procedure text not null,
    target jsonb not null,
    changes jsonb not null,
    request_id text not null,
    address text not null,
    created_at timestamptz not null default now()
  )`,
  'create index audit_entries_actor on audit_entries (actor_id, id)',
  'create index audit_entries_procedure on audit_entries (procedure, id)',
  'create index audit_entries_target on audit_entries using gin (target jsonb_path_ops)',
  `create function refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege'; end $$`,
  `create trigger audit_entries_append_only before update or delete or truncate on audit_entries
    for each statement execute function refuse_change()`,
  'revoke update, delete, truncate on audit_entries from current_user',

  // jobs repeat the experiment of their run, as they repeat its owner: lists of what is shared read them by it, without a join
  'alter table jobs add column experiment_id uuid',
  'update jobs set experiment_id = runs.experiment_id from runs where runs.id = jobs.run_id and runs.experiment_id is not null',
  'create index jobs_experiment on jobs (experiment_id, id) where experiment_id is not null',
  // whose values group examples that share a source
  'alter table comparisons add column cluster_column text',
  // lists of an owner's comparisons, newest first
  'create index comparisons_owner on comparisons (owner_id, id)',

  // what a user stores in all
  'create index blobs_owner on blobs (owner_id) include (size_bytes)',
  'create index uploads_owner on uploads (owner_id)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
