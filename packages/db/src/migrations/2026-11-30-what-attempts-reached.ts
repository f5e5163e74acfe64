import { type Kysely, sql } from 'kysely'

const statements = [
  // how far any attempt has come, so that one that was lost beyond that does not count
  'alter table jobs add column furthest bigint not null default 0',
  // attempts in a row that died before that, by which a job that kills its worker is told
  'alter table jobs add column deaths integer not null default 0',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
