import { addAbortSignal, finished, PassThrough, type Readable } from 'node:stream'
import type { Revocation } from '../revocation.ts'

/**
 * So many pieces come while what came before is being written: a connection that is stopped for every piece is slow.
 * They are passed on as they are: a stream of bytes would be copied together where it is read piece by piece.
 */
const heldPieces = 32

/**
 * The bytes of a body for as long as the caller may send them. When that ends, so do these, with the error that says
 * why; the body itself is left as it is, as the answer goes over the same connection.
 */
export async function whileAllowed<Result>(
  body: Readable,
  { signal }: Revocation,
  take: (bytes: Readable) => Promise<Result>,
): Promise<Result> {
  const bytes = addAbortSignal(signal, new PassThrough({ readableObjectMode: true, readableHighWaterMark: heldPieces }))
  finished(body, (error) => error && bytes.destroy(error))
  try {
    return await take(body.pipe(bytes))
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    body.unpipe(bytes)
  }
}
