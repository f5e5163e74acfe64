import { Readable } from 'node:stream'
import {
  deleteUploadParts,
  findLastPartNumber,
  findUploadParts,
  getUpload,
  insertUploadPart,
  moveOpenUpload,
  nameOpenUpload,
  type UploadRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import type { PartedUpload, StoredPart } from '@assay/storage'
import type { DataDeps } from './deps.ts'
import { type Incoming, IncomingBytes } from './incoming-bytes.ts'

type Deps = Pick<DataDeps, 'db' | 'storage'>

/** As much is lost at most when a process is killed; 10,000 of them make the largest object of a store. */
const mostPartBytes = 64 * 1024 * 1024

/**
 * Takes bytes into storage, part by part, and updates the row with each part: it never says more than storage holds.
 * What arrived before a body broke off is kept; of a body that is refused, nothing is.
 */
export async function takeBytes(deps: Deps, row: UploadRow, incoming: Incoming): Promise<UploadRow> {
  const bytes = new IncomingBytes(incoming)
  let standing = row
  const before = await findLastPartNumber(deps.db, row.id)
  try {
    for (let number = before + 1; await bytes.hasMore(); number += 1) {
      standing = await takePart(deps, standing, { number, body: bytes.piece(mostPartBytes) })
    }
  } catch (error) {
    const isRefused = DomainError.is(error, 'UPLOAD_TOO_LARGE') || DomainError.is(error, 'STORAGE_FULL')
    if (isRefused) await giveBack(deps, standing, { behind: before, received_bytes: row.received_bytes })
    throw error
  }
  bytes.requireWhole()
  return standing
}

/** Makes the object of what has arrived. Safe to do twice. */
export async function makeObject({ db, storage }: Deps, row: UploadRow): Promise<void> {
  const parts = await findUploadParts(db, row.id)
  const upload = toStorageUpload(row)
  if (upload && parts.length > 0) await storage.complete(upload, parts)
  else await storage.put(row.object_key, Readable.from([]))
}

interface NewPart {
  readonly number: number
  readonly body: AsyncIterable<Uint8Array>
}

async function takePart(deps: Deps, row: UploadRow, { number, body }: NewPart): Promise<UploadRow> {
  const { upload, row: named } = await beginOnce(deps, row)
  const part = await deps.storage.part(upload, { number, offset: named.received_bytes, body })
  return transact(deps, async (trx) => {
    const from_bytes = named.received_bytes
    const moved = await moveOpenUpload(trx, { id: row.id, from_bytes, to_bytes: from_bytes + part.size_bytes })
    if (!moved) throw await movedAway({ ...deps, db: trx }, row)
    await insertUploadPart(trx, { upload_id: row.id, ...part })
    return moved
  })
}

async function beginOnce(deps: Deps, row: UploadRow): Promise<{ upload: PartedUpload; row: UploadRow }> {
  const known = toStorageUpload(row)
  if (known) return { upload: known, row }
  const upload = { key: row.object_key, upload_id: await deps.storage.begin(row.object_key) }
  const named = await nameOpenUpload(deps.db, { id: row.id, storage_upload_id: upload.upload_id })
  if (named) return { upload, row: named }
  await deps.storage.abort(upload)
  throw await movedAway(deps, row)
}

/** Removes the parts of a body that is refused, and frees their room. */
async function giveBack(
  deps: Deps,
  row: UploadRow,
  { behind, received_bytes }: { readonly behind: number; readonly received_bytes: number },
): Promise<void> {
  const upload = toStorageUpload(row)
  const parts = (await findUploadParts(deps.db, row.id)).filter(({ number }) => number > behind)
  await transact(deps, async (trx) => {
    const from_bytes = row.received_bytes
    if (!(await moveOpenUpload(trx, { id: row.id, from_bytes, to_bytes: received_bytes }))) return
    await deleteUploadParts(trx, { upload_id: row.id, behind })
  })
  if (upload) await emptyParts(deps, upload, { parts, offset: received_bytes })
}

/** Stores like S3 do not delete single parts: what is sent again replaces them. */
async function emptyParts(
  { storage }: Deps,
  upload: PartedUpload,
  { parts, offset }: { readonly parts: readonly StoredPart[]; readonly offset: number },
): Promise<void> {
  for (const { number } of parts.toReversed()) await storage.part(upload, { number, offset, body: Readable.from([]) })
}

/** Why an upload cannot go on from its earlier offset: another process has moved or closed it. */
async function movedAway({ db }: Pick<DataDeps, 'db'>, { id, owner_id }: UploadRow): Promise<DomainError> {
  const { state, received_bytes } = await getUpload(db, { id, owner_id })
  return new DomainError(state === 'open' ? 'UPLOAD_OFFSET_WRONG' : 'UPLOAD_CLOSED', { received_bytes })
}

function toStorageUpload({ object_key: key, storage_upload_id }: UploadRow): PartedUpload | undefined {
  return storage_upload_id === null ? undefined : { key, upload_id: storage_upload_id }
}
