import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { freeMemory } from '../free-memory.ts'
import { ObjectExists } from '../object-exists.ts'
import type { Bytes, PartedUpload, PutOptions, StoredObject } from '../storage.ts'
import { headObject, toBase64 } from './head-object.ts'
import { Body, type Piece } from './pieces.ts'
import type { S3Bucket } from './s3-bucket.ts'
import { attemptsOf, statusOf } from './store-error.ts'
import { abortUpload, beginUpload, finishUpload, type SentPart, sendPart } from './upload.ts'

/** What is held in memory of one object: at most four of them, and one that fills. */
export const pieceBytes = 8 * 1024 * 1024
const atOnce = 4

export interface Put extends PutOptions {
  readonly key: string
  readonly body: Bytes
}

/** Small bodies in one call, others in parts. */
export async function putObject(bucket: S3Bucket, put: Put): Promise<StoredObject> {
  const { key, signal, if_absent } = put
  const wish = { key, signal, if_absent }
  const incoming = new Body(put)
  bucket.at(key)
  try {
    const pieces = incoming.pieces(pieceBytes)
    const { value: first } = await pieces.next()
    if (first?.is_last) await putWhole(bucket, { ...wish, bytes: first.bytes })
    else await putInParts(bucket, { ...wish, pieces: withFirst(first, pieces) })
    return { size_bytes: incoming.size_bytes, sha256: incoming.sha256() }
  } catch (error) {
    incoming.throwFault()
    throw statusOf(error) === 412 ? new ObjectExists(key, { cause: error }) : error
  }
}

interface Wish extends PutOptions {
  readonly key: string
}

async function putWhole(
  bucket: S3Bucket,
  { key, signal, if_absent, bytes }: Wish & { readonly bytes: Uint8Array },
): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const command = new PutObjectCommand({
    ...bucket.at(key),
    Body: bytes,
    ContentLength: bytes.byteLength,
    ChecksumSHA256: toBase64(sha256),
    ...ifAbsent(if_absent),
  })
  await bucket
    .call((abortSignal) => bucket.client.send(command, { abortSignal }), { signal })
    .catch(async (error: unknown) => {
      // the answer to an earlier attempt may have been lost
      const isOurs =
        statusOf(error) === 412 && attemptsOf(error) > 1 && (await headObject(bucket, key))?.sha256 === sha256
      if (!isOurs) throw error
    })
}

async function putInParts(
  bucket: S3Bucket,
  { key, signal, if_absent, pieces }: Wish & { readonly pieces: AsyncIterable<Piece> },
): Promise<void> {
  const upload = { key, upload_id: await beginUpload(bucket, key, 'CRC32') }
  const failed = new AbortController()
  const any = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
  const parts: SentPart[] = []
  const sending = new Set<Promise<void>>()
  let number = 0
  try {
    for await (const { bytes } of pieces) {
      number += 1
      const sent: Promise<void> = sendPiece(bucket, upload, { number, bytes, signal: any })
        .then((part) => void parts.push(part))
        .finally(() => sending.delete(sent))
      // one that fails while the body is waited for is found below
      sent.catch((error: unknown) => failed.abort(error))
      sending.add(sent)
      failed.signal.throwIfAborted()
      if (sending.size >= atOnce) await Promise.race(sending)
    }
    await Promise.all(sending)
    signal?.throwIfAborted()
    await finishUpload(bucket, upload, { parts: parts.toSorted((one, other) => one.number - other.number), if_absent })
  } catch (error) {
    failed.abort()
    await Promise.allSettled(sending)
    // what cannot be aborted now is found by the sweep
    await abortUpload(bucket, upload).catch(() => {})
    throw error
  }
}

async function sendPiece(
  bucket: S3Bucket,
  upload: PartedUpload,
  { number, bytes, signal }: { readonly number: number; readonly bytes: Uint8Array; readonly signal: AbortSignal },
): Promise<SentPart> {
  // enough for the way: the SHA-256 of the whole is known here, and that of each part too would only cost time
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32(bytes))
  const checksum = { ChecksumCRC32: crc.toString('base64') }
  const size_bytes = bytes.byteLength
  const sent = await sendPart(bucket, upload, {
    number,
    size_bytes,
    checksum,
    read: () => bytes,
    is_stream: false,
    signal,
  })
  // the store has all of it
  freeMemory(bytes)
  return sent
}

function ifAbsent(if_absent: boolean | undefined): { IfNoneMatch?: string } {
  return if_absent ? { IfNoneMatch: '*' } : {}
}

async function* withFirst(first: Piece | undefined, others: AsyncIterable<Piece>): AsyncGenerator<Piece> {
  if (first) yield first
  yield* others
}
