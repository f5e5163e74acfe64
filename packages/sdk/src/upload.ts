import type { Upload } from '@assay/schemas'
import { openSource, type UploadSource } from './byte-source.ts'
import type { Connection } from './connection.ts'
import { sendDirect } from './direct-parts.ts'
import { AssayError } from './error/assay-error.ts'
import { hashSource } from './hash.ts'
import type { Sending, SendOptions } from './sending.ts'
import { UploadParts } from './upload-parts.ts'

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
