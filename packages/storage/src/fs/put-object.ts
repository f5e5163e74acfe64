import { createHash, randomUUID } from 'node:crypto'
import { constants, copyFile, link, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ObjectExists } from '../object-exists.ts'
import { ObjectMissing } from '../object-missing.ts'
import type { Bytes, PutOptions, StoredObject } from '../storage.ts'
import { makeFolder, syncFile, syncFolder } from './durable.ts'
import { incomingFolder, pathOf } from './layout.ts'
import { isSystemError } from './system-error.ts'
import { writeBytes } from './write-bytes.ts'

export interface Put extends PutOptions {
  readonly key: string
  readonly body: Bytes
}

/** Writes an object beside the others, and moves it to its place when it is complete and on the disk. */
export async function putObject(root: string, { key, body, signal, if_absent }: Put): Promise<StoredObject> {
  const place = if_absent ? placeNew : rename
  return growObject(root, { key, grow: (path) => writeFile(path, body, signal), place, signal })
}

/** Throws ObjectMissing. */
export async function copyObject(root: string, { from, to }: { from: string; to: string }): Promise<void> {
  const source = pathOf(root, from)
  const grow = async (path: string) => {
    await copyFile(source, path, constants.COPYFILE_FICLONE).catch((error: unknown) => {
      throw isSystemError(error, 'ENOENT', 'ENOTDIR') ? new ObjectMissing(from, { cause: error }) : error
    })
    await syncFile(path)
  }
  await growObject(root, { key: to, grow, place: rename })
}

interface Growth<Result> {
  readonly key: string
  readonly grow: (path: string) => Promise<Result>
  readonly place: (growing: string, path: string) => Promise<void>
  readonly signal?: AbortSignal | undefined
}

async function growObject<Result>(root: string, { key, grow, place, signal }: Growth<Result>): Promise<Result> {
  const path = pathOf(root, key)
  const growing = join(root, incomingFolder, randomUUID())
  try {
    const stored = await grow(growing)
    await makeFolder(dirname(path))
    signal?.throwIfAborted()
    await place(growing, path).catch((error: unknown) => {
      throw isSystemError(error, 'EEXIST') ? new ObjectExists(key, { cause: error }) : error
    })
    await syncFolder(dirname(path))
    return stored
  } catch (error) {
    await rm(growing, { force: true })
    throw error
  }
}

async function placeNew(growing: string, path: string): Promise<void> {
  await link(growing, path)
  await rm(growing)
}

async function writeFile(path: string, body: Bytes, signal?: AbortSignal): Promise<StoredObject> {
  const hash = createHash('sha256')
  const handle = await open(path, 'wx', 0o600)
  try {
    const size_bytes = await writeBytes(handle, { position: 0, body, signal, onBytes: (bytes) => hash.update(bytes) })
    await handle.sync()
    return { size_bytes, sha256: hash.digest('hex') }
  } finally {
    await handle.close()
  }
}
