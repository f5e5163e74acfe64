import { type Database, newId } from '@assay/db'
import { type Kysely, sql } from 'kysely'

const jobsPerRun = 1_000

/** Fills the table of jobs for one owner; one in 1,000 has failed. */
export async function insertJobs(db: Kysely<Database>, { jobs }: { readonly jobs: number }): Promise<string> {
  const owner_id = newId()
  await sql`
    insert into users (id, email, name, groups)
    values (${owner_id}, 'owner@example.org', 'Owner', '{users}')`.execute(db)
  await sql`
    insert into runs (id, owner_id, name, state, jobs_total, finished_at)
    select uuidv7(), ${owner_id}, 'run ' || number, 'succeeded', ${jobsPerRun}, now()
    from generate_series(1, ${jobs / jobsPerRun}::int) number`.execute(db)
  await sql`
    insert into jobs (
      id, run_id, owner_id, name, kind, state, spec, attempt, attempts_left, result, started_at, finished_at)
    select uuidv7(), runs.id, ${owner_id}, 'job-' || number, 'inference',
      case when random() < 0.001 then 'failed' else 'succeeded' end,
      '{"kind": "inference"}', 1, 2, '{"examples": 1000}', now(), now()
    from runs cross join generate_series(1, ${jobsPerRun}) number`.execute(db)
  await sql`vacuum analyze jobs, runs`.execute(db)
  return owner_id
}

/** Lets everybody in the group at 100,000 jobs of somebody else: 1,000 in each of 100 experiments. */
export async function shareJobs(db: Kysely<Database>): Promise<void> {
  const owner_id = newId()
  const [blob_id, dataset_id] = [newId(), newId()]
  await sql`
    insert into users (id, email, name, groups)
    values (${owner_id}, 'other@example.org', 'Other', '{users}')`.execute(db)
  await sql`
    insert into blobs (id, owner_id, size_bytes, object_key)
    values (${blob_id}, ${owner_id}, 1, ${blob_id})`.execute(db)
  await sql`
    insert into datasets (id, owner_id, name, version, filename, format, size_bytes, original_blob_id)
    values (${dataset_id}, ${owner_id}, 'news', 1, 'news.csv', 'csv', 1, ${blob_id})`.execute(db)
  await sql`
    insert into experiments (id, owner_id, name, description, dataset_id, task, columns, primary_metric)
    select uuidv7(), ${owner_id}, 'shared', '', ${dataset_id}, '{"type": "summarization"}', '{}', 'rougeL'
    from generate_series(1, 100)`.execute(db)
  await sql`
    insert into shares (id, owner_id, experiment_id, with_group, access)
    select uuidv7(), ${owner_id}, id, 'users', 'read' from experiments`.execute(db)
  await sql`
    insert into runs (id, owner_id, group_id, name, state, jobs_total, finished_at)
    select uuidv7(), ${owner_id}, id, 'shared', 'succeeded', 100, now()
    from experiments cross join generate_series(1, 10)`.execute(db)
  await sql`
    insert into jobs (id, run_id, owner_id, group_id, name, kind, state, spec, attempt, attempts_left)
    select uuidv7(), runs.id, ${owner_id}, group_id, 'job-' || number, 'inference', 'succeeded',
      '{"kind": "inference"}', 1, 2
    from runs cross join generate_series(1, 100) number where runs.owner_id = ${owner_id}`.execute(db)
  await sql`vacuum analyze jobs, runs, experiments, shares, datasets`.execute(db)
}
