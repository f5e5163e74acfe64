import type { Readable } from 'node:stream'
import { type Actor, type AuditedCall, audited, requireRoom, roomFor } from '@assay/access'
import { type BlobRow, insertBlobs, newId } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type File, type fileContentInput } from '@assay/schemas'
import type { z } from 'zod'
import type { FileDeps } from './deps.ts'
import { toFile } from './file.ts'
import { type Condition, requireCondition } from './file-condition.ts'
import { IncomingBytes } from './incoming-bytes.ts'
import { newObjectKey } from './object-key.ts'
import { findPlace, holdPlace, holdTree } from './place.ts'
import { releaseObjects } from './release.ts'
import { findSameBytes, holdSameBytes } from './same-bytes.ts'
import { requirePlaceable, writeFileRow } from './tree.ts'

export interface FileContent extends z.output<typeof fileContentInput>, Pick<Condition, 'if_match' | 'if_none_match'> {
  readonly body: Readable
  /** Announced; undefined: not known. */
  readonly size_bytes?: number | undefined
  /** Announced, each hexadecimal. */
  readonly sha256: readonly string[]
  readonly call: AuditedCall
}

interface StoredBlob extends Pick<BlobRow, 'id' | 'owner_id' | 'size_bytes' | 'object_key'> {
  readonly sha256: string
}

/**
 * Makes a file of the bytes of one request, wholly or not at all. Throws FILE_NOT_FOUND, FILE_CHANGED, PATH_TAKEN,
 * UPLOAD_TOO_LARGE, UPLOAD_ALTERED, QUOTA_REACHED, STORAGE_FULL.
 */
export async function putFileContent(
  deps: FileDeps,
  actor: Actor,
  content: FileContent,
): Promise<{ readonly file: File; readonly is_new: boolean }> {
  const place = await findPlace(deps, actor, { ...content, access: 'write' })
  // before anything is sent for nothing
  if (isConditional(content)) await transact(deps, (trx) => requireCondition(trx, { ...content, ...place }))
  await requirePlaceable(deps.db, { ...content, ...place })
  const blob = await storeBody(deps, { ...content, owner_id: place.owner_id })
  try {
    const announced = content.sha256.find((sha256) => sha256 !== blob.sha256)
    if (announced !== undefined) throw new DomainError('UPLOAD_ALTERED', { announced, received: blob.sha256 })
    const known = await findSameBytes(deps, blob)
    return await audited(deps, content.call, async (held) => settle(held, actor, { content, blob, known }))
  } catch (error) {
    // of another error it is not known whether what it broke was committed
    if (DomainError.is(error)) await deps.storage.delete(blob.object_key)
    throw error
  }
}

interface Storing extends Pick<FileContent, 'body' | 'size_bytes'> {
  readonly owner_id: string
}

/** Stores a body as an object that nothing refers to yet. Throws UPLOAD_TOO_LARGE, QUOTA_REACHED, STORAGE_FULL. */
export async function storeBody(deps: FileDeps, { owner_id, body, size_bytes }: Storing): Promise<StoredBlob> {
  const most = deps.settings.max_upload_bytes
  if (size_bytes !== undefined && size_bytes > most) throw new DomainError('UPLOAD_TOO_LARGE', { limit_bytes: most })
  const room = await roomFor(deps, { owner_id })
  if (room && room.bytes < (size_bytes ?? 1)) throw room.reached
  const limit_bytes = Math.min(most, room?.bytes ?? most)
  const object_key = newObjectKey()
  try {
    const stored = await deps.storage.put(object_key, wholeBody(body, limit_bytes), { is_given: true })
    return { id: newId(), owner_id, object_key, ...stored }
  } catch (error) {
    const isQuota = room && limit_bytes < most && DomainError.is(error, 'UPLOAD_TOO_LARGE')
    throw isQuota ? room.reached : error
  }
}

/** Fails where the body breaks off. */
async function* wholeBody(body: Readable, limit_bytes: number): AsyncGenerator<Uint8Array> {
  const arrival = { signal: new AbortController().signal, arrived() {} }
  const bytes = new IncomingBytes({ body, offset: 0, limit_bytes, arrival })
  yield* bytes.piece(Number.POSITIVE_INFINITY)
  bytes.requireWhole()
}

interface Settlement {
  readonly content: FileContent
  readonly blob: StoredBlob
  /** Where the owner has the same bytes already, nothing is stored twice. */
  readonly known: BlobRow | undefined
}

async function settle(
  deps: FileDeps,
  actor: Actor,
  { content, blob, known }: Settlement,
): Promise<{ readonly file: File; readonly is_new: boolean }> {
  return transact(deps, async (trx) => {
    const held = { ...deps, db: trx }
    // where nothing is, there is no row to hold
    const place = await (isConditional(content) ? holdTree : holdPlace)(held, actor, content)
    if (isConditional(content)) await requireCondition(trx, { ...content, ...place })
    const kept = await holdSameBytes(trx, known, place.owner_id)
    if (kept) await releaseObjects(deps, trx, [blob])
    else await keepBlob(held, { ...blob, owner_id: place.owner_id })
    const { content_type, if_exists } = content
    const blob_id = kept?.id ?? blob.id
    const written_by = actor.user_id
    const { file, is_new } = await writeFileRow(held, { ...place, blob_id, content_type, if_exists, written_by })
    const { size_bytes, sha256 } = blob
    return { file: toFile({ ...file, size_bytes, sha256 }), is_new }
  })
}

function isConditional({ if_match, if_none_match }: FileContent): boolean {
  return if_match !== undefined || if_none_match !== undefined
}

async function keepBlob(deps: FileDeps, blob: StoredBlob): Promise<void> {
  await requireRoom(deps, { owner_id: blob.owner_id, bytes: blob.size_bytes })
  await insertBlobs(deps.db, [blob])
}
