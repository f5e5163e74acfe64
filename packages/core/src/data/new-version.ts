import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type { Actor } from '@assay/access'
import {
  type Alike,
  type AlikeDataset,
  type Database,
  type DatasetRow,
  findAlikeDatasets,
  getUpload,
  insertBlobs,
  insertDatasetVersion,
  lockFamilies,
  lockUpload,
  markUploadUsed,
  newId,
  setBlobHash,
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
import { releaseObjects } from '../file/release.ts'
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
  const upload = await getUpload(deps.db, { id: input.upload_id, owner_id: actor.user_id })
  requireComplete(upload)
  const wish = { upload, alike: alikeOf(upload, input) }
  for (;;) {
    const known = await findAlikeDatasets(deps.db, wish.alike)
    const same = await findSame(deps, { known, upload })
    const made = await transact(deps, (trx) => settle(deps, trx, { ...wish, known, same }))
    if (made) return made
  }
}

function requireComplete({ state, received_bytes, size_bytes }: UploadRow): void {
  if (state === 'used') throw new DomainError('UPLOAD_USED', {})
  if (state === 'open') {
    throw new DomainError('UPLOAD_INCOMPLETE', { received_bytes, size_bytes: size_bytes ?? received_bytes })
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
  readonly upload: UploadRow
}

/** The version with the bytes of the upload; files are read for that only where one has their size. */
async function findSame(deps: DataDeps, { known, upload }: Candidates): Promise<DatasetRow | undefined> {
  if (known.length === 0) return undefined
  const sha256 = await hashObject(deps, upload.object_key)
  for (const { dataset, blob } of known) {
    const hash = blob.sha256 ?? (await hashObject(deps, blob.object_key))
    if (blob.sha256 === null) await setBlobHash(deps.db, blob.id, hash)
    if (hash === sha256) return dataset
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
  const upload = await lockUpload(trx, { id, owner_id })
  requireComplete(upload)
  await lockFamilies(trx, owner_id)
  const present = (await findAlikeDatasets(trx, alike)).map(({ dataset }) => dataset)
  const here = present.find((dataset) => dataset.id === same?.id)
  const isKnown = present.every((dataset) => known.some((one) => one.dataset.id === dataset.id))
  if (!isKnown || (same && !here)) return undefined
  await markUploadUsed(trx, upload.id)
  if (!here) return { ...toDataset(await insert(deps, trx, { upload, alike })), is_new: true }
  await releaseObjects(deps, trx, [upload])
  return { ...toDataset(here), is_new: false }
}

async function insert(
  deps: DataDeps,
  trx: Transaction<Database>,
  { upload, alike }: Pick<Settlement, 'upload' | 'alike'>,
): Promise<DatasetRow> {
  const { owner_id, filename, received_bytes: size_bytes, object_key } = upload
  const blob_id = newId()
  await insertBlobs(trx, [{ id: blob_id, owner_id, size_bytes, object_key }])
  const row = await insertDatasetVersion(trx, {
    ...alike,
    id: newId(),
    filename,
    asked_reading: JSON.stringify(alike.asked_reading),
    original_blob_id: blob_id,
  })
  await deps.queue.enqueue(trx, 'dataset.ingest', { dataset_id: row.id })
  return row
}

async function hashObject({ storage }: Pick<DataDeps, 'storage'>, object_key: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(await storage.read(object_key), hash)
  return hash.digest('hex')
}
