import type { File, filePutInput } from '@assay/schemas'
import type { z } from 'zod'
import { type ByteSource, openSource, type UploadSource } from './byte-source.ts'
import type { Connection } from './connection.ts'
import { responseInvalid } from './error/read-error.ts'
import { hashOf } from './hash.ts'
import type { SendOptions } from './sending.ts'
import { send } from './upload.ts'

/** Where a file is to be, and as what. */
export type FilePlace = Omit<z.input<typeof filePutInput>, 'upload_id'>

/** What is no larger goes in one request, and is held in memory. */
export const smallBytes = 1024 * 1024

/** Sends a file into a tree: a small one in one request, others as an upload. */
export async function putFile(
  connection: Connection,
  source: UploadSource,
  { place, ...options }: SendOptions & { readonly place: FilePlace },
): Promise<File> {
  const typed = { ...place, content_type: place.content_type ?? typeOf(source) }
  const bytes = await openSource(source)
  let sent: UploadSource = source
  try {
    const head = await readHead(bytes)
    if (head.length <= smallBytes) return await putContent(connection, head, { ...options, place: typed })
    // a stream cannot be read again
    if (bytes.size_bytes === null) sent = goOn(head, bytes)
    const filename = options.filename ?? place.path.split('/').at(-1)
    const { id: upload_id } = await send(connection, sent, { ...options, filename })
    const { signal } = options
    return await connection.call({ signal }, (rpc, how) => rpc.files.put.mutate({ ...typed, upload_id }, how))
  } finally {
    await bytes.close()
  }
}

/** A Blob may know what it is. */
function typeOf(source: UploadSource): string | undefined {
  return source instanceof Blob && source.type !== '' ? source.type : undefined
}

/** All of a small source, or more than a small one has. */
async function readHead(bytes: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  if ((bytes.size_bytes ?? 0) > smallBytes) return new Uint8Array(smallBytes + 1)
  const head = new Uint8Array(smallBytes + 1)
  let filled = 0
  for (let part = await bytes.read(head.length); part.length > 0; part = await bytes.read(head.length - filled)) {
    head.set(part, filled)
    filled += part.length
    if (filled === head.length) break
  }
  return head.subarray(0, filled)
}

async function* goOn(head: Uint8Array, bytes: ByteSource): AsyncGenerator<Uint8Array> {
  yield head
  for (let part = await bytes.read(smallBytes); part.length > 0; part = await bytes.read(smallBytes)) yield part
}

async function putContent(
  { transport }: Connection,
  body: Uint8Array<ArrayBuffer>,
  { place, onProgress, signal }: SendOptions & { readonly place: FilePlace },
): Promise<File> {
  const { content_type, ...others } = place
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(others)) if (value !== undefined) query.set(name, value)
  const digest = await hashOf(body, 'base64')
  const headers = {
    ...(content_type !== undefined && { 'content-type': content_type }),
    ...(digest !== undefined && { 'repr-digest': `sha-256=:${digest}:` }),
  }
  const init = { method: 'PUT', headers, body, signal: signal ?? null }
  const answer: unknown = await (await transport.open(`/api/v1/files/content?${query}`, init)).json()
  if (!isFile(answer)) throw responseInvalid('it describes no file')
  const size_bytes = body.length
  onProgress?.({ received_bytes: size_bytes, size_bytes, upload_id: undefined })
  return answer
}

function isFile(answer: unknown): answer is File {
  return answer instanceof Object && 'path' in answer && 'etag' in answer && 'size_bytes' in answer
}
