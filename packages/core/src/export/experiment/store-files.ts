import { requireRoom } from '@assay/access'
import { type BlobRow, type Database, insertBlobs, newId } from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { newObjectKey } from '../../file/object-key.ts'
import { findSameBytes, holdSameBytes } from '../../file/same-bytes.ts'
import { invalid } from '../bundle/bundle-reader.ts'
import type { ExportDeps } from '../deps.ts'
import type { OpenBundle } from './open-bundle.ts'

type NewBlob = Pick<BlobRow, 'id' | 'owner_id' | 'size_bytes' | 'object_key'> & { readonly sha256: string }

/** The files of a bundle as objects: those that were stored for it, and those that were here already. */
export interface StoredFiles {
  readonly fresh: ReadonlyMap<string, NewBlob>
  readonly known: ReadonlyMap<string, BlobRow>
  /** By path, the hash of its bytes. */
  readonly hashes: ReadonlyMap<string, string>
  readonly stored_bytes: number
}

/** Nothing refers to these objects yet: when what follows is broken off, the sweep finds them. Throws STORAGE_FULL. */
export async function storeFiles(deps: ExportDeps, bundle: OpenBundle, owner_id: string): Promise<StoredFiles> {
  const { described, reader } = bundle
  const fresh = new Map<string, NewBlob>()
  const known = new Map<string, BlobRow>()
  const hashes = new Map<string, string>()
  const stored = () => [...fresh.values()].reduce((sum, { size_bytes }) => sum + size_bytes, 0)
  try {
    for (const { path, size_bytes, sha256 } of described.files) {
      hashes.set(path, sha256)
      if (path === 'readme.md' || fresh.has(sha256) || known.has(sha256)) continue
      const here = await findSameBytes(deps, { owner_id, sha256, size_bytes })
      if (here) {
        known.set(sha256, here)
        continue
      }
      await requireRoom(deps, { owner_id, bytes: stored() + size_bytes })
      const object_key = newObjectKey()
      const put = await deps.storage.put(object_key, await reader.read(path))
      fresh.set(sha256, { id: newId(), owner_id, object_key, ...put })
      if (put.sha256 !== sha256) throw invalid(`Its ${path} is not as it was exported.`)
    }
  } catch (error) {
    await discardFiles(deps, { fresh }, error)
    throw error
  }
  return { fresh, known, hashes, stored_bytes: stored() }
}

/** Of another error it is not known whether what it broke was committed. */
export async function discardFiles(
  { storage }: ExportDeps,
  { fresh }: Pick<StoredFiles, 'fresh'>,
  error: unknown,
): Promise<void> {
  if (!DomainError.is(error)) return
  for (const { object_key } of fresh.values()) await storage.delete(object_key)
}

interface Keeping {
  readonly owner_id: string
  readonly files: StoredFiles
}

/** The ids of the blobs by path. Throws QUOTA_REACHED. */
export async function keepFiles(
  deps: ExportDeps,
  trx: Transaction<Database>,
  { owner_id, files: { fresh, known, hashes, stored_bytes } }: Keeping,
): Promise<ReadonlyMap<string, string>> {
  await requireRoom(deps, { owner_id, bytes: stored_bytes })
  await insertBlobs(trx, [...fresh.values()])
  for (const blob of known.values()) {
    // it went between being found and now, which is as rare as it is brief
    if (!(await holdSameBytes(trx, blob, owner_id))) throw new DomainError('UNAVAILABLE', { retry_after_seconds: 1 })
  }
  const idOf = (sha256: string) => fresh.get(sha256)?.id ?? known.get(sha256)?.id ?? ''
  return new Map([...hashes].map(([path, sha256]) => [path, idOf(sha256)]))
}
