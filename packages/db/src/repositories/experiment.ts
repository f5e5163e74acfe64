import { DomainError, type Page, type PageInput } from '@assay/schemas'
import type { Insertable, Kysely, Transaction } from 'kysely'
import { paginate } from '../paging.ts'
import type { ExperimentRow, ExperimentTable } from '../tables/experiment.ts'
import type { Database } from '../tables/index.ts'

export async function insertExperiment(
  db: Kysely<Database>,
  experiment: Insertable<ExperimentTable>,
): Promise<ExperimentRow> {
  return db.insertInto('experiments').values(experiment).returningAll().executeTakeFirstOrThrow()
}

/** An experiment that the user may read: an own one, or one of the sample. */
export async function getReadableExperiment(
  db: Kysely<Database>,
  { id, user_id }: { id: string; user_id: string },
): Promise<ExperimentRow> {
  const row = await db
    .selectFrom('experiments')
    .selectAll()
    .where('id', '=', id)
    .where((eb) => eb.or([eb('owner_id', '=', user_id), eb('is_sample', '=', true)]))
    .executeTakeFirst()
  if (!row) throw new DomainError('EXPERIMENT_NOT_FOUND', { experiment_id: id })
  return row
}

export async function getExperiment(
  db: Kysely<Database>,
  { id, owner_id }: { id: string; owner_id: string },
): Promise<ExperimentRow> {
  const row = await db
    .selectFrom('experiments')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', owner_id)
    .executeTakeFirst()
  if (!row) throw new DomainError('EXPERIMENT_NOT_FOUND', { experiment_id: id })
  return row
}

/** Locks an experiment that is to be deleted: waits for whoever adds runs to it, and keeps others from it. */
export async function lockExperiment(
  db: Transaction<Database>,
  { id, owner_id }: { id: string; owner_id: string },
): Promise<void> {
  const query = db.selectFrom('experiments').select('id').where('id', '=', id).where('owner_id', '=', owner_id)
  if (!(await query.forUpdate().executeTakeFirst()))
    throw new DomainError('EXPERIMENT_NOT_FOUND', { experiment_id: id })
}

/** Keeps an experiment from being deleted until the transaction ends. Before any run is locked. */
export async function holdExperiment(
  db: Transaction<Database>,
  { id, owner_id }: { id: string; owner_id: string },
): Promise<void> {
  const query = db.selectFrom('experiments').select('id').where('id', '=', id).where('owner_id', '=', owner_id)
  if (!(await query.forKeyShare().executeTakeFirst()))
    throw new DomainError('EXPERIMENT_NOT_FOUND', { experiment_id: id })
}

export async function findExperimentsByIds(db: Kysely<Database>, ids: readonly string[]): Promise<ExperimentRow[]> {
  if (ids.length === 0) return []
  return db.selectFrom('experiments').selectAll().where('id', 'in', ids).execute()
}

/** The experiment on the bundled sample. */
export async function findSampleExperiment(db: Kysely<Database>): Promise<ExperimentRow | undefined> {
  return db
    .selectFrom('experiments')
    .selectAll()
    .where('is_sample', '=', true)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

export async function listExperiments(
  db: Kysely<Database>,
  filter: { owner_id: string; dataset_id?: string | undefined; sample: boolean },
  page: PageInput,
): Promise<Page<ExperimentRow>> {
  const all = db.selectFrom('experiments').selectAll()
  const own = filter.sample ? all.where('is_sample', '=', true) : all.where('owner_id', '=', filter.owner_id)
  const query = filter.dataset_id === undefined ? own : own.where('dataset_id', '=', filter.dataset_id)
  return paginate(db, { query, table: 'experiments', page })
}

export async function deleteExperiment(db: Transaction<Database>, id: string): Promise<void> {
  const runs = db.selectFrom('runs').select('id').where('experiment_id', '=', id)
  await db.deleteFrom('events').where('run_id', 'in', runs).execute()
  await db.deleteFrom('experiments').where('id', '=', id).execute()
}
