import {
  DomainError,
  type JobKind,
  type JobState,
  jobKind,
  jobState,
  type ListScope,
  type Page,
  type PageInput,
} from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import { findReadable, type Viewer } from '../access.ts'
import { paginate } from '../paging.ts'
import { prepared } from '../preparing-client.ts'
import type { Stretch } from '../stretch.ts'
import type { Database } from '../tables/index.ts'
import type { JobRow } from '../tables/job.ts'
import { ofScope, paginateVisible } from '../visible-list.ts'

export type JobDetailRow = JobRow & { readonly needs: string[]; readonly outputs: string[] }

export type WaitingJobRow = JobDetailRow & {
  /** Names of the jobs that it needs and that have not succeeded. */
  readonly waits_on: string[]
}

const needs = sql<string[]>`array(
  select needed.name from job_needs n join jobs needed on needed.id = n.needs_job_id
  where n.job_id = jobs.id order by needed.id)`.as('needs')
const outputs = sql<
  string[]
>`array(select distinct o.name from job_outputs o where o.job_id = jobs.id order by o.name)`.as('outputs')

const waitsOn = sql<string[]>`case when jobs.state = 'blocked' then array(
  select needed.name from job_needs n join jobs needed on needed.id = n.needs_job_id
  where n.job_id = jobs.id and needed.state <> 'succeeded' order by needed.id) else '{}' end`.as('waits_on')

/** An own one, or one of a run that may be read. */
export async function getReadableJob(
  db: Kysely<Database>,
  { id, viewer }: { id: string; viewer: Viewer },
): Promise<WaitingJobRow> {
  const query = db
    .selectFrom('jobs')
    .modifyFront(prepared)
    .selectAll('jobs')
    .select([needs, outputs, waitsOn])
    .where('id', '=', id)
    .$castTo<WaitingJobRow>()
  const row = await findReadable(query, 'jobs', viewer)
  if (!row) throw new DomainError('JOB_NOT_FOUND', { job_id: id })
  return row
}

/** Those that the viewer may see; of one run that the viewer may read, all in it. */
export async function listJobs(
  db: Kysely<Database>,
  filter: {
    viewer: Viewer
    scope?: ListScope
    run_id?: string | undefined
    /** All runs of one group that the viewer may read. */
    group_id?: string | undefined
    run_name?: string | undefined
    name?: string | undefined
    state?: JobState | undefined
    kind?: JobKind | undefined
  },
  page: PageInput,
): Promise<Page<JobDetailRow>> {
  const { viewer, scope, run_id, group_id, run_name, name, state, kind } = filter
  const query = db.selectFrom('jobs').selectAll('jobs').select([needs, outputs]).$castTo<JobDetailRow>()
  const where = [
    ...(state === undefined ? [] : [sql<boolean>`jobs.state = ${sql.lit(state)}`]),
    ...(kind === undefined ? [] : [sql<boolean>`jobs.kind = ${sql.lit(kind)}`]),
    ...(name === undefined ? [] : [sql<boolean>`jobs.name = ${name}`]),
    ...(run_name === undefined ? [] : [isOfRunNamed(run_name, scope === 'own' ? viewer.user_id : undefined)]),
  ]
  // no index holds names of jobs: those of one name are few of the runs that are so called
  const stretches = name === undefined && run_name === undefined ? stretchesOf({ state, kind }) : undefined
  const list = { query, table: 'jobs', where, stretches, viewer, scope, page } as const
  if (run_id === undefined && group_id === undefined) return paginateVisible(db, list)
  const of = run_id === undefined ? undefined : ({ column: 'run_id', id: run_id } as const)
  const within = group_id === undefined ? where : [...where, isOfGroup(group_id)]
  const all = within.reduce((rest, wanted) => rest.where(wanted), query)
  return paginate(db, { query: ofScope(all, { table: 'jobs', viewer, scope }), table: 'jobs', ...(of && { of }), page })
}

/** By the index of names of an owner's runs, where the owner is known. */
function isOfRunNamed(name: string, owner_id: string | undefined) {
  const owned = owner_id === undefined ? sql`` : sql`and runs.owner_id = ${owner_id}`
  return sql<boolean>`jobs.run_id in (select runs.id from runs where runs.name = ${name} ${owned})`
}

