import {
  areObjectsHeld,
  deleteExpiredDeviceLogins,
  deleteExpiredSessions,
  deleteExpiredTokens,
  deleteExpiredUploads,
  deleteOldDeliveries,
  deleteOldIdempotencyKeys,
  deleteSupersededAttemptFiles,
  findKnownObjectKeys,
  findKnownStorageUploads,
  findStandingAttemptUploads,
} from '@assay/db'
import { deleteStaleSessions } from '@assay/engine'
import type { MessagePayload } from '@assay/queue'
import type { PartedUpload } from '@assay/storage'
import { abandonMessage } from './abandon.ts'
import { sweepOutputs } from './application/expired-outputs.ts'
import type { CoreDeps } from './deps.ts'
import { objectPrefix } from './file/object-key.ts'
import { releaseBlobs, releaseObjects } from './file/release.ts'
import { keptDays } from './notification/limits.ts'
import { sweepInputs } from './run/input-sweep.ts'
import { sweepLogs } from './run/log/storing.ts'

const dayMs = 86_400_000
const batch = 500

/** How long an object waits that is held, before it is asked again. */
const heldSeconds = 60

/**
 * Deletes objects whose rows are gone, or the parts of them that have arrived; later, while objects are held. Safe to
 * do twice.
 */
export async function deleteObjects(
  { db, storage, queue }: Pick<CoreDeps, 'db' | 'storage' | 'queue'>,
  payload: MessagePayload<'blob.delete'>,
): Promise<void> {
  if (await areObjectsHeld(db)) {
    const later = { payloads: [payload], after_seconds: heldSeconds }
    return db.transaction().execute((trx) => queue.enqueueLater(trx, 'blob.delete', later))
  }
  const { object_keys, unfinished = [] } = payload
  for (const { object_key: key, storage_upload_id: upload_id } of unfinished) await storage.abort({ key, upload_id })
  await storage.deleteAll(object_keys)
}

type SweptDeps = Pick<CoreDeps, 'db' | 'storage' | 'queue' | 'log'>

/** Deletes what killed processes and superseded attempts left: objects a day old, or parts of such, without a row. */
export async function sweepObjects(deps: SweptDeps, now = Date.now()): Promise<void> {
  await sweepUnfinished(deps, now)
  let old: string[] = []
  for await (const { key, modified_at } of deps.storage.list(objectPrefix)) {
    if (now - Date.parse(modified_at) < dayMs) continue
    old.push(key)
    if (old.length < batch) continue
    await deleteUnknown(deps, old)
    old = []
  }
  if (old.length > 0) await deleteUnknown(deps, old)
}

async function sweepUnfinished(
  { db, storage, log }: Pick<CoreDeps, 'db' | 'storage' | 'log'>,
  now: number,
): Promise<void> {
  const old: PartedUpload[] = []
  for await (const upload of storage.unfinished(objectPrefix)) {
    if (now - Date.parse(upload.begun_at) >= dayMs) old.push(upload)
  }
  const ids = old.map(({ upload_id }) => upload_id)
  const known = [await findKnownStorageUploads(db, ids), await findStandingAttemptUploads(db, ids)]
  const unknown = old.filter(({ upload_id }) => !known.some((some) => some.has(upload_id)))
  for (const upload of unknown) await storage.abort(upload)
  if (unknown.length > 0) log.info({ uploads: unknown.length }, 'deleted uploads that nothing knows')
}

async function deleteUnknown({ db, storage, queue, log }: SweptDeps, keys: string[]): Promise<void> {
  const known = await findKnownObjectKeys(db, keys)
  const left = keys.filter((key) => !known.has(key))
  // somebody may still read what is to be deleted later
  const pending = await queue.findPending('blob.delete', 'object_keys', left)
  const unknown = left.filter((key) => !pending.has(key))
  // the next sweep comes back to them
  if (await areObjectsHeld(db)) return
  await storage.deleteAll(unknown)
  if (unknown.length > 0) log.info({ objects: unknown.length }, 'deleted objects that nothing knows')
}

/**
 * Deletes what has expired: uploads, outputs of jobs and what they were given, idempotency keys, sessions of workers
 * and of browsers, logins of devices, what was sent to webhooks. Fails what waits for messages whose worker died so
 * often that they became dead letters without anybody to say so.
 */
export async function sweepExpired(deps: CoreDeps): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const { objects, blob_ids } = await deleteExpiredUploads(trx)
    await releaseObjects(deps, trx, objects)
    await releaseBlobs(deps, trx, blob_ids)
  })
  await sweepLogs(deps)
  await sweepInputs(deps)
  await sweepOutputs(deps)
  await deleteOldIdempotencyKeys(deps.db)
  await deleteSupersededAttemptFiles(deps.db)
  await deleteStaleSessions(deps.db)
  await deleteExpiredSessions(deps.db)
  await deleteExpiredDeviceLogins(deps.db)
  await deleteExpiredTokens(deps.db)
  while ((await deleteOldDeliveries(deps.db, { days: keptDays, most: batch })) === batch);
  for (const { name, payload, reason } of await deps.queue.dead_letters.list()) {
    await abandonMessage(deps, { name, payload, error: new Error(reason) })
  }
}
