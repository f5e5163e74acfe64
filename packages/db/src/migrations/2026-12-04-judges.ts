import { type Kysely, sql } from 'kysely'

const statements = [
  // a row is a version, which never changes
  `create table judges (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    name text not null,
    version integer not null,
    definition jsonb not null,
    created_at timestamptz not null default now()
  )`,
  // the newest of a name
  'create unique index judges_version on judges (owner_id, name, version)',
  // a user's own, newest first
  'create index judges_owner on judges (owner_id, id)',

  // the examples that people are asked to label; what was drawn, and of how many, never changes
  `create table label_samples (
    id uuid primary key,
    owner_id uuid not null references users on delete cascade,
    judge text not null,
    criteria jsonb not null,
    run_ids uuid[] not null,
    examples integer[] not null,
    population integer not null,
    seed bigint not null,
    created_at timestamptz not null default now()
  )`,
  // a user's own, newest first
  'create index label_samples_owner on label_samples (owner_id, id)',

  // what a person says stays when the person has gone
  `create table labels (
    id uuid primary key,
    sample_id uuid not null references label_samples on delete cascade,
    run_id uuid not null,
    example integer not null,
    criterion text not null,
    author_id uuid references users on delete set null,
    score double precision not null,
    comment text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  // the one label of an author
  'create unique index labels_place on labels (sample_id, run_id, example, criterion, author_id)',
  // those of an author, when the account is deleted
  'create index labels_author on labels (author_id)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
