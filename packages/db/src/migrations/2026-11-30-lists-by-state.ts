import { type Kysely, sql } from 'kysely'

const statements = [
  // lists of an owner's jobs by state, by kind or by both; live ones, which move on, have indexes of their own
  "create index jobs_ended on jobs (owner_id, state, kind, id) where state not in ('queued', 'running')",
  // lists of what is shared, by a state that few have
  `create index jobs_unsuccessful on jobs (group_id, state, id)
    where group_id is not null and state in ('failed', 'stopped', 'skipped')`,
  // lists of runs by a state that few have, by columns that change at most once in a run that succeeds
  'create index runs_unfinished on runs (owner_id, id) where finished_at is null',
  'create index runs_unsuccessful on runs (owner_id, id) where jobs_failed > 0 or jobs_stopped > 0',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
