import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DomainError } from '@assay/schemas'
import type { Append } from '../storage.ts'
import { makeFolder, syncFolder } from './durable.ts'
import { orStorageFull } from './system-error.ts'
import { writeBytes } from './write-bytes.ts'

/** Adds a part to the file; see `Storage.append`. */
export async function appendToFile(path: string, part: Append): Promise<{ size_bytes: number }> {
  part.signal?.throwIfAborted()
  await makeFolder(dirname(path))
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    await cutTo(handle, part.offset)
    const size_bytes = await writePart(handle, part)
    if (part.offset === 0) await syncFolder(dirname(path))
    return { size_bytes }
  } finally {
    await handle.close()
  }
}

async function cutTo(handle: FileHandle, offset: number): Promise<void> {
  const { size } = await handle.stat()
  if (offset > size) throw new DomainError('UPLOAD_OFFSET_WRONG', { received_bytes: size })
  if (offset < size) await handle.truncate(offset)
}

async function writePart(handle: FileHandle, { offset, body, limit_bytes, signal }: Append): Promise<number> {
  const onBytes = (bytes: Uint8Array, position: number) => {
    if (limit_bytes !== undefined && position + bytes.byteLength > limit_bytes) {
      throw new DomainError('UPLOAD_TOO_LARGE', { limit_bytes })
    }
  }
  try {
    return await writeBytes(handle, { position: offset, body, signal, onBytes })
  } catch (thrown) {
    const error = orStorageFull(thrown)
    if (DomainError.is(error)) await handle.truncate(offset)
    throw error
  } finally {
    await handle.sync()
  }
}