/** By the index of runs of a group, and that of jobs of a run. */
function isOfGroup(group_id: string) {
  return sql<boolean>`jobs.id in (
    select of_run.id from runs join jobs of_run on of_run.run_id = runs.id where runs.group_id = ${group_id})`
}

/**
 * The stretches of index `jobs_ended` that hold the wanted jobs; jobs that are queued or running, which are few, have
 * indexes of their own. Literals, because an index of some rows is used only where the statement itself excludes all
 * others.
 */
function stretchesOf({ state, kind }: { state?: JobState | undefined; kind?: JobKind | undefined }) {
  if (state === undefined && kind === undefined) return undefined
  const states = state === undefined ? jobState.options : [state]
  const kinds = kind === undefined ? jobKind.options : [kind]
  return states.flatMap((one) =>
    kinds.map(
      (other): Stretch => [
        ['state', sql.lit(one)],
        ['kind', sql.lit(other)],
      ],
    ),
  )
}

export async function findJobsOfRuns(db: Kysely<Database>, run_ids: readonly string[]): Promise<JobDetailRow[]> {
  if (run_ids.length === 0) return []
  return db
    .selectFrom('jobs')
    .selectAll('jobs')
    .select([needs, outputs])
    .where('run_id', 'in', run_ids)
    .orderBy('id')
    .$castTo<JobDetailRow>()
    .execute()
}

/** Whether all that a job left is there; what an application leaves may expire or be deleted file by file. */
const isIntact = sql<boolean>`(jobs.kind <> 'application' or coalesce((jobs.result->>'output_files')::int, -1) = (
  select count(*) from job_outputs o where o.job_id = jobs.id))`

/** Those of a run whose outputs are not all there any more. */
export async function findJobsWithoutOutputs(db: Kysely<Database>, run_id: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('jobs')
    .select('id')
    .where('run_id', '=', run_id)
    .where('state', '=', 'succeeded')
    .where(sql<boolean>`not ${isIntact}`)
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** Some jobs of a run in order of creation, from behind one of them on. */
export async function listJobsOfRun(
  db: Kysely<Database>,
  run_id: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<JobDetailRow[]> {
  const query = db.selectFrom('jobs').selectAll('jobs').select([needs, outputs]).where('run_id', '=', run_id)
  const rest = after === undefined ? query : query.where('id', '>', after)
  return rest.orderBy('id').limit(limit).$castTo<JobDetailRow>().execute()
}

/** Names of the jobs of a run that were not reused. */
export async function findRanJobs(db: Kysely<Database>, run_id: string): Promise<Set<string>> {
  const query = db.selectFrom('jobs').select('name').where('run_id', '=', run_id).where('reused_from', 'is', null)
  return new Set((await query.execute()).map(({ name }) => name))
}

export async function findReusedJobIds(db: Kysely<Database>, run_id: string): Promise<string[]> {
  const query = db.selectFrom('jobs').select('id').where('run_id', '=', run_id).where('reused_from', 'is not', null)
  return (await query.execute()).map(({ id }) => id)
}

/** The first job of a run that failed. */
export async function findFailedJob(db: Kysely<Database>, run_id: string): Promise<JobRow | undefined> {
  const query = db.selectFrom('jobs').selectAll().where('run_id', '=', run_id).where('state', '=', 'failed')
  return query.orderBy('id').limit(1).$castTo<JobRow>().executeTakeFirst()
}

/**
 * The newest succeeded job of the owner for each of these fingerprints, locked: until the transaction ends, a deletion
 * of their runs waits, and cannot remove the outputs that are to be reused.
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
    .where(sql<boolean>`fingerprint = any(${fingerprints}::text[])`)
    .where('state', '=', 'succeeded')
    .where(isIntact)
    .orderBy('fingerprint')
    .orderBy('id', 'desc')
  const found = db.selectFrom('jobs').selectAll().where('id', 'in', newest).orderBy('id').forKeyShare()
  const rows = await found.$castTo<JobRow>().execute()
  return new Map(rows.flatMap((row) => (row.fingerprint === null ? [] : [[row.fingerprint, row] as const])))
}

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
