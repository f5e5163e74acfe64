import type { SignedRequest, Upload } from '@assay/schemas'
import { type ByteSource, unreadable } from './byte-source.ts'
import { AssayError } from './error/assay-error.ts'
import { hashOf } from './hash.ts'
import type { Retries } from './retries.ts'
import type { Sending } from './sending.ts'

/** How many bytes are held at once, in parts that are under way. */
const mostHeldBytes = 48 * 1024 * 1024
/** How often the first part is tried before the store counts as out of reach. */
const firstTries = 3

interface Part {
  readonly number: number
  readonly body: Uint8Array<ArrayBuffer>
}

/**
 * Sends the parts of an upload straight to the store of the server, several at once, each by a request that the server
 * has signed. False: the store cannot be reached from here, and has nothing of it.
 */
export async function sendDirect(sending: Sending, upload: Upload): Promise<boolean> {
  if (crypto.subtle === undefined || !upload.direct) return false
  const { part_bytes } = upload.direct
  const ending = new AbortController()
  const { signal } = sending.options
  const parts = new DirectParts({
    ...sending,
    upload,
    signal: signal ? AbortSignal.any([signal, ending.signal]) : ending.signal,
  })
  const atOnce = Math.max(2, Math.min(4, Math.floor(mostHeldBytes / part_bytes)))
  try {
    await Promise.all(Array.from({ length: atOnce }, () => parts.sendAll()))
    return true
  } catch (error) {
    ending.abort()
    if (parts.isProven || !(error instanceof OutOfReach)) throw error
    return false
  }
}

class OutOfReach extends Error {}

class DirectParts {
  readonly #sending: Omit<Sending, 'options'>
  readonly #upload: Upload
  readonly #signal: AbortSignal
  readonly #onProgress: Sending['options']['onProgress']
  readonly #numbers: Iterator<number>
  #reading: Promise<unknown> = Promise.resolve()
  #received: number
  /** Whether the store has taken a part. */
  isProven: boolean

  constructor({ upload, signal, options, ...sending }: Sending & { upload: Upload; signal: AbortSignal }) {
    this.#sending = sending
    this.#upload = upload
    this.#signal = signal
    this.#onProgress = options.onProgress
    const there = new Set(upload.direct?.parts)
    this.#numbers = numbersBut(there, Math.ceil((upload.size_bytes ?? 0) / partBytes(upload)))
    this.#received = [...there].reduce((sum, number) => sum + lengthOfPart(upload, number), 0)
    this.isProven = there.size > 0
  }

  /** Sends one part after the other until there are none; several of these go on beside each other. */
  async sendAll(): Promise<void> {
    for (let part = await this.#take(); part; part = await this.#take()) {
      await this.#send(part)
      this.isProven = true
      this.#received += part.body.length
      const { id: upload_id, size_bytes } = this.#upload
      this.#onProgress?.({ received_bytes: this.#received, size_bytes, upload_id })
    }
  }

  /** The next part; parts are read one after the other. */
  #take(): Promise<Part | undefined> {
    const taken = this.#reading.then(() => this.#read())
    this.#reading = taken.catch(() => undefined)
    return taken
  }

  async #read(): Promise<Part | undefined> {
    const { done, value: number } = this.#numbers.next()
    if (done) return undefined
    const { bytes } = this.#sending
    await bytes.seek((number - 1) * partBytes(this.#upload))
    return { number, body: await readExactly(bytes, lengthOfPart(this.#upload, number)) }
  }

  async #send(part: Part): Promise<void> {
    const sha256 = (await hashOf(part.body, 'hex')) ?? ''
    const retries = this.#sending.connection.transport.persist()
    for (let tried = 1; ; tried += 1) {
      const signed = await this.#sign(part, sha256)
      try {
        return await this.#put(part, signed)
      } catch (error) {
        if (!AssayError.is(error) || AssayError.is(error, 'ABORTED')) throw error
        if (!this.isProven && tried >= firstTries) throw new OutOfReach('the store takes nothing', { cause: error })
        await pauseAfter(error, { retries, signal: this.#signal })
      }
    }
  }

  async #sign({ number, body }: Part, sha256: string) {
    const input = { upload_id: this.#upload.id, parts: [{ number, size_bytes: body.length, sha256 }] }
    const { parts } = await this.#sending.connection.call({ signal: this.#signal }, (rpc, how) =>
      rpc.uploads.sign_parts.query(input, how),
    )
    return parts[0]?.request
  }

  async #put({ body }: Part, request: SignedRequest | undefined): Promise<void> {
    if (!request) return
    const { 'content-length': _length, host: _host, ...headers } = lowerCased(request.headers)
    const init = { method: request.method, headers, body, signal: this.#signal }
    const answer = await this.#sending.connection.transport.elsewhere(request.url, init)
    await answer.body?.cancel()
  }
}

/** Whatever a store refuses, an address that has expired included, is signed and sent again. */
function pauseAfter(error: AssayError, { retries, signal }: { retries: Retries; signal: AbortSignal }): Promise<void> {
  const { code, message, status, data, retry_after_seconds } = error
  return retries.next(new AssayError({ code, message, status, data, retry_after_seconds, retryable: true }), signal)
}

function* numbersBut(there: ReadonlySet<number>, last: number): Generator<number, undefined> {
  for (let number = 1; number <= last; number += 1) if (!there.has(number)) yield number
  return undefined
}

function partBytes({ direct }: Upload): number {
  return direct?.part_bytes ?? 1
}

function lengthOfPart(upload: Upload, number: number): number {
  const size = partBytes(upload)
  return Math.min(size, (upload.size_bytes ?? 0) - (number - 1) * size)
}

async function readExactly(bytes: ByteSource, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(length)
  for (let filled = 0; filled < length; ) {
    const part = await bytes.read(length - filled)
    if (part.length === 0) throw unreadable('It has become shorter while it was sent.')
    whole.set(part, filled)
    filled += part.length
  }
  return whole
}

/** Names of headers in lower case; those that fetch sets by itself can then be told. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
