import type { Upload } from '@assay/schemas'
import type { Connection } from './connection.ts'
import { AssayError } from './error/assay-error.ts'

const smallestPart = 256 * 1024
const largestPart = 16 * 1024 * 1024
/** Parts grow or shrink until one takes about so long: short enough for time-outs, long enough for speed. */
const partMs = 1_000

type Standing = Pick<Upload, 'id' | 'received_bytes'>

/** The parts of an upload, sent one after the other, from where it stands. */
export class UploadParts {
  readonly #connection: Connection
  readonly #upload_id: string
  readonly #signal: AbortSignal | undefined
  #received: number
  #size = smallestPart

  constructor(connection: Connection, { id, received_bytes }: Standing, signal: AbortSignal | undefined) {
    this.#connection = connection
    this.#upload_id = id
    this.#received = received_bytes
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
