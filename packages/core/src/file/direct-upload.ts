import type { Actor } from '@assay/access'
import {
  findAnnouncedParts,
  findUploadParts,
  getUpload,
  noteDirectParts,
  openDirectUpload,
  putAnnouncedParts,
  type UploadRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type SignedParts, type Upload, type uploadSignInput } from '@assay/schemas'
import { type PartedUpload, type StoredPart, UploadMissing } from '@assay/storage'
import type { z } from 'zod'
import type { FileDeps } from './deps.ts'
import { directPartBytes, requireSizes, signedForSeconds, sizeOfPart } from './part-sizes.ts'
import { toStorageUpload } from './upload-parts.ts'

type Deps = Pick<FileDeps, 'db' | 'storage'>
type SignInput = z.output<typeof uploadSignInput>

/** How the client may send an upload straight to the store; null: it cannot. */
export async function directOf(deps: Deps, row: UploadRow): Promise<Upload['direct']> {
  if (row.state !== 'open') return null
  if (row.part_bytes === null) {
    const part_bytes = partBytesFor(deps, row)
    return part_bytes === undefined ? null : { part_bytes, parts: [] }
  }
  const parts = await findArrived(deps, row)
  return { part_bytes: row.part_bytes, parts: parts.map(({ number }) => number) }
}

/** How much the store has of what the client sends there. */
export async function directBytes(deps: Deps, row: UploadRow): Promise<number> {
  return (await findArrived(deps, row)).reduce((sum, { size_bytes }) => sum + size_bytes, 0)
}

/** Undefined: it comes through us, or has begun to. */
function partBytesFor({ storage }: Deps, row: UploadRow): number | undefined {
  const { size_bytes, received_bytes, storage_upload_id, tail_key } = row
  const hasBegun = received_bytes > 0 || storage_upload_id !== null || tail_key !== null
  return !storage.is_direct || hasBegun || size_bytes === null ? undefined : directPartBytes(size_bytes)
}

/** Throws UPLOAD_NOT_FOUND, UPLOAD_CLOSED, UPLOAD_SENT_OTHERWISE, INPUT_INVALID. */
export async function signUploadParts(
  deps: FileDeps,
  actor: Actor,
  { upload_id, parts }: SignInput,
): Promise<SignedParts> {
  const row = await getUpload(deps.db, { id: upload_id, owner_id: actor.user_id })
  if (row.state !== 'open') throw new DomainError('UPLOAD_CLOSED', { received_bytes: row.received_bytes })
  const { part_bytes, upload } = await openDirect(deps, row)
  requireSizes(parts, { part_bytes, size_bytes: row.size_bytes ?? 0 })
  await putAnnouncedParts(
    deps.db,
    parts.map(({ number, sha256 }) => ({ upload_id, number, sha256 })),
  )
  const signed = parts.map(async (part) => {
    const request = await deps.storage.signPart(upload, { ...part, expires_seconds: signedForSeconds })
    if (!request) throw new DomainError('UPLOAD_SENT_OTHERWISE', { direct: false })
    return { number: part.number, request: { ...request, headers: { ...request.headers } } }
  })
  return { parts: await Promise.all(signed) }
}

interface OpenDirect {
  readonly upload: PartedUpload
  readonly part_bytes: number
}

async function openDirect(deps: Deps, row: UploadRow): Promise<OpenDirect> {
  const known = toDirect(row)
  if (known) return known
  const part_bytes = partBytesFor(deps, row)
  if (part_bytes === undefined) throw new DomainError('UPLOAD_SENT_OTHERWISE', { direct: false })
  const upload = { key: row.object_key, upload_id: await deps.storage.begin(row.object_key) }
  const opened = await openDirectUpload(deps.db, { id: row.id, storage_upload_id: upload.upload_id, part_bytes })
  if (opened) return { upload, part_bytes }
  await deps.storage.abort(upload)
  // somebody else may have asked for parts at the same time
  const now = toDirect(await getUpload(deps.db, row))
  if (now) return now
  throw new DomainError('UPLOAD_SENT_OTHERWISE', { direct: false })
}

function toDirect(row: UploadRow): OpenDirect | undefined {
  const upload = toStorageUpload(row)
  return upload && row.part_bytes !== null ? { upload, part_bytes: row.part_bytes } : undefined
}

/**
 * Makes sure that the store has each part as it was announced, by its size and the SHA-256 that the store attests, and
 * notes them. Throws UPLOAD_INCOMPLETE.
 */
export async function verifyParts(deps: FileDeps, row: UploadRow): Promise<UploadRow> {
  const { part_bytes, size_bytes } = row
  if (part_bytes === null || size_bytes === null || row.received_bytes === size_bytes) return row
  const parts = await findArrived(deps, row)
  const received_bytes = parts.reduce((sum, part) => sum + part.size_bytes, 0)
  if (received_bytes !== size_bytes) throw new DomainError('UPLOAD_INCOMPLETE', { received_bytes, size_bytes })
  const noted = await transact(deps, (trx) => noteDirectParts(trx, { from: row, parts }))
  return noted ?? (await getUpload(deps.db, row))
}

/** The parts that the store has as they were announced. */
async function findArrived(
  { db, storage }: Deps,
  row: UploadRow,
): Promise<Pick<StoredPart, 'number' | 'size_bytes' | 'etag'>[]> {
  const { id, part_bytes, size_bytes, received_bytes } = row
  const upload = toStorageUpload(row)
  if (!upload || part_bytes === null || size_bytes === null) return []
  if (received_bytes === size_bytes) return findUploadParts(db, id)
  const announced = await findAnnouncedParts(db, id)
  const stored = await storage.parts(upload).catch((error: unknown) => {
    if (error instanceof UploadMissing) return []
    throw error
  })
  return stored.filter((part) => {
    const isRight = part.sha256 !== null && part.sha256 === announced.get(part.number)
    return isRight && part.size_bytes === sizeOfPart(part.number, { part_bytes, size_bytes })
  })
}
