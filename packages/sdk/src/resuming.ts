import { type Extent, lengthOf, readDigest, readExtent, readStrongTag } from './answer-extent.ts'
import { abortedBy } from './error/abort-error.ts'
import { AssayError } from './error/assay-error.ts'
import { AssayConnectionError } from './error/connection-error.ts'
import { responseInvalid } from './error/read-error.ts'
import { type Hash, newHash } from './hash.ts'
import type { Retries } from './retries.ts'
import type { Transport } from './transport.ts'

/** How a download was asked for. */
export interface Asking {
  readonly transport: Transport
  readonly path: string
  readonly signal?: AbortSignal | undefined
}

type Bytes = Uint8Array<ArrayBuffer>

/** The bytes of an answer; after a broken connection the rest of the same bytes is asked for. */
export function readOn(answer: Response, asking: Asking): ReadableStream<Bytes> {
  return new ReadableStream(new ResumingBytes(answer, asking), { highWaterMark: 0 })
}

class ResumingBytes {
  readonly #asking: Asking
  readonly #extent: Extent | undefined
  /** Names the very bytes; undefined: nothing does, or there are no ranges of them. */
  readonly #etag: string | undefined
  readonly #digest: string | undefined
  readonly #hash: Hash | undefined
  readonly #retries: Retries
  readonly #ending = new AbortController()
  #reader: ReadableStreamDefaultReader<Bytes>
  #received = 0

  constructor(answer: Response, asking: Asking) {
    this.#asking = asking
    this.#extent = readExtent(answer)
    this.#etag = readStrongTag(answer)
    this.#digest = answer.status === 200 ? readDigest(answer.headers) : undefined
    this.#hash = this.#digest === undefined ? undefined : newHash()
    this.#retries = asking.transport.persist()
    this.#reader = readerOf(answer)
  }

  async pull(controller: ReadableStreamDefaultController<Bytes>): Promise<void> {
    for (;;) {
      try {
        const { done, value } = await this.#reader.read()
        if (done) return this.#close(controller)
        this.#received += value.length
        this.#hash?.update(value)
        this.#retries.reset()
        return controller.enqueue(value)
      } catch (cause) {
        await this.#goOn(cause)
      }
    }
  }

  async cancel(): Promise<void> {
    this.#ending.abort()
    await this.#reader.cancel().catch(() => undefined)
  }

  #close(controller: ReadableStreamDefaultController<Bytes>): void {
    const { path } = this.#asking
    const missing = this.#extent === undefined ? 0 : lengthOf(this.#extent) - this.#received
    if (missing > 0) throw new AssayConnectionError(path, new Error(`${missing} bytes are missing`))
    const isAltered = this.#hash !== undefined && this.#hash.digest('base64') !== this.#digest
    if (isAltered) throw altered('What arrived is not what the server has: its SHA-256 is another. Download it again.')
    controller.close()
  }

  async #goOn(cause: unknown): Promise<void> {
    const { signal, transport } = this.#asking
    if (signal?.aborted) throw abortedBy(signal)
    if (AssayError.is(cause) && !AssayError.is(cause, 'CONNECTION_FAILED')) throw cause
    const either = signal ? AbortSignal.any([signal, this.#ending.signal]) : this.#ending.signal
    let error = AssayError.is(cause) ? cause : new AssayConnectionError(transport.url, cause)
    if (!this.#etag || !this.#extent) throw error
    for (;;) {
      await this.#retries.next(error, either)
      try {
        this.#reader = await this.#ask({ etag: this.#etag, extent: this.#extent, signal: either })
        return
      } catch (failure) {
        if (!AssayError.is(failure) || AssayError.is(failure, 'DOWNLOAD_ALTERED')) throw failure
        error = failure
      }
    }
  }

  async #ask({ etag, extent, signal }: { etag: string; extent: Extent; signal: AbortSignal }) {
    const start = extent.start + this.#received
    const headers = { range: `bytes=${start}-${extent.end}`, 'if-range': etag }
    const answer = await this.#asking.transport.openOnce(this.#asking.path, { headers, signal })
    if (answer.status === 206 && readExtent(answer)?.start === start) return readerOf(answer)
    await answer.body?.cancel()
    throw altered('The file was changed while it was downloaded. Download it again.')
  }
}

function readerOf({ body }: Response): ReadableStreamDefaultReader<Bytes> {
  if (!body) throw responseInvalid('it has no body')
  return body.getReader()
}

function altered(message: string): AssayError<'DOWNLOAD_ALTERED'> {
  return new AssayError({ code: 'DOWNLOAD_ALTERED', message, retryable: true, data: {} })
}
