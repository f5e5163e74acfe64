import type { FileHandle } from 'node:fs/promises'

/** Writes until all is written; returns the position after the last byte. */
export async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[], position: number): Promise<number> {
  const size = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (size === 0) return position
  const { bytesWritten } = await handle.writev([...pieces], position)
  if (bytesWritten === size) return position + size
  return writeAll(handle, behind(pieces, bytesWritten), position + bytesWritten)
}

function behind(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes
  return pieces.flatMap((piece) => {
    const skipped = Math.min(left, piece.byteLength)
    left -= skipped
    return skipped === piece.byteLength ? [] : [piece.subarray(skipped)]
  })
}
