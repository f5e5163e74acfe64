import { openAddress } from '@assay/access'
import { type DatasetFetchRow, findDatasetFetch, findUpload, type UploadRow, updateDatasetFetch } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { completeUpload } from '../../file/upload.ts'
import { type CompleteUpload, requireComplete } from '../../file/upload-use.ts'
import type { DataDeps } from '../deps.ts'
import { type Announced, readAnswer, readContentRange, refusalOf, sizeOfUnsatisfied } from './answer.ts'
import { beginArrival, takeArrival } from './arrival.ts'
import { brokenFetch } from './broken.ts'
import { ownerOf } from './owner.ts'

/** A file of which all bytes are here. */
export interface Arrived {
  readonly fetch: DatasetFetchRow
  readonly upload: CompleteUpload
}

type Attempt =
  | { readonly is_whole: true; readonly upload: CompleteUpload }
  | { readonly is_whole: false; readonly is_begun: boolean; readonly received_bytes: number; readonly error: unknown }

/** What two that fetch the same at once, of which one is about to end, do to each other. */
const collisions = ['UPLOAD_OFFSET_WRONG', 'UPLOAD_CLOSED', 'UPLOAD_NOT_FOUND', 'UPLOAD_INCOMPLETE'] as const

/** Asks for a file once, or for the rest of it. Throws what asking again at once does not mend. */
export async function attemptFetch(deps: DataDeps, fetch: DatasetFetchRow, signal: AbortSignal): Promise<Attempt> {
  try {
    const standing = await findArrived(deps, fetch)
    if (standing?.state !== 'complete') await ask(deps, { fetch, standing, signal })
  } catch (error) {
    const isPassing = ['FETCH_FAILED' as const, ...collisions].some((code) => DomainError.is(error, code))
    if (!isPassing) throw error
    const now = await findDatasetFetch(deps.db, fetch.dataset_id)
    const arrived = now && (await findArrived(deps, now))
    return { is_whole: false, is_begun: arrived !== undefined, received_bytes: arrived?.received_bytes ?? 0, error }
  }
  const now = await findDatasetFetch(deps.db, fetch.dataset_id)
  const upload = now && (await findArrived(deps, now))
  if (upload?.state === 'complete') return { is_whole: true, upload: requireComplete(upload) }
  const error = new DomainError('UPLOAD_NOT_FOUND', { upload_id: now?.upload_id ?? '' })
  return { is_whole: false, is_begun: upload !== undefined, received_bytes: upload?.received_bytes ?? 0, error }
}

async function findArrived({ db }: DataDeps, { upload_id }: DatasetFetchRow): Promise<UploadRow | undefined> {
  return upload_id === null ? undefined : findUpload(db, upload_id)
}

interface Asking {
  readonly fetch: DatasetFetchRow
  readonly standing: UploadRow | undefined
  readonly signal: AbortSignal
}

/** The rest is asked for where something has arrived, and can be told from other bytes. */
async function ask(deps: DataDeps, { fetch, standing, signal }: Asking): Promise<void> {
  const address = new URL(openAddress(deps, fetch))
  const rest = standing && standing.received_bytes > 0 && fetch.validator !== null ? standing : undefined
  const answer = await get(deps, { address, signal, from: rest?.received_bytes ?? 0, validator: fetch.validator })
  try {
    await take(deps, { fetch, standing, signal, rest, answer, announced: readAnswer(answer) })
  } finally {
    // a body that broke off cannot be cancelled any more
    if (answer.body && !answer.body.locked) await answer.body.cancel().catch(() => {})
  }
}

interface Answered extends Asking {
  readonly rest: UploadRow | undefined
  readonly answer: Response
  readonly announced: Announced
}

async function take(deps: DataDeps, { fetch, standing, rest, answer, announced, signal }: Answered): Promise<void> {
  const { status, headers } = answer
  if (status === 200) {
    const upload = await beginArrival(deps, { fetch, standing, announced })
    return takeArrival(deps, { fetch, upload, announced, body: answer.body, signal })
  }
  if (rest === undefined || (status !== 206 && status !== 416)) throw refusalOf(status, announced.url)
  if (status === 416 && sizeOfUnsatisfied(headers) === rest.received_bytes) {
    await completeUpload(deps, ownerOf(fetch), { upload_id: rest.id, size_bytes: rest.received_bytes })
    return
  }
  const range = readContentRange(headers)
  const isRest = status === 206 && range?.start === rest.received_bytes
  if (!isRest || (range.size_bytes ?? rest.size_bytes) !== (rest.size_bytes ?? range.size_bytes)) {
    await updateDatasetFetch(deps.db, fetch.dataset_id, { upload_id: rest.id, validator: null })
    throw new DomainError('FETCH_FAILED', { host: announced.url.host, reason: 'it does not go on where it broke off.' })
  }
  return takeArrival(deps, { fetch, upload: rest, announced, body: answer.body, signal })
}

interface Wanted {
  readonly address: URL
  readonly signal: AbortSignal
  readonly from: number
  readonly validator: string | null
}

async function get({ web }: DataDeps, { address, signal, from, validator }: Wanted): Promise<Response> {
  const range = from > 0 && validator !== null ? { range: `bytes=${from}-`, 'if-range': validator } : {}
  try {
    // as it is: the places of compressed bytes are not those of the file
    return await web.fetch(address, { signal, headers: { accept: '*/*', 'accept-encoding': 'identity', ...range } })
  } catch (error) {
    signal.throwIfAborted()
    throw brokenFetch(error, address.host)
  }
}
