import { Readable } from 'node:stream'
import {
  type DatasetFetchRow,
  findDataset,
  getUpload,
  settleDataset,
  type UploadRow,
  updateDatasetFetch,
} from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type TableFormat } from '@assay/schemas'
import { appendToUpload, completeUpload, createUpload } from '../../file/upload.ts'
import { requireFitting } from '../asked-reading.ts'
import type { DataDeps } from '../deps.ts'
import { formatOf, toldFormat } from '../table-file.ts'
import { shownAddress } from './address.ts'
import type { Announced } from './answer.ts'
import { brokenFetch } from './broken.ts'
import { dropUpload } from './drop.ts'
import { ownerOf } from './owner.ts'
import { unlessPage } from './page.ts'
import { noteProgress } from './progress.ts'

interface Beginning {
  readonly fetch: DatasetFetchRow
  /** What had arrived of other bytes, or of the same where the rest cannot be asked for. */
  readonly standing: UploadRow | undefined
  readonly announced: Announced
}

/** Makes room for all bytes of an answer, and notes what it says of them. Throws UPLOAD_TOO_LARGE, QUOTA_REACHED. */
export async function beginArrival(deps: DataDeps, { fetch, standing, announced }: Beginning): Promise<UploadRow> {
  const { dataset_id, owner_id } = fetch
  const { validator, size_bytes, etag, last_modified } = announced
  const dataset = await findDataset(deps.db, dataset_id)
  const { filename, format } = describe(announced, { asked: fetch.format, earlier: dataset?.filename ?? '' })
  requireFitting(format, dataset?.asked_reading ?? {})
  const told = { final_url: shownAddress(announced.url), etag, last_modified, size_bytes, received_bytes: 0 }
  const source = dataset?.source && JSON.stringify({ ...dataset.source, ...told })
  return transact(deps, async (trx) => {
    if (standing) await dropUpload(deps, trx, standing.id)
    const { id: upload_id } = await createUpload({ ...deps, db: trx }, ownerOf(fetch), { filename, size_bytes })
    const isWanted = await updateDatasetFetch(trx, dataset_id, { upload_id, validator })
    if (!isWanted) throw new DomainError('UPLOAD_NOT_FOUND', { upload_id })
    await settleDataset(trx, dataset_id, { filename, format, ...(source && { source }) })
    return getUpload(trx, { id: upload_id, owner_id })
  })
}

/** The first name that tells a format, else the first; the media type where none does. Throws TABLE_INVALID. */
function describe(
  { said_name, path_name, format }: Announced,
  { asked, earlier }: { readonly asked: TableFormat | null; readonly earlier: string },
) {
  const names = [said_name, path_name, earlier].filter((name) => name !== '')
  const told = names.map((filename) => ({ filename, format: toldFormat(filename) }))
  const [first = { filename: 'file', format: undefined }] = told
  const { filename, ...best } = told.find((one) => one.format !== undefined) ?? first
  return { filename, format: asked ?? best.format ?? format ?? formatOf(filename) }
}

interface Arriving {
  readonly fetch: DatasetFetchRow
  readonly upload: UploadRow
  readonly announced: Announced
  readonly body: ReadableStream<Uint8Array> | null
  readonly signal: AbortSignal
}

/** Takes the bytes of an answer; what arrived before it broke off is kept. Throws FETCH_FAILED, FETCH_REFUSED. */
export async function takeArrival(deps: DataDeps, { fetch, upload, announced, body, signal }: Arriving): Promise<void> {
  const { id: upload_id, received_bytes: offset, size_bytes } = upload
  const { host } = announced.url
  const bytes = unbroken(body, { host, signal })
  const checked = offset === 0 ? unlessPage(bytes, { host, is_page: announced.is_page }) : bytes
  const noted = noteProgress(deps, { dataset_id: fetch.dataset_id, from: offset, bytes: checked })
  const actor = ownerOf(fetch)
  const after = await appendToUpload(deps, actor, { upload_id, offset, body: Readable.from(noted) })
  if (after.state !== 'open') return
  if (size_bytes !== null) throw new DomainError('FETCH_FAILED', { host, reason: 'it ended in the middle.' })
  await completeUpload(deps, actor, { upload_id, size_bytes: after.received_bytes })
}

async function* unbroken(
  body: ReadableStream<Uint8Array> | null,
  { host, signal }: { readonly host: string; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  if (body === null) return
  try {
    yield* body
  } catch (error) {
    signal.throwIfAborted()
    throw brokenFetch(error, host)
  }
}
