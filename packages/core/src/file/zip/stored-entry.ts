import { DomainError } from '@assay/schemas'
import { ObjectDamaged, ObjectMissing, type Storage } from '@assay/storage'
import type { ZipEntry } from './zip-entry.ts'

/** A stored object that is to be a file of a zip. */
export interface StoredEntry extends Pick<ZipEntry, 'path' | 'modified_at'> {
  readonly object: { readonly object_key: string; readonly size_bytes: number; readonly sha256: string | null }
  /** What it is to users, for the error when it is damaged. */
  readonly of: string
  readonly dataset_id?: string
}

export function storedEntry(storage: Storage, { path, modified_at, object, of, dataset_id }: StoredEntry): ZipEntry {
  const { object_key, size_bytes, sha256 } = object
  const damaged = (damage: ObjectDamaged['damage']) => {
    const facts = { of, dataset_id: dataset_id ?? null, job_id: null, damage }
    return new DomainError('OBJECT_DAMAGED', facts, { cause: new ObjectDamaged(object_key, damage) })
  }
  const open = () =>
    storage.read(object_key).catch((error: unknown) => {
      throw error instanceof ObjectMissing ? damaged('missing') : error
    })
  return { path, modified_at, file: { size_bytes, sha256, open, damaged } }
}
