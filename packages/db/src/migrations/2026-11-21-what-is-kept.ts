import { type Kysely, sql } from 'kysely'

const statements = [
  // a run that is tried again has as many attempts as the first one; before, nobody asked for others than three
  'alter table jobs add column max_attempts integer not null default 3',
  // what was computed before says less of corpus scores than comparisons hold from now on; the same question is computed again
  'delete from comparisons',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
