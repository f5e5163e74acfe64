import { type Database, findUnhashedOutputs } from '@assay/db'
import type { Transaction } from 'kysely'
import type { FileDeps } from './deps.ts'

/** Has the hashes of outputs computed that went straight to the store. */
export async function hashOutputs(
  { queue }: Pick<FileDeps, 'queue'>,
  trx: Transaction<Database>,
  job_ids: readonly string[],
): Promise<void> {
  const blob_ids = await findUnhashedOutputs(trx, job_ids)
  await queue.enqueueAll(
    trx,
    'blob.hash',
    blob_ids.map((blob_id) => ({ blob_id })),
  )
}
