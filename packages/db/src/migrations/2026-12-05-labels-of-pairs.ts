import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // people are shown two answers, and say which is better
  await sql`alter table label_samples add column pairs boolean not null default false`.execute(db)
}
