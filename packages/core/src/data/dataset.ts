import { type Actor, checkListScope, viewerOf } from '@assay/access'
import {
  archiveDataset,
  type DatasetRow,
  type DatasetUser,
  deleteDataset,
  deleteDatasetFiles,
  getDatasetOfRuns,
  getReadableDataset,
  listDatasets,
  listDatasetUsers,
  lockDataset,
  type Viewer,
} from '@assay/db'
import { channels, transact, waitUntil } from '@assay/engine'
import {
  type Dataset,
  type DatasetProfile,
  type DatasetRows,
  DomainError,
  type datasetDeleteInput,
  type datasetListInput,
  type datasetProfileInput,
  type datasetRowsInput,
  type Page,
  type TableFormat,
} from '@assay/schemas'
import type { z } from 'zod'
import { releaseBlobs, releaseFiles } from '../file/release.ts'
import type { DataDeps } from './deps.ts'
import { dropFetch } from './fetch/drop.ts'
import { stageTable } from './staged-table.ts'

/** With `wait_seconds`, waits so long at most for the ingest to end. */
export async function getDataset(
  deps: DataDeps,
  actor: Actor,
  { dataset_id, wait_seconds = 0 }: { dataset_id: string; wait_seconds?: number },
): Promise<Dataset> {
  const viewer = viewerOf(actor)
  const look = async () => toDataset(await getReadableDataset(deps.db, { id: dataset_id, viewer }))
  const isEnough = (dataset: Dataset) => dataset.state !== 'ingesting'
  return waitUntil(deps, { channel: channels.changes, id: dataset_id, wait_seconds, look, isEnough })
}

/** The actor's, shared ones, or the sample, newest first. */
export async function listOwnDatasets(
  deps: DataDeps,
  actor: Actor,
  { name, search, run_id, archived, sample, scope, ...page }: z.output<typeof datasetListInput>,
): Promise<Page<Dataset>> {
  checkListScope(actor, scope)
  const rows = await listDatasets(
    deps.db,
    { viewer: viewerOf(actor), scope, name, search, run_id, archived, sample },
    page,
  )
  return { ...rows, items: rows.items.map(toDataset) }
}

type ReadyDataset = DatasetRow & {
  readonly columns: NonNullable<DatasetRow['columns']>
  readonly examples: number
  readonly table_blob_id: string
}

export type ReadyTable = ReadyDataset & {
  readonly format: TableFormat
  readonly original_blob_id: string
}

interface ReadyDatasetRef {
  readonly dataset_id: string
  readonly viewer: Viewer
  /**
   * Runs that the viewer may read, to see what they made of the dataset's examples; absent: the dataset itself is read.
   */
  readonly run_ids?: readonly string[]
}

/**
 * A dataset whose examples can be used; those of a set of files are its files, once an experiment was made on it.
 * Throws DATASET_NOT_FOUND, DATASET_NOT_READY, DATASET_FAILED, DATASET_NOT_A_TABLE.
 */
export async function getReadyDataset(
  deps: Pick<DataDeps, 'db'>,
  { dataset_id: id, viewer, run_ids }: ReadyDatasetRef,
): Promise<ReadyDataset> {
  const row = run_ids
    ? await getDatasetOfRuns(deps.db, { id, viewer, run_ids })
    : await getReadableDataset(deps.db, { id, viewer })
  const { columns, examples, table_blob_id } = row
  if (row.kind === 'files' && table_blob_id === null) throw notATable(row)
  if (row.state !== 'ready' || columns === null || examples === null || table_blob_id === null) throw notReady(row)
  return { ...row, columns, examples, table_blob_id }
}

/** One that came as a table, not as a set of files. Throws as `getReadyDataset`. */
export async function getReadyTable(deps: Pick<DataDeps, 'db'>, wanted: ReadyDatasetRef): Promise<ReadyTable> {
  const dataset = await getReadyDataset(deps, wanted)
  const { format, original_blob_id } = dataset
  if (format === null || original_blob_id === null) throw notATable(dataset)
  return { ...dataset, format, original_blob_id }
}

