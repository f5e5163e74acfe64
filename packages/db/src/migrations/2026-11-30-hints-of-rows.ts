import { type Kysely, sql } from 'kysely'

/**
 * What changes seldom hints at its change itself, in the transaction that changes it, whoever does that. Runs and jobs
 * move too often for that: each notification makes commits wait for each other.
 */
const statements = [
  `create function hint_of_row() returns trigger language plpgsql as $$ begin
    perform pg_notify(tg_argv[0], new.id::text);
    return null;
  end $$`,
  `create function hint_of_all() returns trigger language plpgsql as $$ begin
    perform pg_notify(tg_argv[0], '');
    return null;
  end $$`,

  // who waits for a dataset or a comparison
  `create trigger hint after update of state on datasets
    for each row execute function hint_of_row('assay_changes')`,
  `create trigger hint after update of state, result, error on comparisons
    for each row execute function hint_of_row('assay_changes')`,

  // who remembers that a credential was good
  `create trigger hint_of_deletion after delete on api_keys
    for each row execute function hint_of_all('assay_credentials')`,
  `create trigger hint after update of key_hash, expires_at, scopes on api_keys
    for each row execute function hint_of_all('assay_credentials')`,
  `create trigger hint_of_deletion after delete on sessions
    for each row execute function hint_of_all('assay_credentials')`,
  `create trigger hint after update of email, password_hash, groups, disabled_at, deletion_requested_at on users
    for each row when (old.* is distinct from new.*) execute function hint_of_all('assay_credentials')`,

  // who follows a run that was shared
  `create trigger hint_of_deletion after delete on shares
    for each row execute function hint_of_all('assay_events')`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
