import { type Kysely, sql } from 'kysely'

const statements = [
  `create table webhooks (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    name text not null,
    url text not null,
    events text[] not null,
    experiment_id uuid references experiments on delete cascade,
    failing_since timestamptz,
    disabled_because text check (disabled_because in ('owner', 'gone', 'failing')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  // a user's own, newest first; whether anybody is to be told of an end
  'create index webhooks_owner on webhooks (owner_id, id)',
  // those of an experiment, when it is deleted
  'create index webhooks_experiment on webhooks (experiment_id) where experiment_id is not null',

  // the one without an end signs, and those before it until theirs
  `create table webhook_secrets (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    webhook_id uuid not null references webhooks on delete cascade,
    secret bytea not null,
    expires_at timestamptz
  )`,
  // those of a webhook
  'create index webhook_secrets_webhook on webhook_secrets (webhook_id)',
  // seals in order
  'create index webhook_secrets_owner on webhook_secrets (owner_id, id)',

  // the run may be gone by now; the text is kept as it is signed, byte by byte
  `create table webhook_deliveries (
    id uuid primary key,
    webhook_id uuid not null references webhooks on delete cascade,
    type text not null,
    run_id uuid,
    job_id uuid,
    payload text not null,
    state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
    attempts integer not null default 0,
    attempts_left integer not null,
    status_code integer,
    duration_ms integer,
    answer text,
    error text,
    attempted_at timestamptz,
    next_attempt_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  // those of a webhook, newest first
  'create index webhook_deliveries_webhook on webhook_deliveries (webhook_id, id)',
  // what is old enough to be deleted
  'create index webhook_deliveries_created on webhook_deliveries (created_at)',

  // a user without a row is mailed nothing
  `create table notification_settings (
    owner_id uuid primary key references users on delete cascade,
    email text not null check (email in ('never', 'failures', 'all')),
    about text not null check (about in ('runs', 'jobs')),
    mailed_at timestamptz
  )`,

  // what is yet to be mailed
  `create table notices (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    facts jsonb not null,
    created_at timestamptz not null default now()
  )`,
  // those of a user, in order
  'create index notices_owner on notices (owner_id, id)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
