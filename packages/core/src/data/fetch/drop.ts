import { type Database, deleteDatasetFetch, deleteUpload } from '@assay/db'
import type { Transaction } from 'kysely'
import { releaseBlobs, releaseObjects } from '../../file/release.ts'
import type { DataDeps } from '../deps.ts'

type Deps = Pick<DataDeps, 'queue'>

/** Ends a fetch, and forgets its address and what has arrived. */
export async function dropFetch(deps: Deps, trx: Transaction<Database>, dataset_id: string): Promise<void> {
  const upload_id = await deleteDatasetFetch(trx, dataset_id)
  if (upload_id !== undefined) await dropUpload(deps, trx, upload_id)
}

/** Forgets what has arrived. */
export async function dropUpload(deps: Deps, trx: Transaction<Database>, upload_id: string): Promise<void> {
  const { objects, blob_ids } = await deleteUpload(trx, upload_id)
  await releaseObjects(deps, trx, objects)
  await releaseBlobs(deps, trx, blob_ids)
}
