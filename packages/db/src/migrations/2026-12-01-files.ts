import { type Kysely, sql } from 'kysely'

const statements = [
  // bytes are kept in order of code points: pages of a folder go on by path
  `create table files (
    id uuid primary key,
    owner_id uuid not null references users,
    path text collate "C" not null,
    folder text collate "C" not null,
    kind text not null check (kind in ('file', 'folder')),
    blob_id uuid references blobs,
    content_type text,
    written_by uuid references users on delete set null,
    run_id uuid references runs on delete set null,
    job_id uuid references jobs on delete set null,
    dataset_id uuid references datasets on delete cascade,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check ((kind = 'file') = (blob_id is not null)),
    unique (owner_id, path)
  )`,
  // no two names that look the same and differ by Unicode normal form only
  'create unique index files_normal_path on files (owner_id, normalize(path, NFC))',
  // what is in a folder
  'create index files_folder on files (owner_id, folder, path)',
  // whether a blob is still referenced, and what goes when a run, a job, a dataset or a user does
  'create index files_blob on files (blob_id) where blob_id is not null',
  'create index files_run on files (run_id) where run_id is not null',
  'create index files_job on files (job_id) where job_id is not null',
  'create index files_dataset on files (dataset_id) where dataset_id is not null',
  'create index files_written_by on files (written_by)',

  // announced by the client and compared with what arrives
  'alter table uploads add column sha256 text',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
