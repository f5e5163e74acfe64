import {
  DomainError,
  type EvaluatedModel,
  type JobState,
  type ListScope,
  type Page,
  type PageInput,
  type RunBudget,
} from '@assay/schemas'
import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely'
import { endable, findReadable, readable, type Viewer, writable } from '../access.ts'
import { paginate } from '../paging.ts'
import type { EvaluationTable } from '../tables/evaluation.ts'
import type { Database } from '../tables/index.ts'
import type { RunRow } from '../tables/run.ts'
import { ofScope, paginateVisible } from '../visible-list.ts'
import { budgetOfRun } from './run-budget.ts'

type Evaluation = Omit<Selectable<EvaluationTable>, 'run_id'>

export type RunDetailRow = RunRow & { readonly evaluation: Evaluation | null; readonly budget: RunBudget | null }

const evaluation = sql<Evaluation | null>`(
  select json_build_object('experiment_id', experiment_id, 'model', model, 'metrics', metrics, 'scores', scores)
  from evaluations where evaluations.run_id = runs.id)`.as('evaluation')

function selectRuns(db: Kysely<Database>) {
  return db
    .selectFrom('runs')
    .selectAll('runs')
    .select([evaluation, budgetOfRun.as('budget')])
}

interface Viewed {
  readonly id: string
  readonly viewer: Viewer
}

/** An own one, one that is shared, or one of an experiment that may be read. */
export async function getReadableRun(db: Kysely<Database>, { id, viewer }: Viewed): Promise<RunDetailRow> {
  const row = await findReadable(selectRuns(db).where('id', '=', id), 'runs', viewer)
  if (!row) throw new DomainError('RUN_NOT_FOUND', { run_id: id })
  return row
}

export async function getWritableRun(db: Kysely<Database>, viewed: Viewed): Promise<RunDetailRow> {
  return getChangeableRun(db, viewed, writable('runs', viewed.viewer))
}

export async function getEndableRun(db: Kysely<Database>, viewed: Viewed): Promise<RunDetailRow> {
  return getChangeableRun(db, viewed, endable(viewed.viewer))
}

async function getChangeableRun(
  db: Kysely<Database>,
  viewed: Viewed,
  mayChange: RawBuilder<boolean>,
): Promise<RunDetailRow> {
  const query = selectRuns(db).where('id', '=', viewed.id).where(mayChange)
  const row = await query.executeTakeFirst()
  if (row) return row
  await getReadableRun(db, viewed)
  throw new DomainError('FORBIDDEN', { needs: { share: 'run', access: 'write' } })
}

/** Keeps a run from being deleted until the transaction ends. */
export async function holdRun(db: Transaction<Database>, id: string): Promise<void> {
  const query = db.selectFrom('runs').select('id').where('id', '=', id)
  if (!(await query.forKeyShare().executeTakeFirst())) throw new DomainError('RUN_NOT_FOUND', { run_id: id })
}

export async function findRunsByIds(db: Kysely<Database>, ids: readonly string[]): Promise<RunDetailRow[]> {
  if (ids.length === 0) return []
  return selectRuns(db).where('id', 'in', ids).orderBy('id').execute()
}

export async function findReadableRuns(
  db: Kysely<Database>,
  { ids, viewer }: { ids: readonly string[]; viewer: Viewer },
): Promise<RunDetailRow[]> {
  if (ids.length === 0) return []
  const query = selectRuns(db).where('id', 'in', ids)
  return query.where(readable('runs', viewer)).orderBy('id').execute()
}

/**
 * Whether a run is in a state, written so that Postgres uses an index of the few rows in the other states. None of
 * these indexes has the state as a column: changes of a column that is in no index are cheap.
 */
