import { randomUUID } from 'node:crypto'
import { opendir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Storage } from '../storage.ts'
import { Takeover } from '../takeover.ts'
import { completeUpload, storedParts } from './complete-upload.ts'
import { makeFolder } from './durable.ts'
import { EarlySync } from './early-sync.ts'
import { FileHasher } from './file-hasher.ts'
import { incomingFolder, pathOf, uploadsFolder } from './layout.ts'
import { listObjects } from './list-objects.ts'
import { deleteFile, statFile } from './object-file.ts'
import { PartRoom } from './part-room.ts'
import { Presence } from './presence.ts'
import { copyObject, putObject } from './put-object.ts'
import { putPart } from './put-part.ts'
import { readObject } from './read-object.ts'
import { isSystemError, orStorageFull, unlessGone } from './system-error.ts'
import { listUploads, makeUploadFolder, removeUploadFolder, uploadFolder, writerFolder } from './upload-folder.ts'
import { Verifier } from './verifier.ts'

const abandonedAfterMs = 24 * 3_600_000

export interface FsOptions {
  /** For tests of a store that refuses smaller parts; a folder takes any size. */
  readonly min_part_bytes?: number | undefined
}

/** A folder as storage. Each process that opens it writes parts to files of its own: no two share bytes. */
export async function openFsStorage(root: string, { min_part_bytes = 1 }: FsOptions): Promise<Storage> {
  await makeFolder(join(root, incomingFolder))
  await makeFolder(join(root, uploadsFolder))
  await removeAbandoned(join(root, incomingFolder))
  const presence = new Presence(root)
  const hasher = new FileHasher()
  const disk = { hasher, early_sync: new EarlySync() }
  const verifier = new Verifier(hasher)
  const takeover = new Takeover()
  const room = new PartRoom()
  const writer = randomUUID()
  const throwKnown = async (error: unknown): Promise<never> => {
    throw orStorageFull(await presence.explain(error))
  }
  // what is not there may be away
  const orAway = async <Found>(found: Found): Promise<Found> => {
    if (found === undefined) await presence.check()
    return found
  }
  return {
    put: async (key, body, options) => {
      const stored = await putObject(root, disk, { ...options, key, body }).catch(throwKnown)
      // that it is gone already is no fault of the writing
      await verifier.note(pathOf(root, key), stored.sha256).catch(unlessGone)
      return stored
    },
    copy: (from, to) => copyObject(root, { from, to }).catch(throwKnown),
    read: async (key, range = {}) => readObject({ key, path: pathOf(root, key), range }).catch(throwKnown),
    verify: async (key, expected) => verifier.verify({ key, path: pathOf(root, key), expected }).catch(throwKnown),
    stage: async (key, expected) => {
      const path = pathOf(root, key)
      await verifier.verify({ key, path, expected }).catch(throwKnown)
      return { path, [Symbol.asyncDispose]: async () => {} }
    },
    stat: async (key) => statFile(pathOf(root, key)).then(orAway, throwKnown),
    delete: async (key) => deleteFile(pathOf(root, key), presence).catch(throwKnown),
    deleteAll: async (keys) => {
      const paths = keys.map((key) => pathOf(root, key))
      for (const path of paths) await deleteFile(path, presence).catch(throwKnown)
    },
    async *list(prefix) {
      await presence.check()
      yield* listObjects(root, prefix)
    },
    min_part_bytes,
    begin: (key) => makeUploadFolder(root, key).catch(throwKnown),
    part: (upload, part) => {
      const put = async (later: AbortSignal) => {
        const signal = part.signal ? AbortSignal.any([part.signal, later]) : later
        const folder = await writerFolder(root, await uploadFolder(root, upload), writer)
        return putPart(folder, { ...part, signal }, { ...disk, room })
      }
      return takeover.run(upload.upload_id, put, part.number).catch(async (error: unknown) => {
        await presence.check()
        // another process may have completed or aborted it meanwhile: then this says so
        if (isSystemError(error, 'ENOENT')) await uploadFolder(root, upload)
        throw orStorageFull(error)
      })
    },
    complete: (upload, parts) => {
      const complete = async () => {
        await presence.check()
        return completeUpload(root, upload, { parts, min_part_bytes, writer, disk })
      }
      return takeover.finish(upload.upload_id, complete).catch(throwKnown)
    },
    parts: async (upload) => {
      await presence.check()
      return storedParts(await uploadFolder(root, upload)).catch(throwKnown)
    },
    is_direct: false,
    signPart: async () => undefined,
    signRead: async () => undefined,
    abort: (upload) => {
      const abort = async () => {
        await presence.check()
        await removeUploadFolder(root, upload)
      }
      return takeover.finish(upload.upload_id, abort)
    },
    async *unfinished(prefix) {
      await presence.check()
      yield* listUploads(root, prefix)
    },
    localPath: (key) => pathOf(root, key),
    check: (options) => presence.check(options),
    [Symbol.asyncDispose]: () => hasher[Symbol.asyncDispose](),
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    // other processes move what they have written out of here
    const found = await stat(path).catch(unlessGone)
    if (found && found.mtimeMs < Date.now() - abandonedAfterMs) await rm(path, { recursive: true, force: true })
  }
}
