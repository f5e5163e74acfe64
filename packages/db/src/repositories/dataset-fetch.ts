import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import type { DatasetFetchRow, DatasetFetchTable } from '../tables/dataset.ts'
import type { Database } from '../tables/index.ts'

export async function insertDatasetFetch(
  db: Transaction<Database>,
  fetch: Insertable<DatasetFetchTable>,
): Promise<void> {
  await db.insertInto('dataset_fetches').values(fetch).execute()
}

/** Undefined: it has ended, or the dataset is deleted. */
export async function findDatasetFetch(db: Kysely<Database>, dataset_id: string): Promise<DatasetFetchRow | undefined> {
  return db.selectFrom('dataset_fetches').selectAll().where('dataset_id', '=', dataset_id).executeTakeFirst()
}

/** How many of a user are under way; those that failed do not count. */
export async function countDatasetFetches(db: Kysely<Database>, owner_id: string): Promise<number> {
  const { count } = await db
    .selectFrom('dataset_fetches')
    .innerJoin('datasets', 'datasets.id', 'dataset_fetches.dataset_id')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('dataset_fetches.owner_id', '=', owner_id)
    .where('datasets.state', '=', 'ingesting')
    .executeTakeFirstOrThrow()
  return count
}

/** What its bytes arrive in, and what they are known by; false: the dataset is deleted. */
export async function updateDatasetFetch(
  db: Kysely<Database>,
  dataset_id: string,
  changes: Pick<DatasetFetchRow, 'upload_id' | 'validator'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('dataset_fetches')
    .set(changes)
    .where('dataset_id', '=', dataset_id)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Returns what its bytes were to arrive in. */
export async function deleteDatasetFetch(db: Transaction<Database>, dataset_id: string): Promise<string | undefined> {
  const row = await db
    .deleteFrom('dataset_fetches')
    .where('dataset_id', '=', dataset_id)
    .returning('upload_id')
    .executeTakeFirst()
  return row?.upload_id ?? undefined
}
