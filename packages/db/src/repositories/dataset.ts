import { DomainError, type ListScope, type Page, type PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, type RawBuilder, sql, type Transaction, type Updateable } from 'kysely'
import { findReadable, owned, sharedThrough, type Viewer, writable } from '../access.ts'
import { paginate } from '../paging.ts'
import { prepared } from '../preparing-client.ts'
import type { BlobRow } from '../tables/blob.ts'
import type { DatasetRow, DatasetTable } from '../tables/dataset.ts'
import type { Database } from '../tables/index.ts'
import { isArchived, paginateVisible } from '../visible-list.ts'

/** Nobody else adds to this owner's datasets until the transaction ends. */
export async function lockFamilies(db: Transaction<Database>, owner_id: string): Promise<void> {
  await sql`select from users where id = ${owner_id} for no key update`.execute(db)
}

/** What makes files the same version, beside their bytes. */
export interface Alike extends Pick<DatasetRow, 'owner_id' | 'name' | 'format' | 'size_bytes' | 'asked_reading'> {}

export interface AlikeDataset {
  readonly dataset: DatasetRow
  readonly blob: Pick<BlobRow, 'id' | 'sha256' | 'object_key'>
}

/** Versions of a family that were made, or are being made, of a file of this size, to be read alike. */
export async function findAlikeDatasets(db: Kysely<Database>, alike: Alike): Promise<AlikeDataset[]> {
  const rows = await db
    .selectFrom('datasets')
    .innerJoin('blobs', 'blobs.id', 'datasets.original_blob_id')
    .selectAll('datasets')
    .select(['blobs.id as blob_id', 'blobs.sha256', 'blobs.object_key'])
    .where('datasets.owner_id', '=', alike.owner_id)
    .where('datasets.name', '=', alike.name)
    .where('datasets.format', '=', alike.format)
    .where('datasets.size_bytes', '=', alike.size_bytes)
    .where('datasets.state', '<>', 'failed')
    .where('datasets.archived_at', 'is', null)
    .where(sql<boolean>`datasets.asked_reading = ${JSON.stringify(alike.asked_reading)}::jsonb`)
    .orderBy('datasets.version', 'desc')
    .execute()
  return rows.map(({ blob_id, sha256, object_key, ...dataset }) => ({
    dataset,
    blob: { id: blob_id, sha256, object_key },
  }))
}

