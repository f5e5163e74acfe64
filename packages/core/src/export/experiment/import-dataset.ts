import { type Database, type DatasetRow, findAlikeDatasets, insertDatasetVersion, newId } from '@assay/db'
import type { Transaction } from 'kysely'
import { showOriginal } from '../../data/original-file.ts'
import type { ExportDeps } from '../deps.ts'
import type { Manifest } from './manifest.ts'

interface Importing {
  readonly owner_id: string
  readonly described: Manifest
  /** Ids of blobs by path. */
  readonly blobs: ReadonlyMap<string, string>
}

/** The version of the same bytes, read alike, where the owner has one; else the next of its name. */
export async function importDataset(
  deps: ExportDeps,
  trx: Transaction<Database>,
  { owner_id, described: { dataset }, blobs }: Importing,
): Promise<{ readonly id: string; readonly is_new: boolean }> {
  const { name, filename, format, size_bytes, asked_reading, reading, columns, examples, source, annotation } = dataset
  const [original_blob_id = '', table_blob_id = ''] = [blobs.get(dataset.original), blobs.get(dataset.table)]
  const alike = { owner_id, name, format, size_bytes, asked_reading }
  const isSame = (row: DatasetRow) =>
    row.original_blob_id === original_blob_id && row.table_blob_id === table_blob_id && row.state === 'ready'
  const here = (await findAlikeDatasets(trx, alike)).find((known) => isSame(known.dataset))
  if (here) return { id: here.dataset.id, is_new: false }
  const row = await insertDatasetVersion(trx, {
    ...{ id: newId(), owner_id, name, filename, format, size_bytes, examples, state: 'ready' },
    ...{ original_blob_id, table_blob_id },
    asked_reading: JSON.stringify(asked_reading),
    reading: reading && JSON.stringify(reading),
    columns: JSON.stringify(columns),
    source: source && JSON.stringify(source),
    annotation: annotation && JSON.stringify(annotation),
  })
  await showOriginal(deps, trx, row)
  return { id: row.id, is_new: true }
}
