import type { Actor } from '@assay/access'
import {
  type Alike,
  type Database,
  type DatasetRow,
  getBlob,
  getUpload,
  insertDatasetVersion,
  lockUpload,
  markUploadUsed,
  newId,
  type UploadRow,
} from '@assay/db'
import type { CreatedDataset, datasetCreateInput } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { releaseBlobs } from '../file/release.ts'
import { type CompleteUpload, requireComplete } from '../file/upload-use.ts'
import { askedReading, requireFitting } from './asked-reading.ts'
import type { DataDeps } from './deps.ts'
import { showOriginal } from './original-file.ts'
import { familyName, formatOf } from './table-file.ts'
import { settleVersion } from './version.ts'

type Input = z.output<typeof datasetCreateInput>

/**
 * Makes a dataset of a complete upload: the next version of its family, which is then read and checked. The version
 * that was made of the same bytes, to be read alike, is answered with where there is one; the upload is used up then
 * too. Throws UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE, UPLOAD_USED, TABLE_INVALID.
 */
export async function createDataset(deps: DataDeps, actor: Actor, input: Input): Promise<CreatedDataset> {
  const { user_id: owner_id } = actor
  const upload = requireComplete(await getUpload(deps.db, { id: input.upload_id, owner_id }))
  const alike = alikeOf(upload, input)
  return settleVersion(deps, {
    alike,
    ...(input.new_version && { is_own: true }),
    bytes: await getBlob(deps.db, upload.blob_id),
    async hold(trx) {
      requireComplete(await lockUpload(trx, { id: upload.id, owner_id }))
    },
    make: (trx) => insert(deps, trx, { upload, alike }),
    async leave(trx) {
      await markUploadUsed(trx, upload.id)
      await releaseBlobs(deps, trx, [upload.blob_id])
    },
  })
}

function alikeOf(
  { owner_id, filename, received_bytes }: UploadRow,
  { name, format, new_version: _, ...reading }: Input,
): Alike {
  const asked_reading = askedReading(reading)
  const found = format ?? formatOf(filename)
  requireFitting(found, asked_reading)
  return { owner_id, name: name ?? familyName(filename), format: found, size_bytes: received_bytes, asked_reading }
}

async function insert(
  deps: DataDeps,
  trx: Transaction<Database>,
  { upload, alike }: { readonly upload: CompleteUpload; readonly alike: Alike },
): Promise<DatasetRow> {
  await markUploadUsed(trx, upload.id)
  const row = await insertDatasetVersion(trx, {
    ...alike,
    id: newId(),
    filename: upload.filename,
    asked_reading: JSON.stringify(alike.asked_reading),
    original_blob_id: upload.blob_id,
  })
  await showOriginal(deps, trx, row)
  await deps.queue.enqueue(trx, 'dataset.ingest', { dataset_id: row.id })
  return row
}
