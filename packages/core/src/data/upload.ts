import { Readable } from 'node:stream'
import { type Actor, type AuditedCall, audited, requireRoom, roomFor } from '@assay/access'
import { getUpload, insertUpload, newId, type UploadRow, updateOpenUpload } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type Upload, type uploadCompleteInput, type uploadCreateInput } from '@assay/schemas'
import type { z } from 'zod'
import type { DataDeps } from './deps.ts'
import { newObjectKey } from './object-key.ts'

const expiryHours = 24

/** Starts an upload; room for what it announces is set aside. Throws UPLOAD_TOO_LARGE, QUOTA_REACHED. */
export async function createUpload(
  deps: DataDeps,
  actor: Actor,
  { filename, size_bytes }: z.output<typeof uploadCreateInput>,
): Promise<Upload> {
  if (size_bytes !== null) checkSize(deps, size_bytes)
  const row = await transact(deps, async (trx) => {
    const owner_id = actor.user_id
    await requireRoom({ ...deps, db: trx }, { owner_id, bytes: size_bytes ?? 1 })
    return insertUpload(trx, {
      id: newId(),
      owner_id,
      filename,
      size_bytes,
      object_key: newObjectKey(),
      expires_at: new Date(Date.now() + expiryHours * 3_600_000).toISOString(),
    })
  })
  return toUpload(row)
}

/** An upload as it stands: `received_bytes` says where to go on. */
export async function getOwnUpload(deps: DataDeps, actor: Actor, input: { upload_id: string }): Promise<Upload> {
  const row = await getUpload(deps.db, { id: input.upload_id, owner_id: actor.user_id })
  return toUpload({ ...row, received_bytes: await receivedBytes(deps, row) })
}

/** Bytes of an upload, from an offset. */
export interface UploadChunk {
  readonly upload_id: string
  readonly offset: number
  readonly body: Readable
  /** The call, which the audit log names where the upload is complete with it; absent: nobody called. */
  readonly call?: AuditedCall
}

/**
 * Takes bytes of an upload from `offset` on, which must be where it stands; what arrived before a connection broke is
 * kept. Throws UPLOAD_CLOSED, UPLOAD_OFFSET_WRONG, UPLOAD_TOO_LARGE, QUOTA_REACHED, STORAGE_FULL.
 */
export async function appendToUpload(deps: DataDeps, actor: Actor, chunk: UploadChunk): Promise<Upload> {
  const row = await getUpload(deps.db, { id: chunk.upload_id, owner_id: actor.user_id })
  if (row.state !== 'open') throw closed(row)
  const received_bytes = await receivedBytes(deps, row)
  if (chunk.offset !== received_bytes) throw new DomainError('UPLOAD_OFFSET_WRONG', { received_bytes })
  const size_bytes = await append(deps, row, chunk)
  const isComplete = size_bytes === row.size_bytes
  const keep = async ({ db }: Pick<DataDeps, 'db'>): Promise<Upload> => {
    const changed = await updateOpenUpload(db, row.id, {
      received_bytes: size_bytes,
      ...(isComplete && { state: 'complete' }),
    })
    if (!changed) throw closed({ received_bytes: size_bytes })
    return toUpload(changed)
  }
  return isComplete && chunk.call ? audited(deps, chunk.call, keep) : keep(deps)
}

/** Writes a part, up to the size that was announced, or else to the user's quota. */
async function append({ db, storage, settings }: DataDeps, row: UploadRow, chunk: UploadChunk): Promise<number> {
  const { offset, body } = chunk
  const room = row.size_bytes === null ? await roomFor({ db, settings }, row) : null
  const most = Math.min(row.size_bytes ?? Number.POSITIVE_INFINITY, settings.max_upload_bytes)
  const limit_bytes = Math.min(most, room?.bytes ?? most)
  try {
    return (await storage.append(row.object_key, { offset, body, limit_bytes })).size_bytes
  } catch (error) {
    const isQuota = room && limit_bytes < most && DomainError.is(error, 'UPLOAD_TOO_LARGE')
    throw isQuota ? room.reached : error
  }
}

/**
 * Says that all bytes are there; to say it again changes nothing. Throws UPLOAD_INCOMPLETE when they are not, UPLOAD_CLOSED,
 * QUOTA_REACHED.
 */
export async function completeUpload(
  deps: DataDeps,
  actor: Actor,
  { upload_id, size_bytes }: z.output<typeof uploadCompleteInput>,
): Promise<Upload> {
  const row = await getUpload(deps.db, { id: upload_id, owner_id: actor.user_id })
  const received_bytes = await receivedBytes(deps, row)
  if (received_bytes !== size_bytes) throw new DomainError('UPLOAD_INCOMPLETE', { received_bytes, size_bytes })
  if (row.state === 'complete') return toUpload(row)
  if (row.state === 'used') throw closed(row)
  await endParts(deps, row, size_bytes)
  const changed = await transact(deps, async (trx) => {
    if (row.size_bytes === null) {
      await requireRoom({ ...deps, db: trx }, { owner_id: row.owner_id, bytes: size_bytes, upload_id })
    }
    return updateOpenUpload(trx, row.id, { received_bytes, size_bytes, state: 'complete' })
  })
  const settled = changed ?? (await getUpload(deps.db, { id: upload_id, owner_id: actor.user_id }))
  if (settled.state !== 'complete' || settled.received_bytes !== size_bytes) throw closed(settled)
  return toUpload(settled)
}

/** Ends a part that is still on its way, and makes the object of an empty file, of which no part ever came. */
async function endParts({ storage }: DataDeps, { object_key }: UploadRow, size_bytes: number): Promise<void> {
  try {
    await storage.append(object_key, { offset: size_bytes, body: Readable.from([]) })
  } catch (error) {
    const isSaidTwice = DomainError.is(error, 'UPLOAD_OFFSET_WRONG') && error.data.received_bytes === size_bytes
    if (!isSaidTwice) throw error
  }
}

function closed({ received_bytes }: Pick<UploadRow, 'received_bytes'>): DomainError {
  return new DomainError('UPLOAD_CLOSED', { received_bytes })
}

function checkSize({ settings }: DataDeps, size_bytes: number): void {
  const limit_bytes = settings.max_upload_bytes
  if (size_bytes > limit_bytes) throw new DomainError('UPLOAD_TOO_LARGE', { limit_bytes })
}

/** What storage holds is the truth: after a crash the row may lag behind it. */
async function receivedBytes({ storage }: DataDeps, row: UploadRow): Promise<number> {
  if (row.state !== 'open') return row.received_bytes
  return (await storage.stat(row.object_key))?.size_bytes ?? 0
}

function toUpload({ id, filename, size_bytes, received_bytes, state, created_at, expires_at }: UploadRow): Upload {
  return { id, filename, size_bytes, received_bytes, state, created_at, expires_at }
}
