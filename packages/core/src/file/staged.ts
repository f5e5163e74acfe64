import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findBlobOfObject } from '@assay/db'
import { ObjectDamaged, type StagedObject } from '@assay/storage'
import type { FileDeps } from './deps.ts'
import { toDamage } from './whole-object.ts'

export type { StagedObject } from '@assay/storage'

/**
 * In place where storage is local, else as a copy that goes away afterwards; only when it is as it was stored. Throws
 * OBJECT_DAMAGED.
 */
export async function stageObject(
  { db, storage }: Pick<FileDeps, 'db' | 'storage'>,
  object_key: string,
): Promise<StagedObject> {
  try {
    return await storage.stage(object_key, () => findBlobOfObject(db, object_key))
  } catch (error) {
    throw error instanceof ObjectDamaged ? await toDamage({ db }, error) : error
  }
}

export async function scratchDirectory({
  scratch_directory,
}: Pick<FileDeps, 'scratch_directory'>): Promise<StagedObject> {
  const path = await mkdtemp(join(scratch_directory, 'job-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
