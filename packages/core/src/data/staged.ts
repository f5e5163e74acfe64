import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type DatasetRow, getBlob } from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { DataDeps } from './deps.ts'
import { requireWhole } from './whole-object.ts'

export interface StagedObject extends AsyncDisposable {
  readonly path: string
}

/**
 * In place where storage is local, else as a copy that goes away afterwards; only when it is as it was stored. Throws
 * OBJECT_DAMAGED.
 */
export async function stageObject(
  { db, storage, scratch_directory }: Pick<DataDeps, 'db' | 'storage' | 'scratch_directory'>,
  object_key: string,
): Promise<StagedObject> {
  await requireWhole({ db, storage }, object_key)
  const local = storage.localPath(object_key)
  if (local !== undefined) return { path: local, [Symbol.asyncDispose]: async () => {} }
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await scratchDirectory({ scratch_directory }))
  const path = join(directory.path, 'object')
  await pipeline(await storage.read(object_key), createWriteStream(path))
  const staged = stack.move()
  return { path, [Symbol.asyncDispose]: () => staged.disposeAsync() }
}

/** Throws DATASET_NOT_FOUND where the dataset has no table. */
export async function stageTable(
  deps: Pick<DataDeps, 'db' | 'storage' | 'scratch_directory'>,
  { id, table_blob_id }: Pick<DatasetRow, 'id' | 'table_blob_id'>,
): Promise<StagedObject> {
  if (table_blob_id === null) throw new DomainError('DATASET_NOT_FOUND', { dataset_id: id })
  const { object_key } = await getBlob(deps.db, table_blob_id)
  return stageObject(deps, object_key)
}

export async function scratchDirectory({
  scratch_directory,
}: Pick<DataDeps, 'scratch_directory'>): Promise<StagedObject> {
  const path = await mkdtemp(join(scratch_directory, 'job-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
