import { addAbortSignal, Readable } from 'node:stream'
import type { Bytes } from './storage.ts'

/** The bytes of a body as they come; ends with an error when the signal aborts, even if the body never does. */
export async function* piecesOf(body: Bytes, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const readable = body instanceof Readable ? body : Readable.from(body, { objectMode: true })
  for await (const bytes of signal ? addAbortSignal(signal, readable) : readable) {
    if (!(bytes instanceof Uint8Array)) throw new TypeError('A body is made of bytes.')
    yield bytes
  }
}
