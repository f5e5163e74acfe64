import { type Kysely, sql } from 'kysely'

const statements = [
  // files whose parts the worker of an attempt sends straight to the store
  `create table attempt_uploads (
    job_id uuid not null references jobs on delete cascade,
    attempt integer not null,
    name text not null,
    path text collate "C" not null,
    object_key text not null,
    storage_upload_id text not null,
    part_bytes bigint not null,
    size_bytes bigint not null,
    primary key (job_id, attempt, name, path)
  )`,
  // whether parts in the store are of an upload that goes on
  'create index attempt_uploads_storage on attempt_uploads (storage_upload_id)',
  // null: the bytes have not passed through us, and nobody has read them yet
  'alter table attempt_outputs alter column sha256 drop not null',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
