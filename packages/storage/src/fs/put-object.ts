import { randomUUID } from 'node:crypto'
import { constants, copyFile, link, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ObjectExists } from '../object-exists.ts'
import { ObjectMissing } from '../object-missing.ts'
import type { Bytes, PutOptions, StoredObject } from '../storage.ts'
import { makeFolder, syncFile, syncFolder } from './durable.ts'
import { incomingFolder, pathOf } from './layout.ts'
import { isSystemError } from './system-error.ts'
import { type Disk, writeBytes } from './write-bytes.ts'

export interface Put extends PutOptions {
  readonly key: string
  readonly body: Bytes
}

/** Writes an object beside the others, and moves it to its place when it is complete and on the disk. */
export async function putObject(root: string, disk: Disk, put: Put): Promise<StoredObject> {
  const { key, signal } = put
  const place = put.if_absent ? placeNew : rename
  return growObject(root, { key, grow: (path) => writeFile(path, disk, put), place, signal })
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

async function writeFile(path: string, disk: Disk, { body, signal, is_given }: Put): Promise<StoredObject> {
  const handle = await open(path, 'wx+', 0o600)
  try {
    const { end, sha256 } = await writeBytes(handle, disk, { position: 0, body, signal, is_given })
    return { size_bytes: end, sha256 }
  } finally {
    await handle.close()
  }
}
