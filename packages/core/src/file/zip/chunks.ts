/** Each chunk costs the connection a write: small pieces go together, and large ones are not copied for that. */
const leastBytes = 128 * 1024
const largeBytes = 32 * 1024

export async function* inChunks(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let size_bytes = 0
  for await (const piece of pieces) {
    const isLarge = piece.length >= largeBytes
    if (!isLarge) {
      waiting.push(piece)
      size_bytes += piece.length
    }
    if (size_bytes > 0 && (isLarge || size_bytes >= leastBytes)) {
      yield Buffer.concat(waiting, size_bytes)
      waiting = []
      size_bytes = 0
    }
    if (isLarge) yield piece
  }
  if (size_bytes > 0) yield Buffer.concat(waiting, size_bytes)
}
