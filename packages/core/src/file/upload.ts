import type { Readable } from 'node:stream'
import { type Actor, type AuditedCall, requireRoom, roomFor } from '@assay/access'
import { getUpload, insertUpload, newId, type UploadRow } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type Upload, type uploadCompleteInput, type uploadCreateInput } from '@assay/schemas'
import { TakenOver } from '@assay/storage'
import type { z } from 'zod'
import type { Arrival } from './arrivals.ts'
import { closeUpload } from './close-upload.ts'
import type { FileDeps } from './deps.ts'
import { directBytes, directOf, verifyParts } from './direct-upload.ts'
import { newObjectKey } from './object-key.ts'
import { findSameBytes, holdSameBytes } from './same-bytes.ts'
import { takeBytes } from './upload-parts.ts'

const expiryHours = 24

type Input = z.output<typeof uploadCreateInput>

/**
 * Reserves room for the announced size. Where the owner has the announced bytes already, the upload is complete at
 * once. Throws UPLOAD_TOO_LARGE, QUOTA_REACHED.
 */
export async function createUpload(deps: FileDeps, actor: Actor, input: Input): Promise<Upload> {
  const { size_bytes } = input
  const owner_id = actor.user_id
  if (size_bytes !== null) checkSize(deps, size_bytes)
  const { sha256 } = input
  const same = sha256 && size_bytes !== null ? await findSameBytes(deps, { owner_id, sha256, size_bytes }) : undefined
  const row = await transact(deps, async (trx) => {
    const blob = await holdSameBytes(trx, same, owner_id)
    if (!blob) await requireRoom({ ...deps, db: trx }, { owner_id, bytes: size_bytes ?? 1 })
    return insertUpload(trx, {
      ...input,
      id: newId(),
      owner_id,
      object_key: newObjectKey(),
      expires_at: new Date(Date.now() + expiryHours * 3_600_000).toISOString(),
      ...(blob && { state: 'complete', received_bytes: blob.size_bytes, blob_id: blob.id }),
    })
  })
  return toUpload(deps, row)
}

/** `received_bytes` says where to go on. */
export async function getOwnUpload(deps: FileDeps, actor: Actor, input: { upload_id: string }): Promise<Upload> {
  return toUpload(deps, await getStanding(deps, actor, input))
}

export interface UploadChunk {
  readonly upload_id: string
  readonly offset: number
  readonly body: Readable
  /** Nobody else has the pieces of the body. */
  readonly is_given?: boolean
  /** The call that the audit log names if it completes the upload; absent: nobody called. */
  readonly call?: AuditedCall
}

/**
 * Takes bytes of an upload from `offset` on, which must be where it stands; what arrived before a connection broke is
 * kept. Throws UPLOAD_CLOSED, UPLOAD_OFFSET_WRONG, UPLOAD_TOO_LARGE, QUOTA_REACHED, STORAGE_FULL.
 */
export async function appendToUpload(deps: FileDeps, actor: Actor, chunk: UploadChunk): Promise<Upload> {
  requireOffset(await getStanding(deps, actor, chunk), chunk)
  try {
    return await deps.arrivals.receive(chunk.upload_id, async (arrival) => {
      const row = await getUpload(deps.db, { id: chunk.upload_id, owner_id: actor.user_id })
      requireOffset(row, chunk)
      return toUpload(deps, await append(deps, row, { ...chunk, arrival }))
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
  if (row.part_bytes !== null) throw new DomainError('UPLOAD_SENT_OTHERWISE', { direct: true })
  if (offset !== received_bytes) throw new DomainError('UPLOAD_OFFSET_WRONG', { received_bytes })
}

/** Takes bytes up to the announced size, or else to the user's quota; the last of them complete the upload. */
async function append(
  deps: FileDeps,
  row: UploadRow,
  { offset, body, is_given, arrival, call }: UploadChunk & { readonly arrival: Arrival },
): Promise<UploadRow> {
  const { settings } = deps
  const room = row.size_bytes === null ? await roomFor(deps, row) : null
  const most = Math.min(row.size_bytes ?? Number.POSITIVE_INFINITY, settings.max_upload_bytes)
  const limit_bytes = Math.min(most, room?.bytes ?? most)
  try {
    const taken = await takeBytes(deps, row, { body, is_given, offset, limit_bytes, arrival })
    const { size_bytes } = taken
    return taken.received_bytes === size_bytes ? await closeUpload(deps, taken, { size_bytes, call }) : taken
  } catch (error) {
    const isQuota = room && limit_bytes < most && DomainError.is(error, 'UPLOAD_TOO_LARGE')
    throw isQuota ? room.reached : error
  }
}

/**
 * To complete it again changes nothing. Throws UPLOAD_INCOMPLETE, UPLOAD_CLOSED, UPLOAD_ALTERED, QUOTA_REACHED.
 */
export async function completeUpload(
  deps: FileDeps,
  actor: Actor,
  input: z.output<typeof uploadCompleteInput>,
  { call }: Pick<UploadChunk, 'call'> = {},
): Promise<Upload> {
  requireWhole(await getStanding(deps, actor, input), input)
  return deps.arrivals.end(input.upload_id, async () => {
    const row = await verifyParts(deps, await getUpload(deps.db, { id: input.upload_id, owner_id: actor.user_id }))
    requireWhole(row, input)
    if (row.state === 'complete') return toUpload(deps, row)
    if (row.state === 'used') throw closed(row)
    return toUpload(deps, await closeUpload(deps, row, { ...input, call }))
  })
}

function requireWhole(row: UploadRow, { size_bytes: said_bytes }: { size_bytes: number }): void {
  const { received_bytes } = row
  const size_bytes = received_bytes === said_bytes ? (row.size_bytes ?? said_bytes) : said_bytes
  if (received_bytes !== size_bytes) throw new DomainError('UPLOAD_INCOMPLETE', { received_bytes, size_bytes })
}

function closed({ received_bytes }: Pick<UploadRow, 'received_bytes'>): DomainError {
  return new DomainError('UPLOAD_CLOSED', { received_bytes })
}

function checkSize({ settings }: FileDeps, size_bytes: number): void {
  const limit_bytes = settings.max_upload_bytes
  if (size_bytes > limit_bytes) throw new DomainError('UPLOAD_TOO_LARGE', { limit_bytes })
}

/** The row, with the bytes that are arriving at this moment. */
async function getStanding(
  deps: FileDeps,
  actor: Actor,
  { upload_id }: { readonly upload_id: string },
): Promise<UploadRow> {
  // asked before the row is read: bytes that arrive in between then count in one of the two
  const arrived_bytes = deps.arrivals.receivedBytes(upload_id)
  const row = await getUpload(deps.db, { id: upload_id, owner_id: actor.user_id })
  if (row.state !== 'open') return row
  if (row.part_bytes !== null) return { ...row, received_bytes: await directBytes(deps, row) }
  return { ...row, received_bytes: Math.max(row.received_bytes, arrived_bytes) }
}

async function toUpload(deps: FileDeps, row: UploadRow): Promise<Upload> {
  const { id, filename, size_bytes, sha256, received_bytes, state, created_at, expires_at } = row
  const direct = await directOf(deps, row)
  return { id, filename, size_bytes, sha256, received_bytes, state, direct, created_at, expires_at }
}
