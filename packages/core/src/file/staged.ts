import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileDeps } from './deps.ts'
import { copyWhole, requireWhole } from './whole-object.ts'

export interface StagedObject extends AsyncDisposable {
  readonly path: string
}

/**
 * In place where storage is local, else as a copy that goes away afterwards; only when it is as it was stored. Throws
 * OBJECT_DAMAGED.
 */
export async function stageObject(
  { db, storage, scratch_directory }: Pick<FileDeps, 'db' | 'storage' | 'scratch_directory'>,
  object_key: string,
): Promise<StagedObject> {
  const local = storage.localPath(object_key)
  if (local !== undefined) {
    await requireWhole({ db, storage }, object_key)
    return { path: local, [Symbol.asyncDispose]: async () => {} }
  }
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await scratchDirectory({ scratch_directory }))
  const path = join(directory.path, 'object')
  await copyWhole({ db, storage }, object_key, path)
  const staged = stack.move()
  return { path, [Symbol.asyncDispose]: () => staged.disposeAsync() }
}

export async function scratchDirectory({
  scratch_directory,
}: Pick<FileDeps, 'scratch_directory'>): Promise<StagedObject> {
  const path = await mkdtemp(join(scratch_directory, 'job-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
