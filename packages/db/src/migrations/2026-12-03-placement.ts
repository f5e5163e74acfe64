import { type Kysely, sql } from 'kysely'

const statements = [
  // what a worker has in all (null: it takes what requires nothing), and which jobs it takes
  'alter table workers add column offers jsonb',
  "alter table workers add column kinds text[] not null default '{}'",
  "alter table workers add column placements text[] not null default '{platform,any}'",
  'alter table workers add column version text',
  // from then on it is given no more jobs
  'alter table workers add column draining_at timestamptz',
  // how long it may be out of reach before it kills what it executes
  'alter table workers add column gives_up_seconds integer not null default 900',

  'alter table jobs add column queued_at timestamptz',
  // which of the GPUs of its worker are booked for its attempt
  'alter table jobs add column gpus integer[]',
  // placed anywhere: how long it waits for a pull worker before one of the platform may take it
  'alter table jobs add column prefer_worker_seconds integer',
  // whether to prefer another worker after one was lost, and the name of that one
  'alter table jobs add column other_worker boolean not null default false',
  'alter table jobs add column lost_on text',
  'alter table jobs add column memory_factor double precision not null default 1',
  // so many jobs of one key run at once; what the key stands for, only who submits knows
  'alter table jobs add column limit_key text',
  'alter table jobs add column limit_running integer check ((limit_key is null) = (limit_running is null))',
  // how long it waits once no known worker can fit it, and since when that is so
  'alter table jobs add column unplaceable_seconds integer not null default 3600',
  'alter table jobs add column unplaceable_since timestamptz',
  // why somebody other than a user asked for its end
  'alter table jobs add column stop_error jsonb',
  // the claim: how many of each limit are running
  "create index jobs_limited on jobs (limit_key) where state = 'running' and limit_key is not null",
  // the sweep: what no worker may fit
  "create index jobs_requiring on jobs (placement) where state = 'queued' and requires is not null",

  'alter table runs add column deadline_at timestamptz',
  // the sweep: whose time is up
  `create index runs_deadline on runs (deadline_at)
    where deadline_at is not null and stop_requested_at is null and jobs_open > 0`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
