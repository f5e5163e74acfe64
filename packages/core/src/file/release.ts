import { type Database, deleteUnreferencedBlobs, type LeftObject } from '@assay/db'
import { type MessagePayload, mostObjectsAtOnce } from '@assay/queue'
import type { Transaction } from 'kysely'
import type { FileDeps } from './deps.ts'

type Deps = Pick<FileDeps, 'queue'>

/** How long what is being downloaded, zipped or read by a job when its file goes away can still be read. */
const graceSeconds = 3_600

/** Deletes those of the blobs that nothing references any more, and their objects after the commit. */
export async function releaseBlobs(deps: Deps, trx: Transaction<Database>, ids: string[]): Promise<void> {
  await releaseObjects(deps, trx, await leftBy(trx, ids))
}

/** The same for blobs of files: their objects stay for an hour, for who has begun to read them. */
export async function releaseFiles({ queue }: Deps, trx: Transaction<Database>, ids: string[]): Promise<void> {
  const payloads = toMessages(await leftBy(trx, ids))
  await queue.enqueueLater(trx, 'blob.delete', { payloads, after_seconds: graceSeconds })
}

async function leftBy(trx: Transaction<Database>, ids: string[]): Promise<LeftObject[]> {
  return (await deleteUnreferencedBlobs(trx, ids)).map((object_key) => ({ object_key }))
}

/** Deletes, after the commit, objects whose rows are deleted, with the parts of those that are not complete. */
export async function releaseObjects(
  { queue }: Deps,
  trx: Transaction<Database>,
  objects: readonly LeftObject[],
): Promise<void> {
  await queue.enqueueAll(trx, 'blob.delete', toMessages(objects))
}

function toMessages(objects: readonly LeftObject[]): MessagePayload<'blob.delete'>[] {
  const messages: MessagePayload<'blob.delete'>[] = []
  for (let from = 0; from < objects.length; from += mostObjectsAtOnce) {
    const some = objects.slice(from, from + mostObjectsAtOnce)
    const unfinished = some.flatMap(({ object_key, storage_upload_id }) =>
      storage_upload_id ? [{ object_key, storage_upload_id }] : [],
    )
    const object_keys = some.map(({ object_key }) => object_key)
    messages.push({ object_keys, ...(unfinished.length > 0 && { unfinished }) })
  }
  return messages
}
