/** Each chunk costs the connection a write: small pieces go together. */
const leastBytes = 64 * 1024

export async function* inChunks(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let size_bytes = 0
  for await (const piece of pieces) {
    waiting.push(piece)
    size_bytes += piece.length
    if (size_bytes < leastBytes) continue
    yield waiting.length === 1 ? piece : Buffer.concat(waiting, size_bytes)
    waiting = []
    size_bytes = 0
  }
  if (size_bytes > 0) yield Buffer.concat(waiting, size_bytes)
}
