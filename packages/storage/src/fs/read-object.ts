import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { DomainError } from '@assay/schemas'
import { ObjectMissing } from '../object-missing.ts'
import type { ByteRange } from '../storage.ts'
import { isSystemError } from './system-error.ts'

/** Each piece is a trip to another thread. */
const pieceBytes = 512 * 1024

export interface Reading {
  readonly key: string
  readonly path: string
  readonly range: ByteRange
}

/** Opens the file before it returns, so that a missing file or a wrong range throws at once. */
export async function readObject({ key, path, range }: Reading): Promise<Readable> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw isSystemError(error, 'ENOENT', 'ENOTDIR') ? new ObjectMissing(key, { cause: error }) : error
  })
  try {
    const { size } = await handle.stat()
    const bounds = boundsOf(range, size)
    if (bounds) return handle.createReadStream({ ...bounds, highWaterMark: pieceBytes })
    await handle.close()
    return Readable.from([])
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Undefined when there is nothing to read: an empty object without a range. */
function boundsOf({ start, end }: ByteRange, size_bytes: number): { start: number; end: number } | undefined {
  const bounds = { start: start ?? 0, end: Math.min(end ?? Number.POSITIVE_INFINITY, size_bytes - 1) }
  if (size_bytes === 0 && start === undefined && end === undefined) return undefined
  if (bounds.start < 0 || bounds.start > bounds.end) throw new DomainError('RANGE_INVALID', { size_bytes })
  return bounds
}
