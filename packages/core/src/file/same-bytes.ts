import { type BlobRow, type Database, findSameBlob, holdBlob } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { ObjectMissing } from '@assay/storage'
import type { Transaction } from 'kysely'
import type { FileDeps } from './deps.ts'
import { checkedFirstBytes, requireWhole } from './whole-object.ts'

type Bytes = Parameters<typeof findSameBlob>[1]

/** A blob of the same bytes that the owner has already, and that is as it was stored. */
export async function findSameBytes(
  deps: Pick<FileDeps, 'db' | 'storage'>,
  bytes: Bytes,
): Promise<BlobRow | undefined> {
  const blob = await findSameBlob(deps.db, bytes)
  return blob && (await isWhole(deps, blob)) ? blob : undefined
}

/** Keeps what was found until the transaction ends; undefined: it is gone since, or is no longer the owner's. */
export async function holdSameBytes(
  trx: Transaction<Database>,
  found: BlobRow | undefined,
  owner_id: string,
): Promise<BlobRow | undefined> {
  const blob = found && (await holdBlob(trx, found.id))
  return blob?.owner_id === owner_id ? blob : undefined
}

/** Whether a blob is as it was stored. Of a large one, only its size is looked at: that could else take minutes. */
async function isWhole(
  deps: Pick<FileDeps, 'db' | 'storage'>,
  { object_key, size_bytes }: Pick<BlobRow, 'object_key' | 'size_bytes'>,
): Promise<boolean> {
  if (size_bytes > checkedFirstBytes) return (await deps.storage.stat(object_key))?.size_bytes === size_bytes
  return requireWhole(deps, object_key).then(
    () => true,
    (error: unknown) => {
      if (DomainError.is(error, 'OBJECT_DAMAGED') || error instanceof ObjectMissing) return false
      throw error
    },
  )
}