const isIn: Record<JobState, RawBuilder<boolean>> = {
  queued: sql`(runs.state = 'queued' and runs.finished_at is null)`,
  running: sql`(runs.state = 'running' and runs.finished_at is null)`,
  succeeded: sql`runs.state = 'succeeded'`,
  failed: sql`(runs.state = 'failed' and (runs.jobs_failed > 0 or runs.jobs_stopped > 0))`,
  stopped: sql`(runs.state = 'stopped' and (runs.jobs_failed > 0 or runs.jobs_stopped > 0))`,
  // only jobs are, never runs
  blocked: sql`false`,
  skipped: sql`false`,
}

/** Those that the viewer may see; of one group that the viewer may read, all in it. */
export async function listRuns(
  db: Kysely<Database>,
  filter: {
    viewer: Viewer
    scope?: ListScope
    group_id?: string | undefined
    state?: JobState | undefined
    name?: string | undefined
  },
  page: PageInput,
): Promise<Page<RunDetailRow>> {
  const { viewer, scope, group_id, state, name } = filter
  const query = selectRuns(db)
  const where = [
    ...(state === undefined ? [] : [isIn[state]]),
    ...(name === undefined ? [] : [sql<boolean>`runs.name = ${name}`]),
  ]
  if (group_id === undefined) return paginateVisible(db, { query, table: 'runs', where, viewer, scope, page })
  const of = { column: 'group_id', id: group_id } as const
  const all = where.reduce((rest, wanted) => rest.where(wanted), query)
  return paginate(db, { query: ofScope(all, { table: 'runs', viewer, scope }), table: 'runs', of, page })
}

/** The newest succeeded run of each name and model in a group, oldest first. */
export async function findNewestSucceededRuns(db: Kysely<Database>, group_id: string): Promise<RunDetailRow[]> {
  const newest = db
    .selectFrom('runs')
    .innerJoin('evaluations', 'evaluations.run_id', 'runs.id')
    .distinctOn(['runs.name', 'evaluations.model'])
    .select('runs.id')
    .where('runs.group_id', '=', group_id)
    .where('runs.state', '=', 'succeeded')
    // without metrics there is nothing to compare
    .where(sql<boolean>`cardinality(evaluations.metrics) > 0`)
    .orderBy('runs.name')
    .orderBy('evaluations.model')
    .orderBy('runs.id', 'desc')
  return selectRuns(db).where('id', 'in', newest).orderBy('id').execute()
}

export async function listRunIds(db: Kysely<Database>, group_id: string): Promise<string[]> {
  const rows = await db.selectFrom('runs').select('id').where('group_id', '=', group_id).execute()
  return rows.map((row) => row.id)
}

export async function findOpenRun(db: Kysely<Database>, group_id: string): Promise<RunRow | undefined> {
  return selectOpenRuns(db, group_id).limit(1).executeTakeFirst()
}

/** Those of a group that go on, oldest first, as many as `limit`. */
export async function listOpenRuns(
  db: Kysely<Database>,
  { group_id, limit }: { readonly group_id: string; readonly limit: number },
): Promise<RunRow[]> {
  return selectOpenRuns(db, group_id).orderBy('id').limit(limit).execute()
}

function selectOpenRuns(db: Kysely<Database>, group_id: string) {
  return db.selectFrom('runs').selectAll().where('group_id', '=', group_id).where('state', 'in', ['queued', 'running'])
}

/** The models that were evaluated in a group, each with the names of its runs. */
export async function listNamedModels(
  db: Kysely<Database>,
  group_id: string,
): Promise<{ readonly name: string; readonly spec: EvaluatedModel }[]> {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('evaluations', 'evaluations.run_id', 'runs.id')
    .distinctOn(['runs.name', 'evaluations.model'])
    .select(['runs.name', 'evaluations.model'])
    .where('runs.group_id', '=', group_id)
    .orderBy('runs.name')
    .orderBy('evaluations.model')
    .orderBy('runs.id')
    .execute()
  return rows.flatMap(({ name, model: spec }) => (spec ? [{ name, spec }] : []))
}

export async function deleteRun(db: Transaction<Database>, id: string): Promise<void> {
  await db.deleteFrom('events').where('run_id', '=', id).execute()
  await db.deleteFrom('runs').where('id', '=', id).execute()
}
