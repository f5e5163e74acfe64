import {
  deleteExpiredDeviceLogins,
  deleteExpiredSessions,
  deleteExpiredTokens,
  deleteExpiredUploads,
  deleteOldIdempotencyKeys,
  findKnownObjectKeys,
  findKnownStorageUploads,
} from '@assay/db'
import { deleteStaleSessions } from '@assay/engine'
import type { PartedUpload } from '@assay/storage'
import { abandonMessage } from './abandon.ts'
import type { CoreDeps } from './deps.ts'
import { objectPrefix } from './file/object-key.ts'
import { releaseObjects } from './file/release.ts'
import { sweepLogs } from './run/log/storing.ts'

const dayMs = 86_400_000
const batch = 500

/** Deletes an object whose row is gone, or the parts of it that have arrived. Safe to do twice. */
export async function deleteObject(
  { storage }: Pick<CoreDeps, 'storage'>,
  { object_key, storage_upload_id }: { object_key: string; storage_upload_id?: string | undefined },
): Promise<void> {
  if (storage_upload_id !== undefined) await storage.abort({ key: object_key, upload_id: storage_upload_id })
  await storage.delete(object_key)
}

/** Deletes what killed processes and superseded attempts left: objects a day old, or parts of such, without a row. */
export async function sweepObjects(deps: Pick<CoreDeps, 'db' | 'storage' | 'log'>, now = Date.now()): Promise<void> {
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
  const known = await findKnownStorageUploads(db, ids)
  const unknown = old.filter(({ upload_id }) => !known.has(upload_id))
  for (const upload of unknown) await storage.abort(upload)
  if (unknown.length > 0) log.info({ uploads: unknown.length }, 'deleted uploads that nothing knows')
}

async function deleteUnknown(
  { db, storage, log }: Pick<CoreDeps, 'db' | 'storage' | 'log'>,
  keys: string[],
): Promise<void> {
  const known = await findKnownObjectKeys(db, keys)
  const unknown = keys.filter((key) => !known.has(key))
  for (const key of unknown) await storage.delete(key)
  if (unknown.length > 0) log.info({ objects: unknown.length }, 'deleted objects that nothing knows')
}

/**
 * Deletes what has expired: uploads, idempotency keys, sessions of workers and of browsers, logins of devices. Fails
 * what waits for messages whose worker died so often that they became dead letters without anybody to say so.
 */
export async function sweepExpired(deps: CoreDeps): Promise<void> {
  await deps.db.transaction().execute(async (trx) => releaseObjects(deps, trx, await deleteExpiredUploads(trx)))
  await sweepLogs(deps)
  await deleteOldIdempotencyKeys(deps.db)
  await deleteStaleSessions(deps.db)
  await deleteExpiredSessions(deps.db)
  await deleteExpiredDeviceLogins(deps.db)
  await deleteExpiredTokens(deps.db)
  for (const { name, payload, reason } of await deps.queue.dead_letters.list()) {
    await abandonMessage(deps, { name, payload, error: new Error(reason) })
  }
}
