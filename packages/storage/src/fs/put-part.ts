import { randomUUID } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Part, StoredPart } from '../storage.ts'
import { listPart, readParts, strikePart } from './part-list.ts'
import type { PartRoom } from './part-room.ts'
import { unlessGone } from './system-error.ts'
import { files } from './upload-folder.ts'
import { type Disk, writeBytes } from './write-bytes.ts'

/** Writes a part among the others of the writer, and lists it when it is complete. */
export async function putPart(
  folder: string,
  part: Part,
  { room, ...disk }: Disk & { readonly room: PartRoom },
): Promise<StoredPart> {
  part.signal?.throwIfAborted()
  const handle = await open(join(folder, files.bytes), 'r+')
  try {
    const write = async (untidy: () => void) => {
      const { size } = await handle.stat()
      const isAgain = size > part.offset && (await readParts(folder)).has(part.number)
      if (isAgain) {
        untidy()
        await strikePart(folder, part.number)
      }
      return await writePart(folder, { handle, disk }, part)
    }
    // another process may have removed the upload, and its room with it
    return await room.use(folder, { write, cut: () => cutBehindParts(folder, handle).catch(unlessGone) })
  } finally {
    await handle.close()
  }
}

async function writePart(
  folder: string,
  { handle, disk }: { readonly handle: FileHandle; readonly disk: Disk },
  { number, offset, ...part }: Part,
): Promise<StoredPart> {
  const { end, sha256 } = await writeBytes(handle, disk, { ...part, position: offset })
  const stored = { number, size_bytes: end - offset, etag: randomUUID(), sha256 }
  await listPart(folder, { ...stored, offset, stored_ms: Date.now() })
  return stored
}

/** Frees the room behind the writer's last part. */
async function cutBehindParts(folder: string, handle: FileHandle): Promise<void> {
  const { size } = await handle.stat()
  const ends = [...(await readParts(folder)).values()].map(({ offset, size_bytes }) => offset + size_bytes)
  const end = ends.reduce((most, one) => Math.max(most, one), 0)
  if (end < size) await handle.truncate(end)
}
