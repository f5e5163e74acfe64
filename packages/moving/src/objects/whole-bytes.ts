import { createHash } from 'node:crypto'
import type { KnownObject } from '@assay/db'
import { ObjectDamaged, ObjectMissing, type Storage } from '@assay/storage'

/** The bytes of an object, which end in ObjectDamaged unless they are what was stored. */
export async function* readWhole(storage: Storage, known: KnownObject): AsyncGenerator<Uint8Array> {
  const { object_key, size_bytes, sha256 } = known
  const hash = createHash('sha256')
  let read_bytes = 0
  for await (const piece of await openBytes(storage, object_key)) {
    read_bytes += piece.byteLength
    // whoever was told the size takes no more
    if (read_bytes > size_bytes) throw new ObjectDamaged(object_key, 'altered')
    hash.update(piece)
    yield piece
  }
  if (read_bytes < size_bytes) throw new ObjectDamaged(object_key, 'cut')
  if (sha256 !== null && hash.digest('hex') !== sha256) throw new ObjectDamaged(object_key, 'altered')
}

async function openBytes(storage: Storage, object_key: string): Promise<AsyncIterable<Buffer>> {
  try {
    return await storage.read(object_key)
  } catch (error) {
    throw error instanceof ObjectMissing ? new ObjectDamaged(object_key, 'missing', { cause: error }) : error
  }
}

/** The hash of an object that has none yet. */
export async function hashOf(storage: Storage, known: KnownObject): Promise<string> {
  if (known.sha256 !== null) return known.sha256
  const hash = createHash('sha256')
  for await (const piece of readWhole(storage, known)) hash.update(piece)
  return hash.digest('hex')
}
