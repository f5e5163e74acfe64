import { randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Part, PartedUpload, StoredPart } from '../storage.ts'
import { toBase64 } from './head-object.ts'
import { Body, type Piece } from './pieces.ts'
import { pieceBytes } from './put-object.ts'
import type { S3Bucket } from './s3-bucket.ts'
import { named, type PartToSend, sendPart } from './upload.ts'

interface Taking {
  readonly bucket: S3Bucket
  /** Folder for parts that are too large for memory. */
  readonly scratch_directory: string
}

/** Takes the whole body before the store is asked to: its length must be said first, and it may be sent twice. */
export async function takePart(
  { bucket, scratch_directory }: Taking,
  upload: PartedUpload,
  part: Part,
): Promise<StoredPart> {
  const { number, signal } = part
  named(bucket, upload)
  const incoming = new Body(part)
  try {
    const pieces = incoming.pieces(pieceBytes)
    const { value: first } = await pieces.next()
    await using spooled = first?.is_last ? inMemory(first.bytes) : await inFile(scratch_directory, first, pieces)
    const { size_bytes } = incoming
    const sha256 = incoming.sha256()
    const checksum = { ChecksumSHA256: toBase64(sha256) }
    const { etag } = await sendPart(bucket, upload, { number, size_bytes, checksum, ...spooled, signal })
    return { number, size_bytes, etag, sha256 }
  } catch (error) {
    incoming.throwFault()
    throw error
  }
}

interface Spooled extends AsyncDisposable, Pick<PartToSend, 'read' | 'is_stream'> {}

function inMemory(bytes: Uint8Array): Spooled {
  return { read: () => bytes, is_stream: false, [Symbol.asyncDispose]: async () => {} }
}

async function inFile(folder: string, first: Piece | undefined, others: AsyncIterable<Piece>): Promise<Spooled> {
  await using stack = new AsyncDisposableStack()
  const path = join(folder, `part-${randomUUID()}`)
  const handle = stack.adopt(await open(path, 'wx+', 0o600), (file) => file.close())
  // it goes with the process, however that ends
  await rm(path)
  if (first) await handle.writeFile(first.bytes)
  for await (const { bytes } of others) await handle.writeFile(bytes)
  const opened = stack.move()
  return {
    read: () => handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 }),
    is_stream: true,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
