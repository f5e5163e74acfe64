import { type Kysely, sql } from 'kysely'

const statements = [
  // what is complete has a blob, which what is made of the upload takes over
  'alter table uploads add column blob_id uuid references blobs',
  `insert into blobs (id, owner_id, size_bytes, object_key)
    select id, owner_id, received_bytes, object_key from uploads where state = 'complete'`,
  "update uploads set blob_id = id where state = 'complete'",
  "alter table uploads add constraint uploads_have_blobs check ((state = 'complete') = (blob_id is not null))",
  // whether a blob is still referenced
  'create index uploads_blob on uploads (blob_id) where blob_id is not null',
  // whether an owner has the same bytes already
  'create index blobs_same on blobs (owner_id, sha256) where sha256 is not null',

  // what has arrived behind the last part, for a store that takes no smaller ones
  'alter table uploads add column tail_key text',
  'create index uploads_tail on uploads (tail_key) where tail_key is not null',

  // how large the parts are that the client sends straight to the store; null: it sends all bytes to us
  'alter table uploads add column part_bytes bigint',
  `create table announced_parts (
    upload_id uuid not null references uploads on delete cascade,
    number integer not null,
    sha256 text not null,
    primary key (upload_id, number)
  )`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
