import { type Actor, expectRoom, requireRoom } from '@assay/access'
import {
  type Database,
  type DatasetRow,
  findSameFiles,
  holdBlobs,
  insertDatasetFiles,
  insertDatasetVersion,
  lockFamilies,
  newId,
  type PlannedFile,
} from '@assay/db'
import { transact } from '@assay/engine'
import { type CreatedDataset, DomainError, toPlainText } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { insertCopies } from '../../file/blob-copy.ts'
import { type Blobs, copyObjects, planBlobs } from '../../file/copy.ts'
import { releaseObjects } from '../../file/release.ts'
import { toDataset } from '../dataset.ts'
import type { DataDeps } from '../deps.ts'
import { collectFiles, type SourceFile } from './collect.ts'

interface Input {
  readonly paths: readonly string[]
  readonly owner: string | undefined
  readonly name: string | undefined
}

interface FileSet {
  readonly owner_id: string
  readonly name: string
  readonly size_bytes: number
  readonly files: readonly SourceFile[]
}

/** Makes a dataset of files as they are now. Own ones share their blobs with it; of others', the bytes are copied. */
export async function createFileSet(deps: DataDeps, actor: Actor, input: Input): Promise<CreatedDataset> {
  const files = await collectFiles(deps, actor, input)
  const size_bytes = files.reduce((sum, file) => sum + file.size_bytes, 0)
  const name = input.name ?? nameOf(input.paths)
  const set = { owner_id: actor.user_id, name, size_bytes, files }
  const same = await findSameFiles(deps.db, set, files)
  if (same) return { ...toDataset(same), is_new: false }
  const foreign = files.filter(({ owner_id }) => owner_id !== actor.user_id)
  const copies = planBlobs(foreign, actor.user_id)
  const bytes = [...copies.values()].reduce((sum, copy) => sum + copy.size_bytes, 0)
  if (copies.size > 0) await expectRoom(deps, { owner_id: actor.user_id, bytes })
  await copyObjects(deps, foreign, copies)
  return transact(deps, (trx) => settle(deps, trx, { set, copies, bytes }))
}

/** That of the one folder or file, or of the folder that they are in. */
function nameOf([path = '', ...others]: readonly string[]): string {
  const names = path.split('/')
  return toPlainText((others.length > 0 ? names.at(-2) : names.at(-1)) ?? path) || 'files'
}

interface Settlement {
  readonly set: FileSet
  readonly copies: Blobs
  readonly bytes: number
}

async function settle(
  deps: DataDeps,
  trx: Transaction<Database>,
  { set, copies, bytes }: Settlement,
): Promise<CreatedDataset> {
  const { owner_id } = set
  const own = set.files.filter((file) => file.owner_id === owner_id)
  if (
    !(await holdBlobs(
      trx,
      own.map(({ blob_id }) => blob_id),
    ))
  ) {
    throw new DomainError('FILE_NOT_FOUND', { path: 'one that was replaced or deleted meanwhile' })
  }
  await lockFamilies(trx, owner_id)
  const same = await findSameFiles(trx, set, set.files)
  if (same) {
    await releaseObjects(deps, trx, [...copies.values()])
    return { ...toDataset(same), is_new: false }
  }
  if (copies.size > 0) await requireRoom({ ...deps, db: trx }, { owner_id, bytes })
  await insertCopies(deps, trx, [...copies.values()])
  return { ...toDataset(await insert(trx, set, copies)), is_new: true }
}

async function insert(
  trx: Transaction<Database>,
  { owner_id, name, size_bytes, files }: FileSet,
  copies: Blobs,
): Promise<DatasetRow> {
  const asked_reading = JSON.stringify({})
  const row = await insertDatasetVersion(trx, {
    ...{ id: newId(), owner_id, name, size_bytes, asked_reading },
    kind: 'files',
    state: 'ready',
    filename: null,
    format: null,
  })
  const kept = files.map((file): PlannedFile => ({ ...file, blob_id: copies.get(file.blob_id)?.id ?? file.blob_id }))
  await insertDatasetFiles(trx, row.id, kept)
  return row
}
