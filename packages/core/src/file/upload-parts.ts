import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { moveUpload, moveUploadBack, nameOpenUpload, newId, reservePartNumber, type UploadRow } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import { type PartedUpload, UploadMissing } from '@assay/storage'
import type { FileDeps } from './deps.ts'
import { type Incoming, IncomingBytes } from './incoming-bytes.ts'
import { movedAway } from './moved-upload.ts'
import { readTail } from './upload-tail.ts'

type Deps = Pick<FileDeps, 'db' | 'storage' | 'arrivals'>

/** As much is lost at most when a process is killed; 10,000 of them make the largest object of a store. */
const mostPartBytes = 64 * 1024 * 1024

/**
 * Takes bytes into storage, part by part, and updates the row with each part: it never says more than storage holds.
 * What arrived before a body broke off is kept; of a body that is refused, nothing is.
 */
export async function takeBytes(deps: Deps, row: UploadRow, incoming: Incoming): Promise<UploadRow> {
  const bytes = new IncomingBytes(incoming)
  const tails = new Set<string | null>()
  let standing = row
  try {
    while (await bytes.hasMore()) {
      standing = await takePiece(deps, standing, bytes)
      tails.add(standing.tail_key)
    }
  } catch (error) {
    const isRefused = DomainError.is(error, 'UPLOAD_TOO_LARGE') || DomainError.is(error, 'STORAGE_FULL')
    const isBack = isRefused && (await giveBack(deps, { from: standing, to: row }))
    if (isBack) await deleteTails(deps, tails.difference(new Set([row.tail_key])))
    throw error
  }
  await deleteTails(deps, tails.add(row.tail_key).difference(new Set([standing.tail_key])))
  bytes.requireWhole()
  return standing
}

async function deleteTails({ storage }: Pick<Deps, 'storage'>, keys: ReadonlySet<string | null>): Promise<void> {
  await storage.deleteAll([...keys].filter((key) => key !== null))
}

/** As much as makes a part; what is too small for one is kept as a tail until more comes. */
async function takePiece(deps: Deps, row: UploadRow, bytes: IncomingBytes): Promise<UploadRow> {
  const { min_part_bytes } = deps.storage
  const hash = deps.arrivals.hashes.at(row)
  const piece = (most_bytes: number) => bytes.piece(most_bytes, hash)
  const moved =
    min_part_bytes <= 1 && row.tail_key === null
      ? await takePart(deps, row, { tail_bytes: 0, body: piece(mostPartBytes), is_given: bytes.is_given })
      : await takeGathered(deps, row, piece)
  const isInOrder = moved.last_part_number <= row.last_part_number + 1
  deps.arrivals.hashes.keep(moved, isInOrder ? hash : undefined)
  return moved
}

async function takeGathered(
  deps: Deps,
  row: UploadRow,
  piece: (most_bytes: number) => AsyncIterable<Uint8Array>,
): Promise<UploadRow> {
  const { min_part_bytes } = deps.storage
  const tail = await readTail(deps, row)
  const more = await buffer(piece(min_part_bytes - tail.length))
  const isLast = row.size_bytes !== null && row.received_bytes + more.length === row.size_bytes
  const held = [tail, more]
  if (tail.length + more.length < min_part_bytes && !isLast) return takeTail(deps, row, held)
  const body = isLast ? held : chain(held, piece(mostPartBytes - tail.length - more.length))
  return takePart(deps, row, { tail_bytes: tail.length, body: Readable.from(body) })
}

async function takeTail(deps: Deps, row: UploadRow, held: readonly Buffer[]): Promise<UploadRow> {
  const tail_key = `${row.object_key}.${newId()}`
  const { size_bytes } = await deps.storage.put(tail_key, Readable.from(held))
  const tail = held[0]?.length ?? 0
  const received_bytes = row.received_bytes - tail + size_bytes
  const moved = await transact(deps, (trx) => moveUpload(trx, { from: row, received_bytes, tail_key }))
  if (moved) return moved
  await deps.storage.delete(tail_key)
  throw await movedAway(deps, row)
}

interface WholePart {
  /** How much of it the upload holds already. */
  readonly tail_bytes: number
  readonly body: AsyncIterable<Uint8Array>
  readonly is_given?: boolean
}

/** Whoever reserves a number of the same upload later takes over: then the part does not count. */
async function takePart(deps: Deps, row: UploadRow, { tail_bytes, body, is_given }: WholePart): Promise<UploadRow> {
  const upload = await beginOnce(deps, row)
  const from = await reservePartNumber(deps.db, row)
  if (!from) throw await movedAway(deps, row)
  const offset = row.received_bytes - tail_bytes
  const number = from.last_part_number
  const part = await deps.storage.part(upload, { number, offset, body, is_given }).catch(async (error: unknown) => {
    throw error instanceof UploadMissing ? await movedAway(deps, row, error) : error
  })
  const received_bytes = offset + part.size_bytes
  const moved = await transact(deps, (trx) => moveUpload(trx, { from, received_bytes, tail_key: null, part }))
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

/** Removes the parts of a body that is refused, and frees their room; false: somebody else has moved the upload. */
async function giveBack(
  deps: Deps,
  { from, to }: { readonly from: UploadRow; readonly to: UploadRow },
): Promise<boolean> {
  const upload = toStorageUpload(from)
  const parts = await transact(deps, (trx) => moveUploadBack(trx, { from, to }))
  if (!upload || !parts) return parts !== undefined
  try {
    // stores like S3 do not delete single parts: what is sent again replaces them
    for (const { number } of parts.toSorted((one, other) => other.number - one.number)) {
      await deps.storage.part(upload, { number, offset: to.received_bytes, body: Readable.from([]) })
    }
  } catch (error) {
    if (!(error instanceof UploadMissing)) throw error
  }
  return true
}

export function toStorageUpload({ object_key: key, storage_upload_id }: UploadRow): PartedUpload | undefined {
  return storage_upload_id === null ? undefined : { key, upload_id: storage_upload_id }
}

async function* chain(held: Iterable<Uint8Array>, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* held
  yield* bytes
}
