import { DomainError, type Page, type PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction, type Updateable } from 'kysely'
import { paginate } from '../paging.ts'
import { prepared } from '../preparing-client.ts'
import type { DatasetRow, DatasetTable } from '../tables/dataset.ts'
import type { Database } from '../tables/index.ts'

/** Inserts a dataset as the next version of its family; the owner's row is locked, so that versions have no gaps or doubles. */
export async function insertDatasetVersion(
  db: Transaction<Database>,
  dataset: Omit<Insertable<DatasetTable>, 'version'>,
): Promise<DatasetRow> {
  await sql`select from users where id = ${dataset.owner_id} for no key update`.execute(db)
  const { version } = await db
    .selectFrom('datasets')
    .select(sql<number>`coalesce(max(version), 0) + 1`.as('version'))
    .where('owner_id', '=', dataset.owner_id)
    .where('name', '=', dataset.name)
    .executeTakeFirstOrThrow()
  return db
    .insertInto('datasets')
    .values({ ...dataset, version })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** A dataset that the user may read: an own one, or the sample. */
export async function getReadableDataset(
  db: Kysely<Database>,
  { id, user_id }: { id: string; user_id: string },
): Promise<DatasetRow> {
  const row = await db
    .selectFrom('datasets')
    .modifyFront(prepared)
    .selectAll()
    .where('id', '=', id)
    .where((eb) => eb.or([eb('owner_id', '=', user_id), eb('is_sample', '=', true)]))
    .executeTakeFirst()
  if (!row) throw new DomainError('DATASET_NOT_FOUND', { dataset_id: id })
  return row
}

export async function findDataset(db: Kysely<Database>, id: string): Promise<DatasetRow | undefined> {
  return db.selectFrom('datasets').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function lockDataset(
  db: Transaction<Database>,
  { id, owner_id }: { id: string; owner_id: string },
): Promise<DatasetRow> {
  const row = await db
    .selectFrom('datasets')
    .selectAll()
    .where('id', '=', id)
    .where('owner_id', '=', owner_id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new DomainError('DATASET_NOT_FOUND', { dataset_id: id })
  return row
}

/** Keeps a dataset from being deleted until the transaction ends. */
export async function holdDataset(db: Transaction<Database>, id: string): Promise<void> {
  const row = await db.selectFrom('datasets').select('id').where('id', '=', id).forKeyShare().executeTakeFirst()
  if (!row) throw new DomainError('DATASET_NOT_FOUND', { dataset_id: id })
}

export async function listDatasets(
  db: Kysely<Database>,
  filter: { owner_id: string; name?: string | undefined; sample: boolean },
  page: PageInput,
): Promise<Page<DatasetRow>> {
  const all = db.selectFrom('datasets').selectAll()
  const own = filter.sample ? all.where('is_sample', '=', true) : all.where('owner_id', '=', filter.owner_id)
  const query = filter.name === undefined ? own : own.where('name', '=', filter.name)
  return paginate(db, { query, table: 'datasets', page })
}

/** Makes a dataset that failed for no fault of its file ingestible again. */
export async function reopenDataset(db: Kysely<Database>, id: string): Promise<void> {
  await db
    .updateTable('datasets')
    .set({ state: 'ingesting', error: null })
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .execute()
}

/** Ends the ingest of a dataset; a dataset that is no longer ingesting never changes. False: it was not. */
export async function settleDataset(
  db: Kysely<Database>,
  id: string,
  changes: Updateable<DatasetTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('datasets')
    .set(changes)
    .where('id', '=', id)
    .where('state', '=', 'ingesting')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** The newest version of the bundled sample that was not refused. */
export async function findSampleDataset(db: Kysely<Database>): Promise<DatasetRow | undefined> {
  return db
    .selectFrom('datasets')
    .selectAll()
    .where('is_sample', '=', true)
    .where('state', '<>', 'failed')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function markSampleDataset(db: Kysely<Database>, id: string): Promise<void> {
  await db.updateTable('datasets').set({ is_sample: true }).where('id', '=', id).execute()
}

export async function isDatasetInUse(db: Kysely<Database>, id: string): Promise<boolean> {
  const row = await db.selectFrom('experiments').select('id').where('dataset_id', '=', id).limit(1).executeTakeFirst()
  return row !== undefined
}

export async function deleteDataset(db: Transaction<Database>, id: string): Promise<void> {
  await db.deleteFrom('datasets').where('id', '=', id).execute()
}
