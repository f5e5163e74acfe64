import { type Kysely, sql } from 'kysely'

const statements = [
  // what is fetched has no bytes yet, and a set of files is not one file
  'alter table datasets alter column original_blob_id drop not null',
  'alter table datasets alter column format drop not null',
  'alter table datasets alter column filename drop not null',
  `alter table datasets
    add column kind text not null default 'table' check (kind in ('table', 'files')),
    add column source jsonb`,

  // what is still to be fetched; the address, which may hold a key, is sealed
  `create table dataset_fetches (
    dataset_id uuid primary key references datasets on delete cascade,
    owner_id uuid not null references users on delete cascade,
    url bytea not null,
    name text,
    format text,
    upload_id uuid references uploads on delete set null,
    validator text,
    created_at timestamptz not null default now()
  )`,
  // how many a user has; their seals in order
  'create index dataset_fetches_owner on dataset_fetches (owner_id, dataset_id)',
  // the upload of a fetch, when it expires
  'create index dataset_fetches_upload on dataset_fetches (upload_id) where upload_id is not null',

  // ids that were given for what turned out to be a version that was there already
  `create table dataset_aliases (
    id uuid primary key,
    dataset_id uuid not null references datasets on delete cascade
  )`,
  'create index dataset_aliases_dataset on dataset_aliases (dataset_id)',
  // who waits for a dataset that turns out to be another, or is deleted
  `create function hint_of_gone() returns trigger language plpgsql as $$ begin
    perform pg_notify(tg_argv[0], old.id::text);
    return null;
  end $$`,
  `create trigger hint_of_deletion after delete on datasets
    for each row execute function hint_of_gone('assay_changes')`,

  // bytes are kept in order of code points: pages go on by path
  `create table dataset_files (
    dataset_id uuid not null references datasets on delete cascade,
    path text collate "C" not null,
    blob_id uuid not null references blobs,
    size_bytes bigint not null,
    content_type text not null,
    primary key (dataset_id, path)
  )`,
  // whether a blob is still referenced
  'create index dataset_files_blob on dataset_files (blob_id)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
