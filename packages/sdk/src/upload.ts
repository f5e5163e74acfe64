import type { Upload } from '@assay/schemas'
import { type ByteSource, openSource, type UploadSource } from './byte-source.ts'
import type { Connection } from './connection.ts'
import { AssayError } from './error/assay-error.ts'
import type { RequestOptions } from './request-options.ts'

/** How far an upload has come. */
export interface UploadProgress {
  /** How many bytes the server has. */
  readonly received_bytes: number
  /** How many there are; null: not known before the end. */
  readonly size_bytes: number | null
}

/** How to send bytes. */
export interface SendOptions extends RequestOptions {
  /** Name of the file, with its extension. Default: that of the path or File. */
  readonly filename?: string | undefined
  /** Called whenever the server has taken more bytes. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
}

const smallestPart = 256 * 1024
const largestPart = 16 * 1024 * 1024
/** Parts grow or shrink until one takes about so long: short enough for time-outs, long enough for speed. */
const partMs = 1_000

/** Sends all bytes of a source; after a lost connection it goes on from where the server stands. */
export async function send(connection: Connection, source: UploadSource, options: SendOptions): Promise<Upload> {
  const bytes = await openSource(source)
  try {
    const { filename = bytes.filename ?? 'upload', signal } = options
    const { size_bytes } = bytes
    const input = { filename, size_bytes }
    const upload = await connection.call({ signal }, (rpc, how) => rpc.uploads.create.mutate(input, how))
    const size = await sendParts(new UploadParts(connection, upload.id, signal), bytes, options)
    const whole = { upload_id: upload.id, size_bytes: size }
    return await connection.call({ signal }, (rpc, how) => rpc.uploads.complete.mutate(whole, how))
  } finally {
    await bytes.close()
  }
}

/** Reads a part while the one before it is under way. */
async function sendParts(parts: UploadParts, bytes: ByteSource, { onProgress }: SendOptions): Promise<number> {
  const { size_bytes } = bytes
  let part = await bytes.read(smallestPart)
  while (part.length > 0) {
    const [received_bytes, following] = await Promise.all([parts.send(part), bytes.read(parts.nextSize)])
    onProgress?.({ received_bytes, size_bytes })
    part = following
  }
  return parts.received
}

/** The parts of an upload, sent one after the other. */
class UploadParts {
  readonly #connection: Connection
  readonly #upload_id: string
  readonly #signal: AbortSignal | undefined
  #received = 0
  #size = smallestPart

  constructor(connection: Connection, upload_id: string, signal: AbortSignal | undefined) {
    this.#connection = connection
    this.#upload_id = upload_id
    this.#signal = signal
  }

  /** How many bytes the server has. */
  get received(): number {
    return this.#received
  }

  /** How large the next part should be, in bytes. */
  get nextSize(): number {
    return this.#size
  }

  /** Sends a part until the server has all of it; answers how many bytes the server has. */
  async send(part: Uint8Array<ArrayBuffer>): Promise<number> {
    const start = this.#received
    const end = start + part.length
    const retries = this.#connection.transport.persist()
    let isUncertain = false
    while (this.#received < end) {
      try {
        if (isUncertain && (await this.#findOffset(start, end))) retries.reset()
        await this.#patch(part.subarray(this.#received - start))
        this.#received = end
      } catch (error) {
        if (!AssayError.is(error)) throw error
        await retries.next(AssayError.is(error, 'UPLOAD_OFFSET_WRONG') ? passing(error) : error, this.#signal)
        isUncertain = true
      }
    }
    return this.#received
  }

  async #patch(body: Uint8Array<ArrayBuffer>): Promise<void> {
    if (body.length === 0) return
    const began = performance.now()
    const response = await this.#connection.transport.openOnce(`/api/v1/uploads/${this.#upload_id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/octet-stream', 'upload-offset': String(this.#received) },
      body,
      signal: this.#signal ?? null,
    })
    await response.body?.cancel()
    this.#adapt(body.length, performance.now() - began)
  }

  /** Asks where the server stands; answers whether it got further. */
  async #findOffset(start: number, end: number): Promise<boolean> {
    const [signal, input] = [this.#signal, { upload_id: this.#upload_id }]
    const asking = this.#connection.call({ signal }, (rpc, how) => rpc.uploads.get.query(input, how))
    const { received_bytes } = await asking
    if (received_bytes < start || received_bytes > end) throw diverged(received_bytes, start)
    const before = this.#received
    this.#received = received_bytes
    return received_bytes > before
  }

  #adapt(bytes: number, ms: number): void {
    const fitting = (bytes / Math.max(ms, 1)) * partMs
    this.#size = Math.round(Math.min(largestPart, 4 * this.#size, Math.max(smallestPart, fitting)))
  }
}

/** The server still takes bytes of the connection that broke; soon it will stand still. */
function passing({ code, message, status, data }: AssayError<'UPLOAD_OFFSET_WRONG'>): AssayError {
  return new AssayError({ code, message, status, data, retryable: true })
}

function diverged(received: number, sent: number): AssayError {
  const message = `The server has ${received} bytes of this upload, of which it had ${sent} before. Start it again.`
  return new AssayError({ code: 'RESPONSE_INVALID', message, data: {} })
}
