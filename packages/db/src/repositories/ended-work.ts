import type { EndedWork, JobError } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
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

export interface NumberedEnd {
  readonly owner_id: string
  readonly run_id: string
  readonly number: number
  readonly name: string
  readonly said: string
  readonly error: string | null
  readonly is_finished: boolean
  /** Whether its owner has mail of it: unless they have asked for none, or of failures alone. */
  readonly is_mailed: boolean
}

/** Those of these jobs that have a number and a name, whose owners are kept until the transaction ends. */
export async function findMailedNumberedJobs(
  db: Transaction<Database>,
  ids: readonly string[],
): Promise<NumberedEnd[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<NumberedEnd>`
    select jobs.owner_id, jobs.run_id, numbered.number, numbered.name, numbered.said, jobs.error ->> 'message' as error,
      jobs.state = 'succeeded' as is_finished,
      coalesce(settings.email, 'all') = 'all' or (settings.email = 'failures' and jobs.state <> 'succeeded') as is_mailed
    from job_numbers numbered join jobs on jobs.id = numbered.job_id join users on users.id = jobs.owner_id
    left join notification_settings settings on settings.owner_id = jobs.owner_id
    where numbered.job_id = any(${ids}::uuid[]) and numbered.name is not null
    order by numbered.number for key share of users`.execute(db)
  return rows
}
