import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import {
  type DatasetRow,
  findDataset,
  getBlob,
  insertBlobs,
  newId,
  reopenDataset,
  setBlobHash,
  settleDataset,
  storableJson,
} from '@assay/db'
import { DomainError, type JobError, toJobError } from '@assay/schemas'
import { newObjectKey } from '../file/object-key.ts'
import { scratchDirectory, stageObject } from '../file/staged.ts'
import type { DataDeps } from './deps.ts'
import { formatOf } from './table-file.ts'

/**
 * Reads and checks a dataset's file and keeps it as Parquet. Safe to run twice: only the first to finish settles the
 * dataset. A file that is refused leaves a failed dataset that says why; anything else is thrown, to be tried again.
 */
export async function ingestDataset(deps: DataDeps, { dataset_id }: { dataset_id: string }): Promise<void> {
  const dataset = await findDataset(deps.db, dataset_id)
  if (dataset === undefined || dataset.state === 'ready' || dataset.original_blob_id === null) return
  if (dataset.state === 'failed') {
    if (dataset.error === null || isFaultOfFile(dataset.error)) return
    await reopenDataset(deps.db, dataset_id)
  }
  try {
    await ingest(deps, dataset, dataset.original_blob_id)
  } catch (error) {
    if (DomainError.is(error) && !error.retryable) return failDataset(deps, dataset_id, error)
    await sayWhatItWaitsFor(deps, dataset_id, error)
    throw error
  }
}

/** One that was settled stays as it is. */
export async function sayWhatItWaitsFor(deps: DataDeps, dataset_id: string, error: unknown): Promise<void> {
  await settleDataset(deps.db, dataset_id, { error: storableJson(toJobError(error, { dataset_id })) })
}

/** A dataset that was settled stays as it is. */
export async function failDataset(deps: DataDeps, dataset_id: string, error: unknown): Promise<void> {
  await settleDataset(deps.db, dataset_id, {
    state: 'failed',
    error: storableJson(toJobError(error, { dataset_id })),
  })
}

/** Whether the file itself is at fault, so that reading it again would end the same way. */
function isFaultOfFile({ code }: JobError): boolean {
  return code === 'TABLE_INVALID' || code === 'COLUMN_UNKNOWN'
}

async function ingest(deps: DataDeps, dataset: DatasetRow, original_blob_id: string): Promise<void> {
  const original = await getBlob(deps.db, original_blob_id)
  await using source = await stageObject(deps, original.object_key)
  await using scratch = await scratchDirectory(deps)
  const output_path = join(scratch.path, 'table.parquet')
  const [table, sha256] = await Promise.all([
    deps.tables.ingest({
      source_path: source.path,
      format: dataset.format ?? formatOf(dataset.filename ?? ''),
      reading: dataset.asked_reading,
      output_path,
    }),
    original.sha256 ?? hashFile(source.path),
  ])
  const object_key = newObjectKey()
  const stored = await deps.storage.put(object_key, createReadStream(output_path))
  await deps.db
    .transaction()
    .execute(async (trx) => {
      await setBlobHash(trx, original.id, sha256)
      const table_blob_id = newId()
      await insertBlobs(trx, [{ id: table_blob_id, owner_id: dataset.owner_id, object_key, ...stored }])
      const settled = await settleDataset(trx, dataset.id, {
        state: 'ready',
        error: null,
        examples: table.rows,
        columns: JSON.stringify(table.columns),
        reading: JSON.stringify(table.reading),
        table_blob_id,
      })
      if (!settled) throw new Superseded()
    })
    .catch(async (error: unknown) => {
      await deps.storage.delete(object_key)
      if (!(error instanceof Superseded)) throw error
    })
}

/** The dataset was settled or deleted meanwhile. */
class Superseded extends Error {}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}
