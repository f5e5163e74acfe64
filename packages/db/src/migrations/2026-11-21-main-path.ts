import { type Kysely, sql } from 'kysely'

const statements = [
  `create table users (
    id uuid primary key,
    email text not null unique,
    name text not null,
    password_hash text,
    groups text[] not null,
    is_builtin boolean not null default false,
    created_at timestamptz not null default now()
  )`,

  `create table sign_in_links (
    token_hash bytea primary key,
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null default now()
  )`,

  `create table api_keys (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    name text not null,
    prefix text not null,
    key_hash bytea not null unique,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    last_used_at timestamptz
  )`,
  // lists of an owner's keys, newest first
  'create index api_keys_owner on api_keys (owner_id, id)',

  `create table secrets (
    owner_id uuid not null references users on delete cascade,
    name text not null,
    ciphertext bytea not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (owner_id, name)
  )`,

  `create table blobs (
    id uuid primary key,
    owner_id uuid not null references users,
    sha256 text,
    size_bytes bigint not null,
    object_key text not null unique,
    created_at timestamptz not null default now()
  )`,

  `create table uploads (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    filename text not null,
    size_bytes bigint,
    received_bytes bigint not null default 0,
    state text not null default 'open' check (state in ('open', 'complete', 'used')),
    object_key text not null unique,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
  )`,
  // the sweep of expired uploads
  'create index uploads_expiry on uploads (expires_at)',

  `create table datasets (
    id uuid primary key,
    owner_id uuid not null references users,
    name text not null,
    version integer not null,
    state text not null default 'ingesting' check (state in ('ingesting', 'ready', 'failed')),
    filename text not null,
    format text not null,
    encoding text not null,
    size_bytes bigint not null,
    examples bigint,
    columns jsonb,
    error jsonb,
    original_blob_id uuid not null references blobs,
    table_blob_id uuid references blobs,
    is_sample boolean not null default false,
    created_at timestamptz not null default now(),
    unique (owner_id, name, version)
  )`,
  // lists of an owner's datasets, newest first
  'create index datasets_owner on datasets (owner_id, id)',
  // whether a blob is still referenced
  'create index datasets_original_blob on datasets (original_blob_id)',
  'create index datasets_table_blob on datasets (table_blob_id)',
  // the bundled sample, for everyone
  'create index datasets_sample on datasets (id) where is_sample',

  `create table experiments (
    id uuid primary key,
    owner_id uuid not null references users,
    name text not null,
    description text not null,
    dataset_id uuid not null references datasets,
    task jsonb not null,
    columns jsonb not null,
    primary_metric text not null,
    is_sample boolean not null default false,
    created_at timestamptz not null default now()
  )`,
  // lists of an owner's experiments, newest first
  'create index experiments_owner on experiments (owner_id, id)',
  // experiments on a dataset; whether a dataset is in use
  'create index experiments_dataset on experiments (dataset_id, id)',
  'create index experiments_sample on experiments (id) where is_sample',

  `create table runs (
    id uuid primary key,
    owner_id uuid not null references users,
    experiment_id uuid references experiments on delete cascade,
    name text not null,
    state text not null default 'queued'
      check (state in ('queued', 'running', 'succeeded', 'failed', 'stopped')),
    model jsonb,
    metrics text[] not null,
    jobs_total integer not null default 0,
    jobs_open integer not null default 0,
    jobs_failed integer not null default 0,
    jobs_stopped integer not null default 0,
    event_seq bigint not null default 0,
    retry_of uuid references runs on delete set null,
    stop_requested_at timestamptz,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
  ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)`,
  // lists of an owner's runs, newest first
  'create index runs_owner on runs (owner_id, id)',
  // runs of an experiment, newest first
  'create index runs_experiment on runs (experiment_id, id)',
  // the "set null" of a deleted run
  'create index runs_retry on runs (retry_of) where retry_of is not null',

  `create table jobs (
    id uuid primary key,
    run_id uuid not null references runs on delete cascade,
    owner_id uuid not null,
    name text not null,
    kind text not null,
    state text not null
      check (state in ('blocked', 'queued', 'running', 'succeeded', 'failed', 'stopped', 'skipped')),
    spec jsonb not null,
    fingerprint text,
    placement text not null default 'platform',
    waits_for integer not null default 0 check (waits_for >= 0),
    priority integer not null default 0,
    attempt integer not null default 0,
    attempts_left integer not null,
    worker_id uuid,
    phase text,
    available_at timestamptz,
    stop_requested_at timestamptz,
    progress_done bigint,
    progress_total bigint,
    result jsonb,
    error jsonb,
    reused_from uuid,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
  ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)`,
  // jobs of a run in order of creation
  'create index jobs_run on jobs (run_id, id)',
  // lists of an owner's jobs, newest first
  'create index jobs_owner on jobs (owner_id, id)',
  // the claim: each owner's first queued jobs
  "create index jobs_queued on jobs (owner_id, priority desc, id) where state = 'queued'",
  // the claim: how many each owner has running
  "create index jobs_running on jobs (owner_id) where state = 'running'",
  // what a worker holds
  "create index jobs_held on jobs (worker_id) where state = 'running'",
  // reuse of what succeeded before
  "create index jobs_fingerprint on jobs (owner_id, fingerprint) where state = 'succeeded' and fingerprint is not null",

  `create table job_needs (
    job_id uuid not null references jobs on delete cascade,
    needs_job_id uuid not null references jobs on delete cascade,
    primary key (job_id, needs_job_id)
  )`,
  // the settle: who waits for a job
  'create index job_needs_needed on job_needs (needs_job_id)',

  `create table job_outputs (
    job_id uuid not null references jobs on delete cascade,
    name text not null,
    blob_id uuid not null references blobs,
    primary key (job_id, name)
  )`,
  // whether a blob is still referenced
  'create index job_outputs_blob on job_outputs (blob_id)',

  // no foreign key: whoever writes events holds the lock of their run, and a check for each would cost a third of a settle
  `create table events (
    run_id uuid not null,
    seq bigint not null,
    job_id uuid,
    type text not null,
    data jsonb not null,
    created_at timestamptz not null default now(),
    primary key (run_id, seq)
  )`,

  `create table workers (
    id uuid primary key,
    name text not null,
    slots integer not null,
    lease_seconds integer not null default 20,
    renewed_at timestamptz not null default now(),
    created_at timestamptz not null default now()
  ) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 50)`,

  `create table model_calls (
    owner_id uuid not null references users on delete cascade,
    key text not null,
    prediction jsonb not null,
    created_at timestamptz not null default now(),
    primary key (owner_id, key)
  )`,

  `create table comparisons (
    id uuid primary key,
    owner_id uuid not null references users,
    experiment_id uuid not null references experiments on delete cascade,
    baseline_run_id uuid not null references runs on delete cascade,
    run_ids uuid[] not null,
    level double precision not null,
    seed bigint not null,
    margins jsonb not null,
    fingerprint text not null,
    state text not null default 'computing' check (state in ('computing', 'ready', 'failed')),
    result jsonb,
    error jsonb,
    created_at timestamptz not null default now(),
    unique (owner_id, fingerprint)
  )`,
  // comparisons of an experiment, newest first; and the cascades
  'create index comparisons_experiment on comparisons (experiment_id, id)',
  'create index comparisons_baseline on comparisons (baseline_run_id)',

  `create table idempotency_keys (
    owner_id uuid not null references users on delete cascade,
    key text not null,
    request_hash text not null,
    response jsonb,
    created_at timestamptz not null default now(),
    primary key (owner_id, key)
  )`,
  // the sweep of old keys
  'create index idempotency_keys_age on idempotency_keys (created_at)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
