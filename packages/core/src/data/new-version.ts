import type { Actor } from '@assay/access'
import {
  type Alike,
  type AlikeDataset,
  type Database,
  type DatasetRow,
  findAlikeDatasets,
  getBlob,
  getUpload,
  insertDatasetVersion,
  lockFamilies,
  lockUpload,
  markUploadUsed,
  newId,
  type UploadRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import {
  type CreatedDataset,
  DomainError,
  type datasetCreateInput,
  type ReadingOptions,
  type TableFormat,
} from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { hashBlob } from '../file/blob-hash.ts'
import { releaseBlobs } from '../file/release.ts'
import { type CompleteUpload, requireComplete } from '../file/upload-use.ts'
import { toDataset } from './dataset.ts'
import type { DataDeps } from './deps.ts'
import { familyName, formatOf } from './table-file.ts'

type Input = z.output<typeof datasetCreateInput>

/**
 * Makes a dataset of a complete upload: the next version of its family, which is then read and checked. The version
 * that was made of the same bytes, to be read alike, is answered with where there is one; the upload is used up then
 * too. Throws UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE, UPLOAD_USED, TABLE_INVALID.
 */
export async function createDataset(deps: DataDeps, actor: Actor, input: Input): Promise<CreatedDataset> {
  const upload = requireComplete(await getUpload(deps.db, { id: input.upload_id, owner_id: actor.user_id }))
  const wish = { upload, alike: alikeOf(upload, input) }
  for (;;) {
    const known = await findAlikeDatasets(deps.db, wish.alike)
    const same = await findSame(deps, { known, upload })
    const made = await transact(deps, (trx) => settle(deps, trx, { ...wish, known, same }))
    if (made) return made
  }
}

function alikeOf({ owner_id, filename, received_bytes }: UploadRow, input: Input): Alike {
  const { name, format, delimiter, encoding, quote, decimal } = input
  const asked_reading: ReadingOptions = {
    ...(delimiter !== undefined && { delimiter }),
    ...(encoding !== undefined && { encoding: encoding === 'latin-1' ? 'windows-1252' : encoding }),
    ...(quote !== undefined && { quote }),
    ...(decimal !== undefined && { decimal }),
  }
  const found = format ?? formatOf(filename)
  requireFitting(found, asked_reading)
  return { owner_id, name: name ?? familyName(filename), format: found, size_bytes: received_bytes, asked_reading }
}

/** What is said of the reading must be of the format. */
function requireFitting(format: TableFormat, asked: ReadingOptions): void {
  const fitting: readonly string[] = {
    csv: ['delimiter', 'encoding', 'quote', 'decimal'],
    tsv: ['delimiter', 'encoding', 'quote', 'decimal'],
    jsonl: ['encoding'],
    json: ['encoding'],
    parquet: [],
  }[format]
  const odd = Object.keys(asked).filter((option) => !fitting.includes(option))
  if (odd.length === 0) return
  const issues = odd.map((path) => ({ path, message: `is nothing that can be said of the format ${format}` }))
  throw new DomainError('INPUT_INVALID', { issues })
}

interface Candidates {
  readonly known: readonly AlikeDataset[]
  readonly upload: CompleteUpload
}

/** The version with the bytes of the upload; files are read for that only where one has their size. */
async function findSame(deps: DataDeps, { known, upload }: Candidates): Promise<DatasetRow | undefined> {
  if (known.length === 0) return undefined
  const sha256 = await hashBlob(deps, await getBlob(deps.db, upload.blob_id))
  for (const { dataset, blob } of known) {
    if ((await hashBlob(deps, blob)) === sha256) return dataset
  }
  return undefined
}

interface Settlement extends Candidates {
  readonly alike: Alike
  readonly same: DatasetRow | undefined
}

/** Undefined when what is known is no longer all there is. */
async function settle(
  deps: DataDeps,
  trx: Transaction<Database>,
  { upload: { id, owner_id }, alike, known, same }: Settlement,
): Promise<CreatedDataset | undefined> {
  const upload = requireComplete(await lockUpload(trx, { id, owner_id }))
  await lockFamilies(trx, owner_id)
  const present = (await findAlikeDatasets(trx, alike)).map(({ dataset }) => dataset)
  const here = present.find((dataset) => dataset.id === same?.id)
  const isKnown = present.every((dataset) => known.some((one) => one.dataset.id === dataset.id))
  if (!isKnown || (same && !here)) return undefined
  await markUploadUsed(trx, upload.id)
  if (!here) return { ...toDataset(await insert(deps, trx, { upload, alike })), is_new: true }
  await releaseBlobs(deps, trx, [upload.blob_id])
  return { ...toDataset(here), is_new: false }
}

async function insert(
  deps: DataDeps,
  trx: Transaction<Database>,
  { upload, alike }: Pick<Settlement, 'upload' | 'alike'>,
): Promise<DatasetRow> {
  const row = await insertDatasetVersion(trx, {
    ...alike,
    id: newId(),
    filename: upload.filename,
    asked_reading: JSON.stringify(alike.asked_reading),
    original_blob_id: upload.blob_id,
  })
  await deps.queue.enqueue(trx, 'dataset.ingest', { dataset_id: row.id })
  return row
}
