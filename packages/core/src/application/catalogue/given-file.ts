import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import {
  type BlobRow,
  type Database,
  getBlob,
  getUpload,
  insertBlobs,
  lockUpload,
  markUploadUsed,
  moveBlobAlone,
  newId,
} from '@assay/db'
import type { appliedFile } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { hashBlob } from '../../file/blob-hash.ts'
import type { FileDeps } from '../../file/deps.ts'
import { newObjectKey } from '../../file/object-key.ts'
import { releaseBlobs } from '../../file/release.ts'
import { findSameBytes, holdSameBytes } from '../../file/same-bytes.ts'
import { requireComplete } from '../../file/upload-use.ts'

/** A file that entries name, as its bytes are known. */
export interface GivenFile extends Bytes {
  readonly path: string
  /** Keeps the bytes, for whom the catalogue belongs to; absent: they must be there already. */
  readonly keep?: (held: Keeping) => Promise<string>
}

interface Bytes {
  readonly sha256: string
  readonly size_bytes: number
}

interface Keeping {
  readonly deps: FileDeps
  readonly trx: Transaction<Database>
  readonly owner_id: string
}

/** Throws UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE, UPLOAD_USED. */
export async function toGivenFile(
  deps: FileDeps,
  actor: Actor,
  file: z.output<typeof appliedFile>,
): Promise<GivenFile> {
  if ('upload_id' in file) return ofUpload(deps, actor, file)
  if (!('content_base64' in file)) return file
  const content = Buffer.from(file.content_base64, 'base64')
  const sha256 = createHash('sha256').update(content).digest('hex')
  return streamedFile({ path: file.path, sha256, size_bytes: content.length }, () => Readable.from([content]))
}

/** A file whose bytes can be read when they are needed, and must be what they were then. */
export function streamedFile(file: Bytes & { readonly path: string }, open: () => Readable): GivenFile {
  return {
    ...file,
    async keep({ deps, trx, owner_id }) {
      const blob = { id: newId(), owner_id, object_key: newObjectKey() }
      const stored = await deps.storage.put(blob.object_key, open())
      if (stored.sha256 !== file.sha256) throw new TypeError(`the file ${file.path} was changed while it was read`)
      await insertBlobs(trx, [{ ...blob, ...stored }])
      return blob.id
    },
  }
}

async function ofUpload(
  deps: FileDeps,
  actor: Actor,
  { path, upload_id }: { readonly path: string; readonly upload_id: string },
): Promise<GivenFile> {
  const owned = { id: upload_id, owner_id: actor.user_id }
  const { blob_id } = requireComplete(await getUpload(deps.db, owned))
  const { size_bytes, ...blob } = await getBlob(deps.db, blob_id)
  const sha256 = await hashBlob(deps, blob)
  return {
    ...{ path, size_bytes, sha256 },
    async keep({ trx, owner_id }) {
      const upload = requireComplete(await lockUpload(trx, owned))
      await markUploadUsed(trx, upload_id)
      return adopt(deps, trx, { blob: await getBlob(trx, upload.blob_id), owner_id })
    },
  }
}

/** What an admin has uploaded becomes the platform's; of what is the admin's otherwise too, a copy does. */
async function adopt(
  { storage, queue }: FileDeps,
  trx: Transaction<Database>,
  { blob, owner_id }: { readonly blob: BlobRow; readonly owner_id: string },
): Promise<string> {
  if (await moveBlobAlone(trx, { id: blob.id, owner_id })) return blob.id
  const copy = { ...blob, id: newId(), owner_id, object_key: newObjectKey() }
  await storage.copy(blob.object_key, copy.object_key)
  const { size_bytes, sha256, object_key, id } = copy
  await insertBlobs(trx, [{ id, owner_id, size_bytes, sha256, object_key }])
  await releaseBlobs({ queue }, trx, [blob.id])
  return copy.id
}

/** The blob of a file in the catalogue: one of the same bytes is there once. Undefined: it has none, nor are they given. */
export async function keepFile(held: Keeping, file: GivenFile): Promise<string | undefined> {
  const { deps, trx, owner_id } = held
  const known = await findSameBytes({ ...deps, db: trx }, { ...file, owner_id })
  const kept = await holdSameBytes(trx, known, owner_id)
  return kept?.id ?? file.keep?.(held)
}
