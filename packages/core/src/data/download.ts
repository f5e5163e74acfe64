import { type Actor, viewerOf } from '@assay/access'
import { getBlob, getReadableDataset } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { type Download, toDownload } from '../file/download.ts'
import { notReady } from './dataset.ts'
import type { DataDeps } from './deps.ts'

/** The file as it was uploaded, or its table as Parquet. */
export async function downloadDataset(
  deps: DataDeps,
  actor: Actor,
  { dataset_id, as }: { dataset_id: string; as: 'original' | 'parquet' },
): Promise<Download> {
  const dataset = await getReadableDataset(deps.db, { id: dataset_id, viewer: viewerOf(actor) })
  if (dataset.kind === 'files') throw new DomainError('DATASET_NOT_A_TABLE', { dataset_id: dataset.id })
  const blob_id = as === 'original' ? dataset.original_blob_id : dataset.table_blob_id
  if (blob_id === null) throw notReady(dataset)
  const filename = as === 'original' ? (dataset.filename ?? dataset.name) : `${dataset.name}.parquet`
  return toDownload(deps, await getBlob(deps.db, blob_id), filename)
}
