import { type Kysely, sql } from 'kysely'

const statements = [
  // what a fingerprint was made of, part by part, so that what changed can be named; apart from jobs, whose rows are
  // written again with every move
  `create table fingerprints (
    job_id uuid primary key references jobs on delete cascade,
    owner_id uuid not null references users on delete cascade,
    subject text not null,
    parts jsonb not null,
    forced boolean not null default false
  )`,
  // explanations: the nearest earlier job on the same subject
  'create index fingerprints_subject on fingerprints (owner_id, subject, job_id)',
  // secrets that were given for one run; its end deletes them
  `create table run_secrets (
    run_id uuid not null references runs on delete cascade,
    owner_id uuid not null references users on delete cascade,
    name text not null,
    ciphertext bytea not null,
    primary key (run_id, name)
  )`,
  // values to be sealed anew; the end of an account
  'create index run_secrets_owner on run_secrets (owner_id)',
  // lists of runs of one name
  'create index runs_name on runs (owner_id, name, id)',
  // what a reference to an image stood for when a job used it last
  `create table image_digests (
    image text primary key,
    digest text not null,
    seen_at timestamptz not null default now()
  )`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
