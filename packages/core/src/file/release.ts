import { type Database, deleteUnreferencedBlobs, type LeftObject } from '@assay/db'
import type { Transaction } from 'kysely'
import type { FileDeps } from './deps.ts'

type Deps = Pick<FileDeps, 'queue'>

/** Deletes those of the blobs that nothing references any more, and their objects after the commit. */
export async function releaseBlobs(deps: Deps, trx: Transaction<Database>, ids: string[]): Promise<void> {
  const object_keys = await deleteUnreferencedBlobs(trx, ids)
  await releaseObjects(
    deps,
    trx,
    object_keys.map((object_key) => ({ object_key })),
  )
}

/** Deletes, after the commit, objects whose rows are deleted, with the parts of those that are not complete. */
export async function releaseObjects(
  { queue }: Deps,
  trx: Transaction<Database>,
  objects: readonly LeftObject[],
): Promise<void> {
  const messages = objects.map(({ object_key, storage_upload_id }) => ({
    object_key,
    ...(storage_upload_id && { storage_upload_id }),
  }))
  await queue.enqueueAll(trx, 'blob.delete', messages)
}
