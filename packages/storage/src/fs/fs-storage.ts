import { access, constants, opendir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DomainError } from '@assay/schemas'
import type { Storage } from '../storage.ts'
import { appendToFile } from './append-object.ts'
import { makeFolder, syncFolder } from './durable.ts'
import { incomingFolder, pathOf } from './layout.ts'
import { listObjects } from './list-objects.ts'
import { putObject } from './put-object.ts'
import { readObject } from './read-object.ts'
import { isSystemError, orStorageFull } from './system-error.ts'
import { TakenOver, Takeover } from './takeover.ts'

const abandonedAfterMs = 24 * 3_600_000

/** A folder of this machine as storage; appends to one key must come from one process. */
export async function openFsStorage(root: string): Promise<Storage> {
  await makeFolder(join(root, incomingFolder))
  await removeAbandoned(join(root, incomingFolder))
  const appends = new Takeover()
  return {
    put: (key, body, options) => putObject(root, { key, body, signal: options?.signal }).catch(throwKnown),
    read: async (key, range = {}) => readObject({ key, path: pathOf(root, key), range }),
    stat: async (key) => statFile(pathOf(root, key)),
    delete: async (key) => deleteFile(pathOf(root, key)),
    list: (prefix) => listObjects(root, prefix),
    append: async (key, part) => {
      const path = pathOf(root, key)
      const append = (later: AbortSignal) => {
        const signal = part.signal ? AbortSignal.any([part.signal, later]) : later
        return appendToFile(path, { ...part, signal })
      }
      return appends.run(path, append).catch((error: unknown) => throwKnownOfAppend(error, path))
    },
    localPath: (key) => pathOf(root, key),
    check: () => access(join(root, incomingFolder), constants.R_OK | constants.W_OK),
    [Symbol.asyncDispose]: async () => {},
  }
}

function throwKnown(error: unknown): never {
  throw orStorageFull(error)
}

/** Whoever was overtaken learns where the object stands by now. */
async function throwKnownOfAppend(error: unknown, path: string): Promise<never> {
  if (!(error instanceof TakenOver)) throwKnown(error)
  throw new DomainError('UPLOAD_OFFSET_WRONG', { received_bytes: (await statFile(path))?.size_bytes ?? 0 })
}

async function statFile(path: string): Promise<{ size_bytes: number } | undefined> {
  try {
    const { size } = await stat(path)
    return { size_bytes: size }
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
}

async function deleteFile(path: string): Promise<void> {
  if ((await statFile(path)) === undefined) return
  await rm(path, { force: true })
  await syncFolder(dirname(path))
}

/** What a process that was killed has left half-written. */
async function removeAbandoned(folder: string): Promise<void> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    const { mtimeMs } = await stat(path)
    if (mtimeMs < Date.now() - abandonedAfterMs) await rm(path, { force: true })
  }
}
