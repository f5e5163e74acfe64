import { DomainError, toJobError } from '@assay/schemas'
import { sql } from 'kysely'
import type { EngineDeps } from './deps.ts'
import { requestStop } from './stop.ts'
import { transactAround } from './transact.ts'

/** Asks for the end of runs whose deadline has passed, each in a transaction of its own. */
export async function sweepDeadlines(deps: Pick<EngineDeps, 'db' | 'hints'>): Promise<void> {
  const { rows } = await sql<{ id: string; deadline_at: string }>`
    select id, deadline_at from runs
    where deadline_at <= now() and stop_requested_at is null and jobs_open > 0
    order by deadline_at limit 100`.execute(deps.db)
  for (const { id, deadline_at } of rows) {
    const error = toJobError(new DomainError('DEADLINE_REACHED', { deadline_at }))
    await transactAround(deps, (held) => requestStop(held, id, { error }))
  }
}
