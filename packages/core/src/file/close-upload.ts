import type { Hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { type AuditedCall, audited, requireRoom } from '@assay/access'
import {
  type BlobRow,
  completeLockedUpload,
  type Database,
  findUploadParts,
  getUpload,
  insertBlobs,
  leftOfOpen,
  lockUpload,
  moveUpload,
  moveUploadBack,
  newId,
  restartUpload,
  sealUpload,
  type UploadRow,
} from '@assay/db'
import { transact, transactAround } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import { PartsInvalid } from '@assay/storage'
import type { Transaction } from 'kysely'
import { hashObject } from './blob-hash.ts'
import type { FileDeps } from './deps.ts'
import { newObjectKey } from './object-key.ts'
import { releaseObjects } from './release.ts'
import { findSameBytes, holdSameBytes } from './same-bytes.ts'
import { toStorageUpload } from './upload-parts.ts'
import { readTail } from './upload-tail.ts'

export interface Closing {
  readonly size_bytes: number
  /** The call that the audit log names; absent: nobody called. */
  readonly call?: AuditedCall | undefined
}

/**
 * Makes a blob of an upload that has all its bytes, or finds that somebody else has done so meanwhile. The object
 * first: should the process die before the row says so, it is made again. Throws UPLOAD_ALTERED, after which the upload
 * stands at its beginning.
 */
export async function closeUpload(deps: FileDeps, row: UploadRow, closing: Closing): Promise<UploadRow> {
  return close(deps, row, closing).catch(async (error: unknown) => {
    const now = await getUpload(deps.db, row)
    if (now.state === 'complete' && now.received_bytes === closing.size_bytes) return now
    throw error
  })
}

async function close(deps: FileDeps, row: UploadRow, { size_bytes, call }: Closing): Promise<UploadRow> {
  const sealed = await seal(deps, row, size_bytes)
  const whole = await withLastPart(deps, sealed)
  if (!whole) return close(deps, await getUpload(deps.db, row), { size_bytes, call })
  await makeObject(deps, whole).catch(async (error: unknown) => {
    throw error instanceof PartsInvalid && whole.part_bytes !== null ? await forgetParts(deps, whole) : error
  })
  const isAsItWas = sealed.last_part_number === row.last_part_number + 1
  const sha256 = await hashOf(deps, row, isAsItWas ? deps.arrivals.hashes.at(row) : undefined)
  deps.arrivals.hashes.keep(row)
  if (row.sha256 !== null && row.sha256 !== sha256) throw await refuseAltered(deps, whole, sha256 ?? '')
  const { owner_id } = row
  const same = sha256 === null ? undefined : await findSameBytes(deps, { owner_id, sha256, size_bytes })
  const settle = (held: FileDeps) => transact(held, (trx) => settleUpload(held, trx, { row: whole, sha256, same }))
  return call ? audited(deps, call, settle) : transactAround(deps, settle)
}

/** From here on, no part that is under way anywhere is added, nor does another one begin. */
async function seal(deps: FileDeps, row: UploadRow, size_bytes: number): Promise<UploadRow> {
  const { id, owner_id } = row
  const sealed = await transact(deps, async (trx) => {
    if (row.size_bytes === null) await requireRoom({ ...deps, db: trx }, { owner_id, bytes: size_bytes, upload_id: id })
    return sealUpload(trx, { id, size_bytes })
  })
  if (sealed) return sealed
  const { state, received_bytes } = await getUpload(deps.db, row)
  if (state === 'open') throw new DomainError('UPLOAD_INCOMPLETE', { received_bytes, size_bytes })
  throw new DomainError('UPLOAD_CLOSED', { received_bytes })
}

/** Makes a part of what is behind the others, as the last may be small; undefined: somebody else is closing it too. */
async function withLastPart(deps: FileDeps, row: UploadRow): Promise<UploadRow | undefined> {
  const upload = toStorageUpload(row)
  if (row.tail_key === null || !upload) return row
  try {
    const tail = await readTail(deps, row)
    const { last_part_number: number, received_bytes } = row
    const offset = received_bytes - tail.length
    const part = await deps.storage.part(upload, { number, offset, body: Readable.from([tail]) })
    const moved = await transact(deps, (trx) => moveUpload(trx, { from: row, received_bytes, tail_key: null, part }))
    if (moved) await deps.storage.delete(row.tail_key)
    return moved
  } catch (error) {
    if ((await getUpload(deps.db, row)).tail_key === row.tail_key) throw error
    return undefined
  }
}

async function makeObject(deps: FileDeps, row: UploadRow): Promise<void> {
  const { storage, db } = deps
  const parts = await findUploadParts(db, row.id)
  const upload = toStorageUpload(row)
  if (upload && parts.length > 0) await storage.complete(upload, parts)
  else await storage.put(row.object_key, Readable.from([await readTail(deps, row)]))
}

/** Null: the bytes went straight to the store, and nobody waits for it. */
async function hashOf(deps: FileDeps, row: UploadRow, known: Hash | undefined): Promise<string | null> {
  if (known) return known.digest('hex')
  return row.part_bytes !== null && row.sha256 === null ? null : hashObject(deps, row.object_key)
}

/** A part was sent again, with other bytes, after it was looked at. */
async function forgetParts(deps: FileDeps, row: UploadRow): Promise<DomainError> {
  await transact(deps, (trx) =>
    moveUploadBack(trx, { from: row, to: { ...row, received_bytes: 0, last_part_number: 0 } }),
  )
  return new DomainError('UPLOAD_INCOMPLETE', { received_bytes: 0, size_bytes: row.received_bytes })
}

interface Settlement {
  readonly row: UploadRow
  readonly sha256: string | null
  /** Where the owner has the same bytes already, nothing is stored twice. */
  readonly same: BlobRow | undefined
}

/** Somebody else may have done the same meanwhile. */
async function settleUpload(
  deps: FileDeps,
  trx: Transaction<Database>,
  { row, sha256, same }: Settlement,
): Promise<UploadRow> {
  const { id, owner_id, received_bytes: size_bytes, object_key, tail_key } = row
  const now = await lockUpload(trx, { id, owner_id })
  if (now.state === 'complete') return now
  const isAsItWas = now.state === 'open' && now.object_key === object_key
  if (!isAsItWas) throw new DomainError('UPLOAD_CLOSED', { received_bytes: now.received_bytes })
  const known = await holdSameBytes(trx, same, owner_id)
  const blob_id = known?.id ?? newId()
  if (known) await releaseObjects(deps, trx, [{ object_key }])
  else await insertBlobs(trx, [{ id: blob_id, owner_id, size_bytes, object_key, sha256 }])
  if (sha256 === null) await deps.queue.enqueue(trx, 'blob.hash', { blob_id })
  if (tail_key !== null) await releaseObjects(deps, trx, [{ object_key: tail_key }])
  return completeLockedUpload(trx, { id, blob_id, sha256 })
}

/** Has the upload begin again, with nothing of what has arrived. */
async function refuseAltered(deps: FileDeps, row: UploadRow, received: string): Promise<DomainError> {
  await transact(deps, async (trx) => {
    const isBack = await restartUpload(trx, { from: row, object_key: newObjectKey() })
    if (isBack) await releaseObjects(deps, trx, leftOfOpen(row))
  })
  return new DomainError('UPLOAD_ALTERED', { announced: row.sha256 ?? received, received })
}
