import {
  type Alike,
  type Database,
  type DatasetRow,
  deleteDatasetFetch,
  fillDataset,
  findDataset,
  getBlob,
  lockIngestingDataset,
  lockUpload,
  markUploadUsed,
  replaceDataset,
} from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { releaseBlobs } from '../../file/release.ts'
import { requireFitting } from '../asked-reading.ts'
import type { DataDeps } from '../deps.ts'
import { showOriginal } from '../original-file.ts'
import { familyName, formatOf } from '../table-file.ts'
import { settleVersion } from '../version.ts'
import type { Arrived } from './attempt.ts'

/** The dataset ended in another way meanwhile. */
class Superseded extends Error {}

/** Gives a dataset the bytes that were fetched for it; where a version of the same is here, its id leads there. */
export async function settleFetched(deps: DataDeps, { fetch, upload }: Arrived): Promise<void> {
  const { dataset_id: id, owner_id } = fetch
  const row = await findDataset(deps.db, id)
  if (!row) return
  const alike = alikeOf(row, { name: fetch.name, size_bytes: upload.received_bytes })
  try {
    await settleVersion(deps, {
      alike,
      bytes: await getBlob(deps.db, upload.blob_id),
      async hold(trx) {
        const held = await lockIngestingDataset(trx, id)
        if (!held || held.original_blob_id !== null) throw new Superseded()
        await lockUpload(trx, { id: upload.id, owner_id })
      },
      make: (trx) => fill(deps, trx, { row, alike, upload }),
      async leave(trx, here) {
        await endFetch(trx, { dataset_id: id, upload_id: upload.id })
        await replaceDataset(trx, { id, by: here.id })
        await releaseBlobs(deps, trx, [upload.blob_id])
      },
    })
  } catch (error) {
    const isSuperseded = error instanceof Superseded || DomainError.is(error, 'UPLOAD_NOT_FOUND')
    if (!isSuperseded) throw error
  }
}

function alikeOf(
  { owner_id, filename, format, asked_reading }: DatasetRow,
  { name, size_bytes }: { readonly name: string | null; readonly size_bytes: number },
): Alike {
  const found = format ?? formatOf(filename ?? '')
  requireFitting(found, asked_reading)
  return { owner_id, name: name ?? familyName(filename ?? ''), format: found, size_bytes, asked_reading }
}

interface Filling {
  readonly row: DatasetRow
  readonly alike: Alike
  readonly upload: Arrived['upload']
}

async function fill(deps: DataDeps, trx: Transaction<Database>, { row, alike, upload }: Filling): Promise<DatasetRow> {
  const { format, size_bytes, name } = alike
  const fetched_at = new Date().toISOString()
  const source = row.source && { ...row.source, received_bytes: size_bytes, size_bytes, fetched_at }
  await endFetch(trx, { dataset_id: row.id, upload_id: upload.id })
  const filled = await fillDataset(trx, row, {
    ...{ name, format, size_bytes, original_blob_id: upload.blob_id, error: null },
    source: source && JSON.stringify(source),
  })
  await showOriginal(deps, trx, filled)
  await deps.queue.enqueue(trx, 'dataset.ingest', { dataset_id: row.id })
  return filled
}

async function endFetch(
  trx: Transaction<Database>,
  { dataset_id, upload_id }: { readonly dataset_id: string; readonly upload_id: string },
): Promise<void> {
  await deleteDatasetFetch(trx, dataset_id)
  await markUploadUsed(trx, upload_id)
}
