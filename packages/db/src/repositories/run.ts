import { DomainError, type JobState, type Page, type PageInput } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import { paginate } from '../paging.ts'
import type { Database } from '../tables/index.ts'
import type { RunRow } from '../tables/run.ts'

/** Runs that the user may read: own ones, and those of the sample. */
const readable = (user_id: string) =>
  sql<boolean>`(runs.owner_id = ${user_id} or exists (
    select from experiments e where e.id = runs.experiment_id and e.is_sample))`

export async function getReadableRun(
  db: Kysely<Database>,
  { id, user_id }: { id: string; user_id: string },
): Promise<RunRow> {
  const row = await db.selectFrom('runs').selectAll().where('id', '=', id).where(readable(user_id)).executeTakeFirst()
  if (!row) throw new DomainError('RUN_NOT_FOUND', { run_id: id })
  return row
}

export async function getRun(
  db: Kysely<Database>,
  { id, owner_id }: { id: string; owner_id: string },
): Promise<RunRow> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', owner_id)
    .executeTakeFirst()
  if (!row) throw new DomainError('RUN_NOT_FOUND', { run_id: id })
  return row
}

/** Keeps a run from being deleted until the transaction ends. */
export async function holdRun(
  db: Transaction<Database>,
  { id, owner_id }: { id: string; owner_id: string },
): Promise<void> {
  const query = db.selectFrom('runs').select('id').where('id', '=', id).where('owner_id', '=', owner_id)
  if (!(await query.forKeyShare().executeTakeFirst())) throw new DomainError('RUN_NOT_FOUND', { run_id: id })
}

export async function findRunsByIds(db: Kysely<Database>, ids: readonly string[]): Promise<RunRow[]> {
  if (ids.length === 0) return []
  return db.selectFrom('runs').selectAll().where('id', 'in', ids).orderBy('id').execute()
}

/** Those of these runs that the user may read. */
export async function findReadableRuns(
  db: Kysely<Database>,
  { ids, user_id }: { ids: readonly string[]; user_id: string },
): Promise<RunRow[]> {
  if (ids.length === 0) return []
  return db.selectFrom('runs').selectAll().where('id', 'in', ids).where(readable(user_id)).orderBy('id').execute()
}

export async function listRuns(
  db: Kysely<Database>,
  filter: { user_id: string; experiment_id?: string | undefined; state?: JobState | undefined },
  page: PageInput,
): Promise<Page<RunRow>> {
  const all = db.selectFrom('runs').selectAll()
  const scoped =
    filter.experiment_id === undefined
      ? all.where('owner_id', '=', filter.user_id)
      : all.where('experiment_id', '=', filter.experiment_id)
  const query = filter.state === undefined ? scoped : scoped.where('state', '=', filter.state)
  return paginate(db, { query, table: 'runs', page })
}

/** The newest succeeded run of each name in an experiment, oldest first. */
export async function findComparableRuns(db: Kysely<Database>, experiment_id: string): Promise<RunRow[]> {
  const newest = db
    .selectFrom('runs')
    .distinctOn('name')
    .selectAll()
    .where('experiment_id', '=', experiment_id)
    .where('state', '=', 'succeeded')
    .orderBy('name')
    .orderBy('id', 'desc')
  return db.selectFrom(newest.as('newest')).selectAll().orderBy('id').execute()
}

export async function listRunIds(db: Kysely<Database>, experiment_id: string): Promise<string[]> {
  const rows = await db.selectFrom('runs').select('id').where('experiment_id', '=', experiment_id).execute()
  return rows.map((row) => row.id)
}

export async function findOpenRun(db: Kysely<Database>, experiment_id: string): Promise<RunRow | undefined> {
  return db
    .selectFrom('runs')
    .selectAll()
    .where('experiment_id', '=', experiment_id)
    .where('state', 'in', ['queued', 'running'])
    .limit(1)
    .executeTakeFirst()
}

export async function deleteRun(db: Transaction<Database>, id: string): Promise<void> {
  await db.deleteFrom('events').where('run_id', '=', id).execute()
  await db.deleteFrom('runs').where('id', '=', id).execute()
}
