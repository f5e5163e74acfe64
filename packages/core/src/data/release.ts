import { type Database, deleteUnreferencedBlobs } from '@assay/db'
import type { Transaction } from 'kysely'
import type { CoreDeps } from '../deps.ts'

type Deps = Pick<CoreDeps, 'queue'>

/** Deletes those of the blobs that nothing references any more; their objects go after the commit. */
export async function releaseBlobs(deps: Deps, trx: Transaction<Database>, ids: string[]): Promise<void> {
  await releaseObjects(deps, trx, await deleteUnreferencedBlobs(trx, ids))
}

/** Lets objects go after the commit, whose rows are deleted. */
export async function releaseObjects(
  { queue }: Deps,
  trx: Transaction<Database>,
  object_keys: readonly string[],
): Promise<void> {
  const messages = object_keys.map((object_key) => ({ object_key }))
  await queue.enqueueAll(trx, 'blob.delete', messages)
}
