import { type BlobRow, type Database, insertBlobs } from '@assay/db'
import type { Transaction } from 'kysely'
import type { FileDeps } from './deps.ts'

/** The hash of a copy is computed like that of what it is a copy of, where that is not known yet. */
export async function insertCopies(
  { queue }: Pick<FileDeps, 'queue'>,
  trx: Transaction<Database>,
  copies: Pick<BlobRow, 'id' | 'owner_id' | 'size_bytes' | 'sha256' | 'object_key'>[],
): Promise<void> {
  await insertBlobs(trx, copies)
  const unknown = copies.filter(({ sha256 }) => sha256 === null)
  await queue.enqueueAll(
    trx,
    'blob.hash',
    unknown.map(({ id: blob_id }) => ({ blob_id })),
  )
}
