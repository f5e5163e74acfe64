import type { Readable } from 'node:stream'
import { type Actor, viewerOf } from '@assay/access'
import { type BlobRow, getBlob, getReadableDataset } from '@assay/db'
import { notReady } from './dataset.ts'
import type { DataDeps } from './deps.ts'

export interface Download {
  readonly filename: string
  readonly size_bytes: number
  /** Strong validator of the bytes. */
  readonly etag: string
  /** Opens the bytes from `start` to `end`, both included; absent: all. */
  open(range?: { readonly start: number; readonly end: number }): Promise<Readable>
}

/** The file as it was uploaded, or its table as Parquet. */
export async function downloadDataset(
  deps: DataDeps,
  actor: Actor,
  { dataset_id, as }: { dataset_id: string; as: 'original' | 'parquet' },
): Promise<Download> {
  const dataset = await getReadableDataset(deps.db, { id: dataset_id, viewer: viewerOf(actor) })
  if (as === 'original') return toDownload(deps, await getBlob(deps.db, dataset.original_blob_id), dataset.filename)
  if (dataset.table_blob_id === null) throw notReady(dataset)
  return toDownload(deps, await getBlob(deps.db, dataset.table_blob_id), `${dataset.name}.parquet`)
}

export function toDownload({ storage }: Pick<DataDeps, 'storage'>, blob: BlobRow, filename: string): Download {
  return {
    filename,
    size_bytes: blob.size_bytes,
    etag: `"${blob.id}"`,
    open: (range) => storage.read(blob.object_key, range),
  }
}
