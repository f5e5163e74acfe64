import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { DataDeps } from './deps.ts'

/** An object as a local file, for as long as it is needed. */
export interface StagedObject extends AsyncDisposable {
  readonly path: string
}

/** Makes an object readable as a local file: in place where storage is local, else as a copy that goes away afterwards. */
export async function stageObject(
  { storage, scratch_directory }: Pick<DataDeps, 'storage' | 'scratch_directory'>,
  object_key: string,
): Promise<StagedObject> {
  const local = storage.localPath(object_key)
  if (local !== undefined) return { path: local, [Symbol.asyncDispose]: async () => {} }
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await scratchDirectory({ scratch_directory }))
  const path = join(directory.path, 'object')
  await pipeline(await storage.read(object_key), createWriteStream(path))
  const staged = stack.move()
  return { path, [Symbol.asyncDispose]: () => staged.disposeAsync() }
}

/** A directory that goes away with what is in it. */
export async function scratchDirectory({
  scratch_directory,
}: Pick<DataDeps, 'scratch_directory'>): Promise<StagedObject> {
  const path = await mkdtemp(join(scratch_directory, 'job-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