/** The next version of its family. The owner's row must be locked, so that no version is missing or double. */
export async function insertDatasetVersion(
  db: Transaction<Database>,
  dataset: Omit<Insertable<DatasetTable>, 'version'>,
): Promise<DatasetRow> {
  const version = await nextVersion(db, dataset)
  return db
    .insertInto('datasets')
    .values({ ...dataset, version })
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function nextVersion(
  db: Transaction<Database>,
  { owner_id, name }: Pick<DatasetRow, 'owner_id' | 'name'>,
): Promise<number> {
  const { version } = await db
    .selectFrom('datasets')
    .select(sql<number>`coalesce(max(version), 0) + 1`.as('version'))
    .where('owner_id', '=', owner_id)
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return version
}

/**
 * What is known of a dataset once it is fetched; in another family than the one that it was announced for, it is the
 * next version of that. The owner's row must be locked.
 */
export async function fillDataset(
  db: Transaction<Database>,
  { id, owner_id, name }: Pick<DatasetRow, 'id' | 'owner_id' | 'name'>,
  changes: Updateable<DatasetTable> & { readonly name: string },
): Promise<DatasetRow> {
  const moved = changes.name === name ? {} : { version: await nextVersion(db, { owner_id, name: changes.name }) }
  return db
    .updateTable('datasets')
    .set({ ...changes, ...moved })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** An own one, one that is shared, or the sample. */
export async function getReadableDataset(
  db: Kysely<Database>,
  { id, viewer }: { id: string; viewer: Viewer },
): Promise<DatasetRow> {
  const found = (dataset_id: string) => {
    const query = db.selectFrom('datasets').modifyFront(prepared).selectAll().where('id', '=', dataset_id)
    return findReadable(query, 'datasets', viewer)
  }
  const row =
    (await found(id)) ?? (await findAlias(db, id).then((other) => (other === undefined ? other : found(other))))
  if (!row) throw new DomainError('DATASET_NOT_FOUND', { dataset_id: id })
  return row
}

/** The version that an id leads to which was given before that version was known to be the same. */
async function findAlias(db: Kysely<Database>, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('dataset_aliases').select('dataset_id').where('id', '=', id).executeTakeFirst()
  return row?.dataset_id
}

/** Ends a dataset that turned out to be another one: its id leads there from now on. */
export async function replaceDataset(
  db: Transaction<Database>,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<void> {
  await db.deleteFrom('datasets').where('id', '=', id).execute()
  await db.insertInto('dataset_aliases').values({ id, dataset_id: by }).execute()
}

/** A dataset whose examples the viewer may see as part of these runs, which the viewer may read. */
export async function getDatasetOfRuns(
  db: Kysely<Database>,
  { id, viewer, run_ids }: { id: string; viewer: Viewer; run_ids: readonly string[] },
): Promise<DatasetRow> {
  const query = db.selectFrom('datasets').selectAll().where('id', '=', id)
  const row =
    (await findReadable(query, 'datasets', viewer)) ??
    (await query.where(sharedThrough(run_ids, viewer)).executeTakeFirst())
  if (!row) throw new DomainError('DATASET_NOT_FOUND', { dataset_id: id })
  return row
}

export async function findDataset(db: Kysely<Database>, id: string): Promise<DatasetRow | undefined> {
  return db.selectFrom('datasets').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Locks a dataset for its deletion, which only its owner may ask for. */
export async function lockDataset(
  db: Transaction<Database>,
  { id, viewer }: { id: string; viewer: Viewer },
): Promise<DatasetRow> {
  const query = db.selectFrom('datasets').selectAll().where('id', '=', id).where(owned('datasets', viewer))
  const row = await query.forUpdate().executeTakeFirst()
  if (row) return row
  const readable = await getReadableDataset(db, { id, viewer })
  // who deletes what an id was given for means that, and not what was there before
  if (readable.id !== id) throw new DomainError('DATASET_NOT_FOUND', { dataset_id: id })
  throw new DomainError('FORBIDDEN', { needs: { owner_of: 'dataset' } })
}

/** One whose references the viewer may review: an own one, or one that is shared for writing. */
export async function getWritableDataset(
  db: Kysely<Database>,
  { id, viewer }: { id: string; viewer: Viewer },
): Promise<DatasetRow> {
  const readable = await getReadableDataset(db, { id, viewer })
  const query = db.selectFrom('datasets').selectAll().where('id', '=', readable.id)
  const row = await query.where(writable('datasets', viewer)).executeTakeFirst()
  if (!row) throw new DomainError('FORBIDDEN', { needs: { share: 'dataset', access: 'write' } })
  return row
}

/** A dataset that is still being fetched, locked; undefined: it has ended, or is deleted. */
export async function lockIngestingDataset(db: Transaction<Database>, id: string): Promise<DatasetRow | undefined> {
  const query = db.selectFrom('datasets').selectAll().where('id', '=', id).where('state', '=', 'ingesting')
  return query.forUpdate().executeTakeFirst()
}

/** Keeps a dataset from being deleted until the transaction ends. */
export async function holdDataset(db: Transaction<Database>, id: string): Promise<void> {
  const row = await db.selectFrom('datasets').select('id').where('id', '=', id).forKeyShare().executeTakeFirst()
  if (!row) throw new DomainError('DATASET_NOT_FOUND', { dataset_id: id })
}

interface ListedDatasets {
  readonly viewer: Viewer
  readonly scope?: ListScope
  readonly name?: string | undefined
  /** Only versions that this run has made. */
  readonly run_id?: string | undefined
  readonly archived?: boolean | undefined
  readonly sample: boolean
}

function madeBy(run_id: string): RawBuilder<boolean> {
  return sql`datasets.id in (
    select (result ->> 'dataset_id')::uuid from jobs where run_id = ${run_id}::uuid and kind = 'annotation')`
}

export async function listDatasets(
  db: Kysely<Database>,
  { viewer, scope, name, run_id, archived, sample }: ListedDatasets,
  page: PageInput,
): Promise<Page<DatasetRow>> {
  const query = db.selectFrom('datasets').selectAll('datasets')
  const where = [
    isArchived('datasets', archived),
    ...(name === undefined ? [] : [sql<boolean>`datasets.name = ${name}`]),
    ...(run_id === undefined ? [] : [madeBy(run_id)]),
  ]
  if (!sample) return paginateVisible(db, { query, table: 'datasets', where, viewer, scope, page })
  const ofSample = [sql<boolean>`datasets.is_sample`, ...where].reduce((rest, wanted) => rest.where(wanted), query)
  return paginate(db, { query: ofSample, table: 'datasets', page })
}

/** Lets a dataset be ingested again that failed for another reason than its file. */
export async function reopenDataset(db: Kysely<Database>, id: string): Promise<void> {
  await db
    .updateTable('datasets')
    .set({ state: 'ingesting', error: null })
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .execute()
}

/** Ends the ingest of a dataset; one that is no longer ingesting never changes. False: it was not ingesting. */
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

/** Locks a set of files without a table of its files. False: it has one, or is deleted. */
export async function lockUntabled(db: Transaction<Database>, id: string): Promise<boolean> {
  const query = db.selectFrom('datasets').select('id').where('id', '=', id).where('table_blob_id', 'is', null)
  return (await query.forNoKeyUpdate().executeTakeFirst()) !== undefined
}

export async function setFileTable(
  db: Transaction<Database>,
  { id, ...table }: Pick<DatasetRow, 'id' | 'examples' | 'table_blob_id'> & { readonly columns: string },
): Promise<void> {
  await db.updateTable('datasets').set(table).where('id', '=', id).execute()
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

export interface DatasetUser {
  readonly email: string
  readonly is_owner: boolean
  readonly experiments: number
}

/** Who has experiments on a dataset, its owner first; twenty at most. */
export async function listDatasetUsers(
  db: Kysely<Database>,
  { id, owner_id }: Pick<DatasetRow, 'id' | 'owner_id'>,
): Promise<DatasetUser[]> {
  const { rows } = await sql<DatasetUser>`
    select users.email, users.id = ${owner_id} as is_owner, count(*)::int4 as experiments
    from experiments join users on users.id = experiments.owner_id
    where experiments.dataset_id = ${id}
    group by users.id
    order by is_owner desc, experiments desc, users.email
    limit 20`.execute(db)
  return rows
}

/** Keeps it for those who use it, and out of the lists. */
export async function archiveDataset(db: Transaction<Database>, id: string): Promise<void> {
  const archived_at = sql<string>`coalesce(archived_at, now())`
  await db.updateTable('datasets').set({ archived_at }).where('id', '=', id).execute()
}

export async function deleteDataset(db: Transaction<Database>, id: string): Promise<void> {
  await db.deleteFrom('datasets').where('id', '=', id).execute()
}
