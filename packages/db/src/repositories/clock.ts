import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.ts'

/** What time it is by the database's clock, as ISO 8601 in UTC. */
export async function readTime(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ now: string }>`select now()`.execute(db)
  return rows[0]?.now ?? new Date().toISOString()
}
