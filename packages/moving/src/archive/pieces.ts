const pieceBytes = 4 * 1_048_576

/** Gathers bytes into pieces of some size, as what is written into an archive must say its size before. */
export async function* inPieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let [held, held_bytes]: [Buffer[], number] = [[], 0]
  for await (const some of bytes) {
    held.push(some)
    held_bytes += some.byteLength
    if (held_bytes < pieceBytes) continue
    yield Buffer.concat(held)
    held = []
    held_bytes = 0
  }
  if (held_bytes > 0) yield Buffer.concat(held)
}
