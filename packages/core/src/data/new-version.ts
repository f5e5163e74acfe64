import type { Actor } from '@assay/access'
import {
  type Alike,
  type Database,
  type DatasetRow,
  getUpload,
  insertBlobs,
  insertDatasetVersion,
  lockUpload,
  markUploadUsed,
  newId,
  type UploadRow,
} from '@assay/db'
import { type CreatedDataset, DomainError, type datasetCreateInput } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { releaseObjects } from '../file/release.ts'
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
  const upload = await getUpload(deps.db, { id: input.upload_id, owner_id })
  requireComplete(upload)
  const alike = alikeOf(upload, input)
  return settleVersion(deps, {
    alike,
    bytes: { object_key: upload.object_key, sha256: null },
    hold: async (trx) => requireComplete(await lockUpload(trx, { id: upload.id, owner_id })),
    make: (trx) => insert(deps, trx, { upload, alike }),
    async leave(trx) {
      await markUploadUsed(trx, upload.id)
      await releaseObjects(deps, trx, [upload])
    },
  })
}

function requireComplete({ state, received_bytes, size_bytes }: UploadRow): void {
  if (state === 'used') throw new DomainError('UPLOAD_USED', {})
  if (state === 'open') {
    throw new DomainError('UPLOAD_INCOMPLETE', { received_bytes, size_bytes: size_bytes ?? received_bytes })
  }
}

function alikeOf({ owner_id, filename, received_bytes }: UploadRow, { name, format, ...reading }: Input): Alike {
  const asked_reading = askedReading(reading)
  const found = format ?? formatOf(filename)
  requireFitting(found, asked_reading)
  return { owner_id, name: name ?? familyName(filename), format: found, size_bytes: received_bytes, asked_reading }
}

async function insert(
  deps: DataDeps,
  trx: Transaction<Database>,
  { upload, alike }: { readonly upload: UploadRow; readonly alike: Alike },
): Promise<DatasetRow> {
  const { owner_id, filename, received_bytes: size_bytes, object_key } = upload
  await markUploadUsed(trx, upload.id)
  const blob_id = newId()
  await insertBlobs(trx, [{ id: blob_id, owner_id, size_bytes, object_key }])
  const row = await insertDatasetVersion(trx, {
    ...alike,
    id: newId(),
    filename,
    asked_reading: JSON.stringify(alike.asked_reading),
    original_blob_id: blob_id,
  })
  await showOriginal(deps, trx, row)
  await deps.queue.enqueue(trx, 'dataset.ingest', { dataset_id: row.id })
  return row
}
