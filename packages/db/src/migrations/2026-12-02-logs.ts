import { type Kysely, sql } from 'kysely'

const statements = [
  `create table logs (
    job_id uuid not null references jobs on delete cascade,
    attempt integer not null,
    lines bigint not null default 0,
    left_out bigint not null default 0,
    closed_at timestamptz,
    blob_id uuid references blobs,
    blocks jsonb,
    check ((blob_id is null) = (blocks is null)),
    primary key (job_id, attempt)
  )`,
  // whether a blob is still referenced
  'create index logs_blob on logs (blob_id) where blob_id is not null',
  // what is yet to be moved to storage
  'create index logs_unkept on logs (job_id, attempt) where blob_id is null',
  // the key serves reading on from a line
  `create table log_chunks (
    job_id uuid not null,
    attempt integer not null,
    first_line bigint not null,
    lines integer not null,
    at timestamptz not null,
    spans jsonb not null,
    text text not null,
    primary key (job_id, attempt, first_line),
    foreign key (job_id, attempt) references logs on delete cascade
  )`,
  // searched many times, and gone soon: to decompress it each time would take longer than to search it
  'alter table log_chunks alter column text set storage external',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
