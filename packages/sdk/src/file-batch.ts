import type { FilesMade, filesManyInput } from '@assay/schemas'
import type { z } from 'zod'
import { openSource } from './byte-source.ts'
import type { Connection } from './connection.ts'
import { AssayError } from './error/assay-error.ts'
import { responseInvalid } from './error/read-error.ts'
import { putFile, smallBytes } from './file-upload.ts'
import { type TarFile, tarOf } from './tar.ts'

/** One of many files to send. */
export interface FileToSend {
  /** Where it goes below the folder: names between slashes. */
  readonly path: string
  /** The path of a file here (Node), bytes, a Blob or File. */
  readonly body: string | Uint8Array | ArrayBuffer | Blob
}

/** Whose tree many files go into, and what becomes of what is there. */
export type ManyPlace = Omit<z.input<typeof filesManyInput>, 'path'>

/** How to send many files. */
export interface ManySending {
  readonly place: ManyPlace & { readonly path: string }
  readonly parallel: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((made: FilesMade) => void) | undefined
}

const mostFiles = 500
const mostBytes = 8 * 1024 * 1024

type Files = Iterable<FileToSend> | AsyncIterable<FileToSend>

/** Sends small files together, several requests at once, and large ones each by itself. */
export async function putMany(connection: Connection, files: Files, sending: ManySending): Promise<FilesMade> {
  const all: FilesMade = { items: [], failed: [] }
  const work = { connection, sending, waiting: each(files), isOver: false }
  const tell = (made: FilesMade) => {
    all.items.push(...made.items)
    all.failed.push(...made.failed)
    sending.onProgress?.(made)
  }
  const ends = await Promise.allSettled(Array.from({ length: sending.parallel }, () => sendBatches(work, tell)))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return all
}

interface Work {
  readonly connection: Connection
  readonly sending: ManySending
  readonly waiting: AsyncGenerator<FileToSend>
  /** Nothing more is begun. */
  isOver: boolean
}

async function sendBatches(work: Work, tell: (made: FilesMade) => void): Promise<void> {
  try {
    for (let isLast = false; !isLast && !work.isOver; ) {
      const batch: TarFile[] = []
      isLast = await fill(work, { batch, tell })
      if (batch.length > 0) tell(await sendBatch(work, batch))
    }
  } catch (error) {
    work.isOver = true
    throw error
  }
}

interface Filling {
  readonly batch: TarFile[]
  readonly tell: (made: FilesMade) => void
}

/** Reads files until there are enough for a request; whether they were the last. */
async function fill(work: Work, { batch, tell }: Filling): Promise<boolean> {
  let size = 0
  while (batch.length < mostFiles && size < mostBytes) {
    const { done, value: file } = await work.waiting.next()
    if (done || work.isOver) return true
    try {
      const bytes = await readSmall(file.body)
      if (bytes) batch.push({ path: file.path, bytes })
      else tell({ items: [await sendAlone(work, file)], failed: [] })
      size += bytes?.length ?? 0
    } catch (error) {
      tell({ items: [], failed: [failureOf(error, `${work.sending.place.path}/${file.path}`)] })
    }
  }
  return false
}

/** Undefined: it is too large to go with others. */
async function readSmall(body: FileToSend['body']): Promise<Uint8Array | undefined> {
  const source = await openSource(body)
  try {
    const { size_bytes } = source
    return size_bytes === null || size_bytes > smallBytes ? undefined : await source.read(size_bytes)
  } finally {
    await source.close()
  }
}

async function sendAlone(
  { connection, sending }: Work,
  { path, body }: FileToSend,
): Promise<FilesMade['items'][number]> {
  const { place, signal } = sending
  const file = await putFile(connection, body, { signal, place: { ...place, path: `${place.path}/${path}` } })
  const { size_bytes, sha256, etag, created_at, updated_at } = file
  const state = created_at === updated_at ? 'made' : 'replaced'
  return { path: file.path, state, size_bytes: size_bytes ?? 0, sha256: sha256 ?? '', etag: etag ?? '' }
}

async function sendBatch({ connection, sending }: Work, batch: readonly TarFile[]): Promise<FilesMade> {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(sending.place)) if (value !== undefined) query.set(name, value)
  const headers = { 'content-type': 'application/x-tar' }
  const init = { method: 'POST', headers, body: tarOf(batch), signal: sending.signal ?? null }
  const answer: unknown = await (await connection.transport.open(`/api/v1/files/many?${query}`, init)).json()
  if (!isMade(answer)) throw responseInvalid('it does not say what became of files')
  return answer
}

function isMade(answer: unknown): answer is FilesMade {
  return answer instanceof Object && 'items' in answer && 'failed' in answer
}

/** What is wrong with one file leaves the others alone. Throws what would be wrong with all. */
function failureOf(error: unknown, path: string): FilesMade['failed'][number] {
  if (!AssayError.is(error)) throw error
  const { code, message, status = 0, retryable } = error
  const isOfFile = code === 'SOURCE_UNREADABLE' || (status >= 400 && status < 500 && status !== 401 && !retryable)
  if (!isOfFile) throw error
  return { path, code, message }
}

async function* each(files: Files): AsyncGenerator<FileToSend> {
  yield* files
}
