import type { Kysely } from 'kysely'
import type { EventRow } from '../tables/event.ts'
import type { Database } from '../tables/index.ts'

export async function listEventsAfter(
  db: Kysely<Database>,
  { run_id, after, limit }: { run_id: string; after: number; limit: number },
): Promise<EventRow[]> {
  return db
    .selectFrom('events')
    .selectAll()
    .where('run_id', '=', run_id)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
}
