import { type Kysely, sql } from 'kysely'

const statements = [
  `create table entrypoints (
    id uuid primary key,
    application text not null,
    version text not null,
    entrypoint text not null,
    position integer not null,
    definition jsonb not null,
    applied_by uuid references users on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    used_at timestamptz,
    unique (application, version, entrypoint)
  )`,
  'create index entrypoints_applied_by on entrypoints (applied_by)',
  `create table entrypoint_files (
    entrypoint_id uuid not null references entrypoints on delete cascade,
    path text collate "C" not null,
    blob_id uuid not null references blobs,
    primary key (entrypoint_id, path)
  )`,
  // what a job finds when it begins stays readable until then, whatever becomes of the tree
  `create table job_inputs (
    job_id uuid not null references jobs on delete cascade,
    path text collate "C" not null,
    blob_id uuid not null references blobs,
    primary key (job_id, path)
  )`,
  // whether a blob is still referenced
  'create index entrypoint_files_blob on entrypoint_files (blob_id)',
  'create index job_inputs_blob on job_inputs (blob_id)',

  // outputs that are one object have no path
  `alter table job_outputs add column path text collate "C" not null default ''`,
  'alter table job_outputs drop constraint job_outputs_pkey',
  'alter table job_outputs add primary key (job_id, name, path)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
