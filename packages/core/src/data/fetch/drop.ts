import { type Database, deleteDatasetFetch, deleteUpload } from '@assay/db'
import type { Transaction } from 'kysely'
import { releaseObjects } from '../../file/release.ts'
import type { DataDeps } from '../deps.ts'

/** Ends a fetch, and forgets its address and what has arrived. */
export async function dropFetch(
  deps: Pick<DataDeps, 'queue'>,
  trx: Transaction<Database>,
  dataset_id: string,
): Promise<void> {
  const upload_id = await deleteDatasetFetch(trx, dataset_id)
  if (upload_id !== undefined) await releaseObjects(deps, trx, await deleteUpload(trx, upload_id))
}
