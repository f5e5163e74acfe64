import { type BlobRow, type Database, findSameBlob, holdBlob } from '@assay/db'
import type { Transaction } from 'kysely'
import type { FileDeps } from './deps.ts'
import { isWhole } from './whole-object.ts'

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
