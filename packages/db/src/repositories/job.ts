import { DomainError, type JobKind, type JobState, type Page, type PageInput } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import { paginate } from '../paging.ts'
import { prepared } from '../preparing-client.ts'
import type { Database } from '../tables/index.ts'
import type { JobRow } from '../tables/job.ts'

/** A job with what is told about it beside its row: the names of the jobs it needs and of its outputs. */
export type JobDetailRow = JobRow & { readonly needs: string[]; readonly outputs: string[] }

const needs = sql<string[]>`array(
  select needed.name from job_needs n join jobs needed on needed.id = n.needs_job_id
  where n.job_id = jobs.id order by needed.id)`.as('needs')
const outputs = sql<string[]>`array(select o.name from job_outputs o where o.job_id = jobs.id order by o.name)`.as(
  'outputs',
)

/** Jobs of the sample, which everyone may read. */
const ofSample = sql<boolean>`exists (
  select from runs r join experiments e on e.id = r.experiment_id where r.id = jobs.run_id and e.is_sample)`

/**
 * A job that the user may read: an own one, or else one of the sample. Nearly always it is an own one, and planning the
 * other case in the same statement would cost more than the rest of it.
 */
export async function getReadableJob(
  db: Kysely<Database>,
  { id, user_id }: { id: string; user_id: string },
): Promise<JobDetailRow> {
  const job = db
    .selectFrom('jobs')
    .modifyFront(prepared)
    .selectAll('jobs')
    .select([needs, outputs])
    .where('id', '=', id)
  const row =
    (await job.where('owner_id', '=', user_id).executeTakeFirst()) ?? (await job.where(ofSample).executeTakeFirst())
  if (!row) throw new DomainError('JOB_NOT_FOUND', { job_id: id })
  return row
}

export async function listJobs(
  db: Kysely<Database>,
  filter: {
    user_id: string
    run_id?: string | undefined
    state?: JobState | undefined
    kind?: JobKind | undefined
  },
  page: PageInput,
): Promise<Page<JobDetailRow>> {
  let query = db.selectFrom('jobs').selectAll('jobs').select([needs, outputs])
  query =
    filter.run_id === undefined
      ? query.where('owner_id', '=', filter.user_id)
      : query.where('run_id', '=', filter.run_id)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  return paginate(db, { query, table: 'jobs', page })
}

/** The jobs of runs, in order of creation. */
export async function findJobsOfRuns(db: Kysely<Database>, run_ids: readonly string[]): Promise<JobDetailRow[]> {
  if (run_ids.length === 0) return []
  return db
    .selectFrom('jobs')
    .selectAll('jobs')
    .select([needs, outputs])
    .where('run_id', 'in', run_ids)
    .orderBy('id')
    .execute()
}

/**
 * The newest succeeded job of the owner for each of these fingerprints, locked: until the transaction ends, a deletion of
 * their runs waits, and cannot take away the outputs that are to be reused.
 */
export async function findReusableJobs(
  db: Transaction<Database>,
  { owner_id, fingerprints }: { owner_id: string; fingerprints: readonly string[] },
): Promise<Map<string, JobRow>> {
  if (fingerprints.length === 0) return new Map()
  const newest = db
    .selectFrom('jobs')
    .distinctOn('fingerprint')
    .select('id')
    .where('owner_id', '=', owner_id)
    .where('fingerprint', 'in', fingerprints)
    .where('state', '=', 'succeeded')
    .orderBy('fingerprint')
    .orderBy('id', 'desc')
  const rows = await db.selectFrom('jobs').selectAll().where('id', 'in', newest).orderBy('id').forKeyShare().execute()
  return new Map(rows.flatMap((row) => (row.fingerprint === null ? [] : [[row.fingerprint, row] as const])))
}

/** Those of the jobs that exist and have not ended. */
export async function findOpenJobIds(db: Kysely<Database>, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('jobs')
    .select('id')
    .where('id', 'in', ids)
    .where('state', 'in', ['blocked', 'queued', 'running'])
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** How many jobs wait for a worker, and how many have one. */
export async function countLiveJobs(db: Kysely<Database>): Promise<{ queued: number; running: number }> {
  const rows = await db
    .selectFrom('jobs')
    .select(['state', sql<number>`count(*)::int`.as('count')])
    .where('state', 'in', ['queued', 'running'])
    .groupBy('state')
    .execute()
  const counts = new Map(rows.map(({ state, count }) => [state, count]))
  return { queued: counts.get('queued') ?? 0, running: counts.get('running') ?? 0 }
}
