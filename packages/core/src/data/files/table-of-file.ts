import { type Actor, expectRoom, requireRoom } from '@assay/access'
import {
  type Alike,
  type BlobRow,
  type Database,
  type DatasetRow,
  holdBlob,
  insertBlobs,
  insertDatasetVersion,
  newId,
} from '@assay/db'
import { type CreatedDataset, DomainError, type datasetFilesInput } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { lastNameOf } from '../../file/file-download.ts'
import { newObjectKey } from '../../file/object-key.ts'
import { releaseObjects } from '../../file/release.ts'
import { readFileRow } from '../../file/tree.ts'
import { askedReading, requireFitting } from '../asked-reading.ts'
import type { DataDeps } from '../deps.ts'
import { showOriginal } from '../original-file.ts'
import { familyName, formatOf } from '../table-file.ts'
import { settleVersion } from '../version.ts'

interface Input extends Omit<z.output<typeof datasetFilesInput>, 'paths' | 'kind'> {
  readonly path: string
}

/** Of an own file the blob becomes the dataset's too; of another's, its bytes are copied. */
export async function createTableOfFile(deps: DataDeps, actor: Actor, input: Input): Promise<CreatedDataset> {
  const { path, owner, name, format, ...reading } = input
  const { blob } = await readFileRow(deps, actor, { path, owner })
  const filename = lastNameOf(path)
  const asked_reading = askedReading(reading)
  const found = format ?? formatOf(filename)
  requireFitting(found, asked_reading)
  const { user_id: owner_id } = actor
  const { size_bytes } = blob
  const alike = { owner_id, name: name ?? familyName(filename), format: found, size_bytes, asked_reading }
  const made = { alike, filename, path }
  return blob.owner_id === owner_id ? ofOwn(deps, blob, made) : ofCopy(deps, blob, made)
}

interface Made {
  readonly alike: Alike
  readonly filename: string
  readonly path: string
}

async function ofOwn(deps: DataDeps, blob: BlobRow, made: Made): Promise<CreatedDataset> {
  return settleVersion(deps, {
    alike: made.alike,
    bytes: blob,
    async hold(trx) {
      // replaced or deleted since it was looked up
      if (!(await holdBlob(trx, blob.id))) throw new DomainError('FILE_NOT_FOUND', { path: made.path })
    },
    make: (trx) => insert(deps, trx, { ...made, original_blob_id: blob.id }),
    leave: async () => {},
  })
}

/** The object first: while it is copied, nothing is locked. */
async function ofCopy(deps: DataDeps, blob: BlobRow, made: Made): Promise<CreatedDataset> {
  const { owner_id, size_bytes: bytes } = made.alike
  await expectRoom(deps, { owner_id, bytes })
  const copy = { ...blob, id: newId(), owner_id, object_key: newObjectKey() }
  await deps.storage.copy(blob.object_key, copy.object_key)
  return settleVersion(deps, {
    alike: made.alike,
    bytes: copy,
    hold: async () => {},
    async make(trx) {
      await requireRoom({ ...deps, db: trx }, { owner_id, bytes })
      const { id, sha256, size_bytes, object_key } = copy
      await insertBlobs(trx, [{ id, owner_id, sha256, size_bytes, object_key }])
      const row = await insert(deps, trx, { ...made, original_blob_id: id })
      await showOriginal(deps, trx, row)
      return row
    },
    leave: (trx) => releaseObjects(deps, trx, [copy]),
  })
}

async function insert(
  deps: DataDeps,
  trx: Transaction<Database>,
  { alike, filename, original_blob_id }: Made & { readonly original_blob_id: string },
): Promise<DatasetRow> {
  const asked_reading = JSON.stringify(alike.asked_reading)
  const row = await insertDatasetVersion(trx, { ...alike, id: newId(), filename, asked_reading, original_blob_id })
  await deps.queue.enqueue(trx, 'dataset.ingest', { dataset_id: row.id })
  return row
}
