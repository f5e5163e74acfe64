export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'

  constructor(limit_bytes: number) {
    super(`The answer is longer than ${limit_bytes} bytes.`)
  }
}

/** Fails as soon as it has carried more bytes than allowed. */
export function limitBody(limit_bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let carried = 0
  return new TransformStream({
    transform(chunk, controller) {
      carried += chunk.byteLength
      if (carried > limit_bytes) throw new BodyTooLargeError(limit_bytes)
      controller.enqueue(chunk)
    },
  })
}