function notATable({ id: dataset_id }: Pick<DatasetRow, 'id'>): DomainError {
  return new DomainError('DATASET_NOT_A_TABLE', { dataset_id })
}

/** Why a dataset cannot be used: it may be ready later, or never. */
export function notReady({ id, state }: Pick<DatasetRow, 'id' | 'state'>): DomainError {
  if (state === 'failed') return new DomainError('DATASET_FAILED', { dataset_id: id })
  return new DomainError('DATASET_NOT_READY', { dataset_id: id, state })
}

export async function readDatasetRows(
  deps: DataDeps,
  actor: Actor,
  { dataset_id, columns, filters, include_total, ...page }: z.output<typeof datasetRowsInput>,
): Promise<DatasetRows> {
  const dataset = await getReadyDataset(deps, { dataset_id, viewer: viewerOf(actor) })
  await using table = await stageTable(deps, dataset)
  const decimal = dataset.reading?.decimal ?? '.'
  const rows = await deps.tables.page({ path: table.path, filters, decimal, ...page, ...(columns && { columns }) })
  if (!include_total) return rows
  const total =
    filters.length === 0 ? dataset.examples : await deps.tables.count({ path: table.path, filters, decimal })
  return { ...rows, total }
}

/** What the columns hold, for whoever may read the rows. */
export async function profileDataset(
  deps: DataDeps,
  actor: Actor,
  { dataset_id, columns, filters }: z.output<typeof datasetProfileInput>,
): Promise<DatasetProfile> {
  const dataset = await getReadyDataset(deps, { dataset_id, viewer: viewerOf(actor) })
  await using table = await stageTable(deps, dataset)
  const decimal = dataset.reading?.decimal ?? '.'
  return deps.tables.profile({ path: table.path, filters, decimal, ...(columns && { columns }) })
}

/** Throws DATASET_IN_USE, unless it is to be archived then. */
export async function removeDataset(
  deps: DataDeps,
  actor: Actor,
  { dataset_id, when_used }: z.output<typeof datasetDeleteInput>,
): Promise<void> {
  await transact(deps, async (trx) => {
    const row = await lockDataset(trx, { id: dataset_id, viewer: viewerOf(actor) })
    const used = await listDatasetUsers(trx, row)
    if (used.length > 0 && when_used === 'archive') return archiveDataset(trx, dataset_id)
    if (used.length > 0) throw inUse(dataset_id, used)
    await dropFetch(deps, trx, dataset_id)
    const file_blob_ids = await deleteDatasetFiles(trx, dataset_id)
    await deleteDataset(trx, dataset_id)
    const blob_ids = [row.original_blob_id, row.table_blob_id].filter((blob_id) => blob_id !== null)
    await releaseBlobs(deps, trx, blob_ids)
    await releaseFiles(deps, trx, file_blob_ids)
  })
}

/** Whoever owns a dataset sees who stands on it, to end the share and ask them. */
function inUse(dataset_id: string, used: readonly DatasetUser[]): DomainError {
  const users = used.map(({ email, experiments }) => ({ email, experiments }))
  return new DomainError('DATASET_IN_USE', { dataset_id, by_others: !used.some(({ is_owner }) => is_owner), users })
}

export function toDataset(row: DatasetRow): Dataset {
  return {
    id: row.id,
    owner_id: row.owner_id,
    name: row.name,
    version: row.version,
    state: row.state,
    kind: row.kind,
    filename: row.filename,
    format: row.format,
    size_bytes: row.size_bytes,
    examples: row.examples,
    columns: row.columns,
    reading: row.reading,
    source: row.source,
    annotation: row.annotation,
    error: row.state === 'failed' ? row.error : null,
    waiting: row.state === 'ingesting' ? row.error : null,
    is_sample: row.is_sample,
    archived_at: row.archived_at,
    created_at: row.created_at,
  }
}
