import type { EndedWork, JobError } from '@assay/schemas'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.ts'

/** What has ended: a run, or a job where it names one. */
export interface EndedWorkRow extends Omit<EndedWork, 'error' | 'link'> {
  readonly owner_id: string
  readonly error: JobError | null
}

/** Runs, with the error of the first of their jobs that failed. */
export async function findEndedRuns(db: Kysely<Database>, ids: readonly string[]): Promise<EndedWorkRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<EndedWorkRow>`
    select owner_id, id as run_id, name as run_name, null as job_id, null as job_name, group_id as experiment_id, state,
      started_at, finished_at,
      (select error from jobs where run_id = runs.id and state = 'failed' order by id limit 1) as error
    from runs where id = any(${ids}::uuid[]) order by id`.execute(db)
  return rows
}

export async function findEndedJobs(db: Kysely<Database>, ids: readonly string[]): Promise<EndedWorkRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<EndedWorkRow>`
    select jobs.owner_id, run_id, runs.name as run_name, jobs.id as job_id, jobs.name as job_name,
      jobs.group_id as experiment_id, jobs.state, jobs.started_at, jobs.finished_at, jobs.error
    from jobs join runs on runs.id = run_id where jobs.id = any(${ids}::uuid[]) order by jobs.id`.execute(db)
  return rows
}
