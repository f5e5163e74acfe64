import type { Upload } from '@assay/schemas'
import { type ByteSource, openSource, type UploadSource } from './byte-source.ts'
import type { Connection } from './connection.ts'
import { sendDirect } from './direct-parts.ts'
import { AssayError } from './error/assay-error.ts'
import { hashSource } from './hash.ts'
import type { RequestOptions } from './request-options.ts'
import { UploadParts } from './upload-parts.ts'

/** How far an upload has come. */
export interface UploadProgress {
  /** How many bytes the server has. */
  readonly received_bytes: number
  /** How many there are; null: not known before the end. */
  readonly size_bytes: number | null
  /** The upload, with which another process can go on; undefined: it is one request, and there is none. */
  readonly upload_id?: string | undefined
}

/** How to send bytes. */
export interface SendOptions extends RequestOptions {
  /** Name of the file, with its extension. Default: that of the path or File. */
  readonly filename?: string | undefined
  /** Called when it begins, and whenever the server has taken more bytes. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
  /**
   * An upload that was begun before with the same bytes, by this process or another: goes on with it. One that is
   * gone, or is of other bytes, is begun anew. Default: a new one.
   */
  readonly upload_id?: string | undefined
}

/** What is sent, and how. */
export interface Sending {
  readonly connection: Connection
  readonly bytes: ByteSource
  /** SHA-256 of the bytes, hexadecimal; null: not known before they are sent. */
  readonly sha256: string | null
  readonly options: SendOptions
}

/**
 * Sends all bytes of a source, unless the server has them; after a lost connection it goes on from where the server
 * stands. Where the server says so they go straight to its store, several parts at once, if that can be reached.
 */
export async function send(connection: Connection, source: UploadSource, options: SendOptions): Promise<Upload> {
  const sha256 = await hashSource(source, options.signal)
  const bytes = await openSource(source)
  const sending = { connection, bytes, sha256, options }
  try {
    const upload = await begin(sending)
    if (upload.state === 'complete') return upload
    if (!upload.direct) return await sendThrough(sending, upload)
    if (await sendDirect(sending, upload)) return await complete(sending, upload)
    // the store cannot be reached from here, and has nothing
    return await sendThrough(sending, await create(sending))
  } finally {
    await bytes.close()
  }
}

async function begin(sending: Sending): Promise<Upload> {
  const upload = (await findBegun(sending)) ?? (await create(sending))
  const { received_bytes, id: upload_id } = upload
  sending.options.onProgress?.({ received_bytes, size_bytes: sending.bytes.size_bytes, upload_id })
  return upload
}

/** The upload to go on with, if it is one of these bytes. */
async function findBegun({ connection, bytes, sha256, options }: Sending): Promise<Upload | undefined> {
  const { upload_id, signal } = options
  if (upload_id === undefined) return undefined
  try {
    const upload = await connection.call({ signal }, (rpc, how) => rpc.uploads.get.query({ upload_id }, how))
    const isSame = upload.size_bytes === bytes.size_bytes && upload.sha256 === sha256
    return isSame && upload.state !== 'used' ? upload : undefined
  } catch (error) {
    if (AssayError.is(error, 'UPLOAD_NOT_FOUND')) return undefined
    throw error
  }
}

function create({ connection, bytes, sha256, options }: Sending): Promise<Upload> {
  const { filename = bytes.filename ?? 'upload', signal } = options
  const input = { filename, size_bytes: bytes.size_bytes, ...(sha256 !== null && { sha256 }) }
  return connection.call({ signal }, (rpc, how) => rpc.uploads.create.mutate(input, how))
}

/** Reads a part while the one before it is under way. */
async function sendThrough(sending: Sending, upload: Upload): Promise<Upload> {
  const { connection, bytes, options } = sending
  const { size_bytes } = bytes
  const parts = new UploadParts(connection, upload, options.signal)
  await bytes.seek(parts.received)
  let part = await bytes.read(parts.nextSize)
  while (part.length > 0) {
    const [received_bytes, following] = await Promise.all([parts.send(part), bytes.read(parts.nextSize)])
    options.onProgress?.({ received_bytes, size_bytes, upload_id: upload.id })
    part = following
  }
  return complete(sending, { ...upload, size_bytes: parts.received })
}

/** What went straight to the store is read there once, to compute its SHA-256. */
const readBytesPerMs = 10_000

function complete({ connection, options: { signal } }: Sending, upload: Upload): Promise<Upload> {
  const size_bytes = upload.size_bytes ?? 0
  const timeout = connection.transport.timeout + (upload.direct ? size_bytes / readBytesPerMs : 0)
  return connection.call({ signal, timeout }, (rpc, how) =>
    rpc.uploads.complete.mutate({ upload_id: upload.id, size_bytes }, how),
  )
}
