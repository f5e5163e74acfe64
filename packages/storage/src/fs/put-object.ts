import { createHash, randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Bytes, StoredObject } from '../storage.ts'
import { makeFolder, syncFolder } from './durable.ts'
import { incomingFolder, pathOf } from './layout.ts'
import { writeBytes } from './write-bytes.ts'

export interface Put {
  readonly key: string
  readonly body: Bytes
  readonly signal?: AbortSignal | undefined
}

/** Writes an object beside the others, and moves it to its place when it is complete and on the disk. */
export async function putObject(root: string, { key, body, signal }: Put): Promise<StoredObject> {
  const path = pathOf(root, key)
  const growing = join(root, incomingFolder, randomUUID())
  try {
    const stored = await writeFile(growing, body, signal)
    await makeFolder(dirname(path))
    signal?.throwIfAborted()
    await rename(growing, path)
    await syncFolder(dirname(path))
    return stored
  } catch (error) {
    await rm(growing, { force: true })
    throw error
  }
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
