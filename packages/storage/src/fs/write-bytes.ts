import type { FileHandle } from 'node:fs/promises'
import { piecesOf } from '../body.ts'
import type { Bytes } from '../storage.ts'

export interface Writing {
  readonly position: number
  readonly body: Bytes
  readonly signal?: AbortSignal | undefined
  /** Called with each piece before it is written; what it throws ends the writing. */
  readonly onBytes?: ((bytes: Uint8Array) => void) | undefined
}

/** Returns the position after the last byte written. */
export async function writeBytes(handle: FileHandle, { position, body, signal, onBytes }: Writing): Promise<number> {
  let end = position
  for await (const bytes of piecesOf(body, signal)) {
    onBytes?.(bytes)
    end += await writeAll(handle, bytes, end)
  }
  return end
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  let written = 0
  while (written < bytes.byteLength) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.byteLength - written, position + written)
    written += bytesWritten
  }
  return written
}
