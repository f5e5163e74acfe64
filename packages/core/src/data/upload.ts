import type { Readable } from 'node:stream'
import { getUpload, insertUpload, newId, type UploadRow, updateOpenUpload } from '@assay/db'
import { DomainError, type Upload, type uploadCompleteInput, type uploadCreateInput } from '@assay/schemas'
import { TakenOver } from '@assay/storage'
import type { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { CoreDeps } from '../deps.ts'
import { requireRoom, roomFor } from '../limits/storage-quota.ts'
import { transact } from '../transact.ts'
import type { Arrival } from './arrivals.ts'
import { newObjectKey } from './object-key.ts'
import { makeObject, takeBytes } from './upload-parts.ts'

const expiryHours = 24

/** Starts an upload; room for what it announces is set aside. Throws UPLOAD_TOO_LARGE, QUOTA_REACHED. */
export async function createUpload(
  deps: CoreDeps,
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
export async function getOwnUpload(deps: CoreDeps, actor: Actor, input: { upload_id: string }): Promise<Upload> {
  return toUpload(await getStanding(deps, actor, input))
}

/** Bytes of an upload, from an offset. */
export interface UploadChunk {
  readonly upload_id: string
  readonly offset: number
  readonly body: Readable
}

/**
 * Takes bytes of an upload from `offset` on, which must be where it stands; what arrived before a connection broke is
 * kept. Throws UPLOAD_CLOSED, UPLOAD_OFFSET_WRONG, UPLOAD_TOO_LARGE, QUOTA_REACHED, STORAGE_FULL.
 */
export async function appendToUpload(deps: CoreDeps, actor: Actor, chunk: UploadChunk): Promise<Upload> {
  requireOffset(await getStanding(deps, actor, chunk), chunk)
  try {
    return await deps.arrivals.receive(chunk.upload_id, async (arrival) => {
      const row = await getUpload(deps.db, { id: chunk.upload_id, owner_id: actor.user_id })
      requireOffset(row, chunk)
      return toUpload(await append(deps, row, { ...chunk, arrival }))
    })
  } catch (error) {
    if (!(error instanceof TakenOver)) throw error
    const { received_bytes } = await getStanding(deps, actor, chunk)
    throw new DomainError('UPLOAD_OFFSET_WRONG', { received_bytes })
  }
}

function requireOffset(row: UploadRow, { offset }: UploadChunk): void {
  const { received_bytes } = row
  if (row.state !== 'open') throw closed(row)
  if (offset !== received_bytes) throw new DomainError('UPLOAD_OFFSET_WRONG', { received_bytes })
}

/** Takes bytes up to the size that was announced, or else to the user's quota; with the last of them the upload is complete. */
async function append(
  deps: CoreDeps,
  row: UploadRow,
  { offset, body, arrival }: UploadChunk & { readonly arrival: Arrival },
): Promise<UploadRow> {
  const { settings } = deps
  const room = row.size_bytes === null ? await roomFor(deps, row) : null
  const most = Math.min(row.size_bytes ?? Number.POSITIVE_INFINITY, settings.max_upload_bytes)
  const limit_bytes = Math.min(most, room?.bytes ?? most)
  try {
    const taken = await takeBytes(deps, row, { body, offset, limit_bytes, arrival })
    return taken.received_bytes === taken.size_bytes ? await close(deps, taken, taken.size_bytes) : taken
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
  deps: CoreDeps,
  actor: Actor,
  input: z.output<typeof uploadCompleteInput>,
): Promise<Upload> {
  requireWhole(await getStanding(deps, actor, input), input)
  return deps.arrivals.end(input.upload_id, async () => {
    const row = await getUpload(deps.db, { id: input.upload_id, owner_id: actor.user_id })
    requireWhole(row, input)
    if (row.state === 'complete') return toUpload(row)
    if (row.state === 'used') throw closed(row)
    return toUpload(await close(deps, row, input.size_bytes))
  })
}

function requireWhole({ received_bytes }: UploadRow, { size_bytes }: { size_bytes: number }): void {
  if (received_bytes !== size_bytes) throw new DomainError('UPLOAD_INCOMPLETE', { received_bytes, size_bytes })
}

/** Makes the object first: when that is done and the row is not, it is done again. */
async function close(deps: CoreDeps, row: UploadRow, size_bytes: number): Promise<UploadRow> {
  const { id: upload_id, owner_id } = row
  const wish = { owner_id, bytes: size_bytes, upload_id }
  if (row.size_bytes === null) await requireRoom(deps, wish)
  await makeObject(deps, row)
  const changed = await transact(deps, async (trx) => {
    if (row.size_bytes === null) await requireRoom({ ...deps, db: trx }, wish)
    return updateOpenUpload(trx, upload_id, { size_bytes, state: 'complete' })
  })
  const settled = changed ?? (await getUpload(deps.db, { id: upload_id, owner_id }))
  if (settled.state !== 'complete' || settled.received_bytes !== size_bytes) throw closed(settled)
  return settled
}

function closed({ received_bytes }: Pick<UploadRow, 'received_bytes'>): DomainError {
  return new DomainError('UPLOAD_CLOSED', { received_bytes })
}

function checkSize({ settings }: CoreDeps, size_bytes: number): void {
  const limit_bytes = settings.max_upload_bytes
  if (size_bytes > limit_bytes) throw new DomainError('UPLOAD_TOO_LARGE', { limit_bytes })
}

/** The row of an upload, with what is arriving just now. */
async function getStanding(
  { db, arrivals }: CoreDeps,
  actor: Actor,
  { upload_id }: { readonly upload_id: string },
): Promise<UploadRow> {
  // asked first: what has arrived until then is in the row, or arriving still
  const arrived_bytes = arrivals.receivedBytes(upload_id)
  const row = await getUpload(db, { id: upload_id, owner_id: actor.user_id })
  if (row.state !== 'open') return row
  return { ...row, received_bytes: Math.max(row.received_bytes, arrived_bytes) }
}

function toUpload({ id, filename, size_bytes, received_bytes, state, created_at, expires_at }: UploadRow): Upload {
  return { id, filename, size_bytes, received_bytes, state, created_at, expires_at }
}
