import { type Database, newId } from '@assay/db'
import { type Kysely, sql } from 'kysely'

const jobsPerRun = 1_000

/** Fills the table of jobs for one owner; one in 1,000 has failed. */
export async function insertJobs(db: Kysely<Database>, { jobs }: { readonly jobs: number }): Promise<string> {
  const owner_id = newId()
  await sql`insert into users (id, email, name, groups) values (${owner_id}, 'owner@example.org', 'Owner', '{users}')`.execute(
    db,
  )
  await sql`
    insert into runs (id, owner_id, name, state, metrics, jobs_total)
    select uuidv7(), ${owner_id}, 'run ' || number, 'succeeded', '{}', ${jobsPerRun}
    from generate_series(1, ${jobs / jobsPerRun}::int) number`.execute(db)
  await sql`
    insert into jobs (id, run_id, owner_id, name, kind, state, spec, attempt, attempts_left, result, started_at, finished_at)
    select uuidv7(), runs.id, ${owner_id}, 'job-' || number, 'inference',
      case when random() < 0.001 then 'failed' else 'succeeded' end,
      '{"kind": "inference"}', 1, 2, '{"examples": 1000}', now(), now()
    from runs cross join generate_series(1, ${jobsPerRun}) number`.execute(db)
  await sql`vacuum analyze jobs, runs`.execute(db)
  return owner_id
}
