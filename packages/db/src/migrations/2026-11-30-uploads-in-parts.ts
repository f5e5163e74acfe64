import { type Kysely, sql } from 'kysely'

const statements = [
  // what storage calls an upload that has begun to arrive
  'alter table uploads add column storage_upload_id text',
  // no two writers have the same number, and only who has the last one may add its part
  'alter table uploads add column last_part_number integer not null default 0',
  `create table upload_parts (
    upload_id uuid not null references uploads on delete cascade,
    number integer not null,
    size_bytes bigint not null,
    etag text not null,
    primary key (upload_id, number)
  )`,
  // the sweep of what storage holds of uploads that nothing knows
  'create index uploads_storage_upload on uploads (storage_upload_id) where storage_upload_id is not null',
  // what is open has bytes that are no parts: it says that it stands at 0, and is sent again from there
  "update uploads set received_bytes = 0 where state = 'open'",
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
