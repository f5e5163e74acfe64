import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { type BlobRow, findBlob, setBlobHash } from '@assay/db'
import type { FileDeps } from './deps.ts'

/** The SHA-256 of a blob, hexadecimal; one that nobody has read yet is read, and its hash kept. */
export async function hashBlob(
  deps: Pick<FileDeps, 'db' | 'storage'>,
  { id, sha256, object_key }: Pick<BlobRow, 'id' | 'sha256' | 'object_key'>,
): Promise<string> {
  if (sha256 !== null) return sha256
  const hash = await hashObject(deps, object_key)
  await setBlobHash(deps.db, id, hash)
  return hash
}

/** Computes the hash of a blob whose bytes have not passed through us. Safe to do twice. */
export async function hashStoredBlob(
  deps: Pick<FileDeps, 'db' | 'storage'>,
  { blob_id }: { readonly blob_id: string },
): Promise<void> {
  const blob = await findBlob(deps.db, blob_id)
  if (blob) await hashBlob(deps, blob)
}

export async function hashObject({ storage }: Pick<FileDeps, 'storage'>, object_key: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(await storage.read(object_key), hash)
  return hash.digest('hex')
}
