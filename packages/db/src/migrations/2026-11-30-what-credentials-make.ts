import { type Kysely, sql } from 'kysely'

const statements = [
  // null: as far as their user goes
  'alter table api_keys add column groups text[], add column counted_with uuid',
  `create trigger hint_of_bounds after update of groups, calls_per_minute on api_keys
    for each row execute function hint_of_all('assay_credentials')`,

  // tokens of sessions from before have no mark: an old one of theirs is refused, and ends nothing
  `alter table sessions
    add column groups text[],
    add column issuer text,
    add column mark_key bytea not null default sha256(gen_random_uuid()::text::bytea)`,
  'alter table sessions alter column mark_key drop default',

  // how far whoever let the device in could go themselves
  `alter table device_logins
    add column groups text[],
    add column until timestamptz,
    add column calls_per_minute integer,
    add column counted_with uuid,
    add column approved_with_key uuid references api_keys on delete cascade`,
  'create index device_logins_key on device_logins (approved_with_key) where approved_with_key is not null',

  // the id by which the client knows its request, beside ours
  'alter table audit_entries add column client_request_id text',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
