import { DomainError, type ListScope, type Page, type PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import { findReadable, owned, type Viewer, writable } from '../access.ts'
import { paginate } from '../paging.ts'
import type { ExperimentRow, ExperimentTable } from '../tables/experiment.ts'
import type { Database } from '../tables/index.ts'
import { isArchived, paginateVisible } from '../visible-list.ts'

interface Viewed {
  readonly id: string
  readonly viewer: Viewer
}

export async function insertExperiment(
  db: Kysely<Database>,
  experiment: Insertable<ExperimentTable>,
): Promise<ExperimentRow> {
  return db.insertInto('experiments').values(experiment).returningAll().executeTakeFirstOrThrow()
}

/** An own one, one that is shared, or one of the sample. */
export async function getReadableExperiment(db: Kysely<Database>, { id, viewer }: Viewed): Promise<ExperimentRow> {
  const row = await findReadable(db.selectFrom('experiments').selectAll().where('id', '=', id), 'experiments', viewer)
  if (!row) throw new DomainError('EXPERIMENT_NOT_FOUND', { experiment_id: id })
  return row
}

export async function findWritableExperiment(
  db: Kysely<Database>,
  { id, viewer }: Viewed,
): Promise<ExperimentRow | undefined> {
  const query = db.selectFrom('experiments').selectAll().where('id', '=', id)
  return query.where(writable('experiments', viewer)).executeTakeFirst()
}

export async function getWritableExperiment(db: Kysely<Database>, viewed: Viewed): Promise<ExperimentRow> {
  return (await findWritableExperiment(db, viewed)) ?? refuseWriting(db, viewed)
}

/** For its deletion, by its owner only: waits for whoever adds runs to it, and keeps others from doing so. */
export async function lockExperiment(db: Transaction<Database>, { id, viewer }: Viewed): Promise<void> {
  const query = db.selectFrom('experiments').select('id').where('id', '=', id).where(owned('experiments', viewer))
  if (await query.forUpdate().executeTakeFirst()) return
  await getReadableExperiment(db, { id, viewer })
  throw new DomainError('FORBIDDEN', { needs: { owner_of: 'experiment' } })
}

/** Keeps an experiment where the viewer may evaluate from being deleted. Call it before any run is locked. */
export async function holdExperiment(db: Transaction<Database>, { id, viewer }: Viewed): Promise<ExperimentRow> {
  const query = db.selectFrom('experiments').selectAll().where('id', '=', id).where(writable('experiments', viewer))
  return (await query.forKeyShare().executeTakeFirst()) ?? refuseWriting(db, { id, viewer })
}

/** Somebody who may read it may know that they may not change it; for anybody else it does not exist. */
async function refuseWriting(db: Kysely<Database>, viewed: Viewed): Promise<never> {
  await getReadableExperiment(db, viewed)
  throw new DomainError('FORBIDDEN', { needs: { share: 'experiment', access: 'write' } })
}

export async function findExperimentsByIds(db: Kysely<Database>, ids: readonly string[]): Promise<ExperimentRow[]> {
  if (ids.length === 0) return []
  return db.selectFrom('experiments').selectAll().where('id', 'in', ids).execute()
}

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
  filter: {
    viewer: Viewer
    scope?: ListScope
    dataset_id?: string | undefined
    archived?: boolean | undefined
    sample: boolean
  },
  page: PageInput,
): Promise<Page<ExperimentRow>> {
  const { viewer, scope, dataset_id, archived, sample } = filter
  const query = db.selectFrom('experiments').selectAll('experiments')
  const where = [
    isArchived('experiments', archived),
    ...(dataset_id === undefined ? [] : [sql<boolean>`experiments.dataset_id = ${dataset_id}`]),
  ]
  if (!sample) return paginateVisible(db, { query, table: 'experiments', where, viewer, scope, page })
  const ofSample = [sql<boolean>`experiments.is_sample`, ...where].reduce((rest, wanted) => rest.where(wanted), query)
  return paginate(db, { query: ofSample, table: 'experiments', page })
}

export async function deleteExperiment(db: Transaction<Database>, id: string): Promise<void> {
  const runs = db.selectFrom('runs').select('id').where('group_id', '=', id)
  await db.deleteFrom('events').where('run_id', 'in', runs).execute()
  await db.deleteFrom('runs').where('group_id', '=', id).execute()
  await db.deleteFrom('experiments').where('id', '=', id).execute()
}
