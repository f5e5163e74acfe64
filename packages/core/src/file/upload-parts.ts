import { Readable } from 'node:stream'
import {
  addUploadPart,
  findUploadParts,
  getUpload,
  nameOpenUpload,
  removeUploadParts,
  reservePartNumber,
  type UploadRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import { type PartedUpload, UploadMissing } from '@assay/storage'
import type { FileDeps } from './deps.ts'
import { type Incoming, IncomingBytes } from './incoming-bytes.ts'

type Deps = Pick<FileDeps, 'db' | 'storage'>

/** As much is lost at most when a process is killed; 10,000 of them make the largest object of a store. */
const mostPartBytes = 64 * 1024 * 1024

/**
 * Takes bytes into storage, part by part, and updates the row with each part: it never says more than storage holds.
 * What arrived before a body broke off is kept; of a body that is refused, nothing is.
 */
export async function takeBytes(deps: Deps, row: UploadRow, incoming: Incoming): Promise<UploadRow> {
  const bytes = new IncomingBytes(incoming)
  let standing = row
  try {
    while (await bytes.hasMore()) standing = await takePart(deps, standing, bytes.piece(mostPartBytes))
  } catch (error) {
    const isRefused = DomainError.is(error, 'UPLOAD_TOO_LARGE') || DomainError.is(error, 'STORAGE_FULL')
    if (isRefused) await giveBack(deps, { from: standing, to: row })
    throw error
  }
  bytes.requireWhole()
  return standing
}

/** Makes the object of what has arrived. Safe to do twice. */
export async function makeObject({ db, storage }: Deps, row: UploadRow): Promise<void> {
  // so that no part which is under way at another process is added to an upload that is complete
  await reservePartNumber(db, { id: row.id, from_bytes: row.received_bytes })
  const parts = await findUploadParts(db, row.id)
  const upload = toStorageUpload(row)
  if (upload && parts.length > 0) await storage.complete(upload, parts)
  else await storage.put(row.object_key, Readable.from([]))
}

/** Whoever reserves a number of the same upload later takes over: then the part does not count. */
async function takePart(deps: Deps, row: UploadRow, body: AsyncIterable<Uint8Array>): Promise<UploadRow> {
  const { id, received_bytes: from_bytes } = row
  const upload = await beginOnce(deps, row)
  const reserved = await reservePartNumber(deps.db, { id, from_bytes })
  if (!reserved) throw await movedAway(deps, row)
  const number = reserved.last_part_number
  const part = await deps.storage.part(upload, { number, offset: from_bytes, body }).catch(async (error: unknown) => {
    throw error instanceof UploadMissing ? await movedAway(deps, row, error) : error
  })
  const moved = await transact(deps, (trx) => addUploadPart(trx, { id, from_bytes, part }))
  if (!moved) throw await movedAway(deps, row)
  return moved
}

async function beginOnce(deps: Deps, row: UploadRow): Promise<PartedUpload> {
  const known = toStorageUpload(row)
  if (known) return known
  const upload = { key: row.object_key, upload_id: await deps.storage.begin(row.object_key) }
  const named = await nameOpenUpload(deps.db, { id: row.id, storage_upload_id: upload.upload_id })
  if (named) return upload
  await deps.storage.abort(upload)
  throw await movedAway(deps, row)
}

/** Removes the parts of a body that is refused, and frees their room, unless somebody else has moved the upload. */
async function giveBack(deps: Deps, { from, to }: { readonly from: UploadRow; readonly to: UploadRow }): Promise<void> {
  const upload = toStorageUpload(from)
  const { received_bytes: to_bytes, last_part_number: behind } = to
  const parts = await transact(deps, (trx) =>
    removeUploadParts(trx, { id: to.id, from_bytes: from.received_bytes, to_bytes, behind }),
  )
  if (!upload) return
  try {
    // stores like S3 do not delete single parts: what is sent again replaces them
    for (const { number } of parts.toSorted((one, other) => other.number - one.number)) {
      await deps.storage.part(upload, { number, offset: to_bytes, body: Readable.from([]) })
    }
  } catch (error) {
    if (!(error instanceof UploadMissing)) throw error
  }
}

/** Why an upload cannot go on from its earlier offset: another process has moved or closed it. */
async function movedAway({ db }: Pick<FileDeps, 'db'>, row: UploadRow, cause?: UploadMissing): Promise<Error> {
  const { state, received_bytes } = await getUpload(db, row)
  if (cause && state === 'open' && received_bytes === row.received_bytes) return cause
  return new DomainError(state === 'open' ? 'UPLOAD_OFFSET_WRONG' : 'UPLOAD_CLOSED', { received_bytes }, { cause })
}

function toStorageUpload({ object_key: key, storage_upload_id }: UploadRow): PartedUpload | undefined {
  return storage_upload_id === null ? undefined : { key, upload_id: storage_upload_id }
}
