import type { Readable } from 'node:stream'
import { type BlobRow, findJobOutput, getBlob, getDatasetOfRuns, getReadableDataset, getReadableJob } from '@assay/db'
import { DomainError, inferenceSpec } from '@assay/schemas'
import { type Actor, viewerOf } from '../actor.ts'
import type { CoreDeps } from '../deps.ts'
import { notReady } from './dataset.ts'

/** Bytes on their way out. */
export interface Download {
  readonly filename: string
  readonly size_bytes: number
  /** Strong validator of the bytes. */
  readonly etag: string
  /** Opens the bytes from `start` to `end`, both included; absent: all. */
  open(range?: { readonly start: number; readonly end: number }): Promise<Readable>
}

/** The file of a dataset as it was uploaded, or its table as Parquet. */
export async function downloadDataset(
  deps: CoreDeps,
  actor: Actor,
  { dataset_id, as }: { dataset_id: string; as: 'original' | 'parquet' },
): Promise<Download> {
  const dataset = await getReadableDataset(deps.db, { id: dataset_id, viewer: viewerOf(actor) })
  if (as === 'original') return toDownload(deps, await getBlob(deps.db, dataset.original_blob_id), dataset.filename)
  if (dataset.table_blob_id === null) throw notReady(dataset)
  return toDownload(deps, await getBlob(deps.db, dataset.table_blob_id), `${dataset.name}.parquet`)
}

/** An output of a job. Throws DATASET_NOT_FOUND for answers to examples that the actor may not see. */
export async function downloadJobOutput(
  deps: CoreDeps,
  actor: Actor,
  { job_id, name }: { job_id: string; name: string },
): Promise<Download> {
  const viewer = viewerOf(actor)
  const job = await getReadableJob(deps.db, { id: job_id, viewer })
  // a model's answers can hold the input: others than who ran it see them where they may see the examples
  if (job.kind === 'inference' && job.owner_id !== viewer.user_id) {
    const { dataset_id } = inferenceSpec.parse(job.spec)
    await getDatasetOfRuns(deps.db, { id: dataset_id, viewer, run_ids: [job.run_id] })
  }
  const blob = await findJobOutput(deps.db, { job_id, name })
  if (!blob) throw new DomainError('OUTPUT_NOT_FOUND', { job_id, name })
  return toDownload(deps, blob, name)
}

function toDownload({ storage }: CoreDeps, blob: BlobRow, filename: string): Download {
  return {
    filename,
    size_bytes: blob.size_bytes,
    etag: `"${blob.id}"`,
    open: (range) => storage.read(blob.object_key, range),
  }
}
