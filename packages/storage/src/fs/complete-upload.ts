import { createReadStream } from 'node:fs'
import { open, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { NamedPart, PartedUpload, StoredPart } from '../storage.ts'
import { PartsInvalid, UploadMissing } from '../upload-errors.ts'
import { makeFolder, syncFolder } from './durable.ts'
import { pathOf } from './layout.ts'
import { type ListedPart, readParts } from './part-list.ts'
import { putObject } from './put-object.ts'
import { isSystemError } from './system-error.ts'
import { files, removeUploadFolder, uploadFolder, writersOf } from './upload-folder.ts'
import type { Disk } from './write-bytes.ts'

export interface Completion {
  readonly parts: readonly NamedPart[]
  readonly min_part_bytes: number
  /** The writer that has ended: what it has written by itself is moved and not copied. */
  readonly writer: string
  readonly disk: Disk
}

/** By number; of several with the same, the one that came last. */
export async function storedParts(folder: string): Promise<StoredPart[]> {
  const inOrder = [...(await listedParts(folder)).values()].toSorted((one, other) => one.stored_ms - other.stored_ms)
  const last = new Map(inOrder.map((part) => [part.number, part]))
  return [...last.values()]
    .toSorted((one, other) => one.number - other.number)
    .map(({ number, size_bytes, etag, sha256 }) => ({ number, size_bytes, etag, sha256 }))
}

interface PlacedPart extends ListedPart {
  readonly writer: string
}

/** Puts the bytes of an upload in their place: wholly or not at all, even if the process is killed meanwhile. */
export async function completeUpload(
  root: string,
  upload: PartedUpload,
  { parts, min_part_bytes, writer, disk }: Completion,
): Promise<{ size_bytes: number }> {
  const size_bytes = parts.reduce((sum, part) => sum + part.size_bytes, 0)
  const path = pathOf(root, upload.key)
  try {
    const folder = await uploadFolder(root, upload)
    const placed = await placeParts(folder, { parts, min_part_bytes })
    if (placed.every((part) => part.writer === writer)) {
      await makeFolder(dirname(path))
      await cut(join(folder, writer, files.bytes), size_bytes)
      await rename(join(folder, writer, files.bytes), path)
      await syncFolder(dirname(path))
    } else await putObject(root, disk, { key: upload.key, body: bytesOf(folder, placed) })
  } catch (error) {
    if (!(error instanceof UploadMissing) && !isSystemError(error, 'ENOENT')) throw error
    if ((await sizeOf(path)) !== size_bytes) throw new UploadMissing(upload, { cause: error })
  }
  await removeUploadFolder(root, upload)
  return { size_bytes }
}

/** Throws PartsInvalid unless each part is as it was listed, follows the one before, and is large enough. */
async function placeParts(
  folder: string,
  { parts, min_part_bytes }: Pick<Completion, 'parts' | 'min_part_bytes'>,
): Promise<PlacedPart[]> {
  const listed = await listedParts(folder)
  const placed: PlacedPart[] = []
  if (parts.length === 0) throw new PartsInvalid('An object has at least one part.')
  let end = 0
  let before = 0
  for (const [at, { number, size_bytes, etag }] of parts.entries()) {
    const part = listed.get(etag)
    const isSmall = size_bytes < min_part_bytes && at < parts.length - 1
    if (part?.number !== number) throw new PartsInvalid(`Part ${number} is not there as it is named.`)
    if (number <= before || part.offset !== end)
      throw new PartsInvalid(`Part ${number} does not follow part ${before}.`)
    if (isSmall) throw new PartsInvalid(`Part ${number} is smaller than ${min_part_bytes} bytes and not the last.`)
    end += part.size_bytes
    before = number
    placed.push(part)
  }
  return placed
}

/** By etag. */
async function listedParts(folder: string): Promise<Map<string, PlacedPart>> {
  const parts = new Map<string, PlacedPart>()
  for (const writer of await writersOf(folder)) {
    for (const part of (await readParts(join(folder, writer))).values()) parts.set(part.etag, { ...part, writer })
  }
  return parts
}

async function* bytesOf(folder: string, parts: readonly PlacedPart[]): AsyncGenerator<Uint8Array> {
  for (const { writer, offset, size_bytes } of parts) {
    const range = { start: offset, end: offset + size_bytes - 1 }
    if (size_bytes > 0) yield* createReadStream(join(folder, writer, files.bytes), range)
  }
}

async function cut(path: string, size_bytes: number): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.truncate(size_bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}
