import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { NamedPart, PartedUpload, StoredPart } from '../storage.ts'
import { PartsInvalid, UploadMissing } from '../upload-errors.ts'
import { headObject, toBase64, toHex } from './head-object.ts'
import type { S3Bucket } from './s3-bucket.ts'
import { isNamed, isOutage } from './store-error.ts'

export const minPartBytes = 5 * 1024 * 1024
/** A store may have to copy all parts into one file. */
const completionPatienceMs = 15 * 60_000
const slowestBytesPerMs = 100
const longestPauseMs = 2_000

/** @param algorithm of the checksums that its parts bring: without it, strict stores refuse to complete with them. */
export async function beginUpload(bucket: S3Bucket, key: string, algorithm: 'SHA256' | 'CRC32'): Promise<string> {
  return begin(bucket, { ...bucket.at(key), ChecksumAlgorithm: algorithm })
}

/** For parts that the store copies, of which it tells no SHA-256. */
export async function beginCopy(bucket: S3Bucket, key: string): Promise<string> {
  return begin(bucket, bucket.at(key))
}

async function begin(bucket: S3Bucket, input: CreateMultipartUploadCommandInput): Promise<string> {
  const command = new CreateMultipartUploadCommand(input)
  const { UploadId } = await bucket.call((abortSignal) => bucket.client.send(command, { abortSignal }))
  if (UploadId === undefined) throw new Error('The store has begun an upload without a name.')
  return UploadId
}

/** What a store compares the bytes of a part with, in base64. */
type PartChecksum = { readonly ChecksumSHA256: string } | { readonly ChecksumCRC32: string }

export interface SentPart extends NamedPart {
  /** Absent: the store tells none. */
  readonly checksum?: PartChecksum
}

export interface PartToSend {
  readonly number: number
  readonly size_bytes: number
  readonly checksum: PartChecksum
  /** From the beginning each time. */
  readonly read: () => Uint8Array | Readable
  readonly is_stream: boolean
  readonly signal?: AbortSignal | undefined
}

/** Throws UploadMissing. */
export async function sendPart(bucket: S3Bucket, upload: PartedUpload, part: PartToSend): Promise<SentPart> {
  const { number, size_bytes, checksum, read, is_stream, signal } = part
  const at = { ...named(bucket, upload), PartNumber: number }
  const checked = { ContentLength: size_bytes, ...checksum }
  const patience = { signal, patience_ms: 30_000 + size_bytes / slowestBytesPerMs }
  const send = (abortSignal: AbortSignal) =>
    bucket.client.send(new UploadPartCommand({ ...at, ...checked, Body: read() }), { abortSignal })
  const { ETag = '' } = await bucket
    .call((abortSignal) => (is_stream ? sendAgain(send, abortSignal) : send(abortSignal)), patience)
    .catch((error: unknown) => unlessUploadMissing(bucket, upload, error))
  return { number, size_bytes, etag: ETag, checksum }
}

/** The SDK sends a stream only once. */
async function sendAgain<Answer>(send: (signal: AbortSignal) => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (let pause_ms = 200; ; pause_ms *= 2) {
    try {
      return await send(signal)
    } catch (error) {
      if (pause_ms > longestPauseMs || !isOutage(error)) throw error
      await setTimeout(pause_ms, undefined, { signal })
    }
  }
}

/** By number. Throws UploadMissing. */
export async function listParts(bucket: S3Bucket, upload: PartedUpload): Promise<StoredPart[]> {
  const parts: StoredPart[] = []
  for (let PartNumberMarker: string | undefined; ; ) {
    const command = new ListPartsCommand({ ...named(bucket, upload), ...(PartNumberMarker && { PartNumberMarker }) })
    const {
      Parts = [],
      IsTruncated,
      NextPartNumberMarker,
    } = await bucket
      .call((abortSignal) => bucket.client.send(command, { abortSignal }))
      .catch((error: unknown) => unlessUploadMissing(bucket, upload, error))
    for (const { PartNumber = 0, Size = 0, ETag = '', ChecksumSHA256 } of Parts) {
      const sha256 = ChecksumSHA256 === undefined ? null : toHex(ChecksumSHA256)
      parts.push({ number: PartNumber, size_bytes: Size, etag: ETag, sha256 })
    }
    if (!IsTruncated || NextPartNumberMarker === undefined) return parts
    PartNumberMarker = NextPartNumberMarker
  }
}

/** Throws UploadMissing, PartsInvalid. */
export async function completeUpload(
  bucket: S3Bucket,
  upload: PartedUpload,
  parts: readonly NamedPart[],
): Promise<{ size_bytes: number }> {
  const size_bytes = sizeOf(parts)
  try {
    const listed = placeParts(await listParts(bucket, upload), parts)
    await finishUpload(bucket, upload, { parts: listed.map(toSent) })
  } catch (error) {
    // it may be complete already
    if (!(error instanceof UploadMissing)) throw error
    if ((await headObject(bucket, upload.key))?.size_bytes !== size_bytes) throw error
  }
  return { size_bytes }
}

function placeParts(stored: readonly StoredPart[], parts: readonly NamedPart[]): StoredPart[] {
  if (parts.length === 0) throw new PartsInvalid('An object has at least one part.')
  const byNumber = new Map(stored.map((part) => [part.number, part]))
  let before = 0
  return parts.map(({ number, size_bytes, etag }, at) => {
    const part = byNumber.get(number)
    if (part?.etag !== etag || part.size_bytes !== size_bytes) {
      throw new PartsInvalid(`Part ${number} is not there as it is named.`)
    }
    if (number <= before) throw new PartsInvalid(`Part ${number} does not follow part ${before}.`)
    if (size_bytes < minPartBytes && at < parts.length - 1) {
      throw new PartsInvalid(`Part ${number} is smaller than ${minPartBytes} bytes and not the last.`)
    }
    before = number
    return part
  })
}

function toSent({ number, size_bytes, etag, sha256 }: StoredPart): SentPart {
  return { number, size_bytes, etag, ...(sha256 !== null && { checksum: { ChecksumSHA256: toBase64(sha256) } }) }
}

interface Finish {
  readonly parts: readonly SentPart[]
  readonly if_absent?: boolean | undefined
}

/** Throws UploadMissing, PartsInvalid. */
export async function finishUpload(
  bucket: S3Bucket,
  upload: PartedUpload,
  { parts, if_absent }: Finish,
): Promise<void> {
  const Parts = parts.map(({ number, etag, checksum }) => ({ PartNumber: number, ETag: etag, ...checksum }))
  const command = new CompleteMultipartUploadCommand({
    ...named(bucket, upload),
    MultipartUpload: { Parts },
    ...(if_absent && { IfNoneMatch: '*' }),
  })
  const patience = { patience_ms: completionPatienceMs }
  await bucket
    .call((abortSignal) => bucket.client.send(command, { abortSignal }), patience)
    .catch((error: unknown) => {
      if (isNamed(error, 'InvalidPart', 'InvalidPartOrder', 'EntityTooSmall')) {
        throw new PartsInvalid('A part is not there as it is named.', { cause: error })
      }
      return unlessUploadMissing(bucket, upload, error)
    })
    .catch(async (error: unknown) => {
      // it may be complete already: the answer that said so may have been lost
      if (!(error instanceof UploadMissing)) throw error
      if ((await headObject(bucket, upload.key))?.size_bytes !== sizeOf(parts)) throw error
    })
}

function sizeOf(parts: readonly NamedPart[]): number {
  return parts.reduce((sum, part) => sum + part.size_bytes, 0)
}

/** That there is none is no error. */
export async function abortUpload(bucket: S3Bucket, upload: PartedUpload): Promise<void> {
  try {
    const command = new AbortMultipartUploadCommand(named(bucket, upload))
    await bucket
      .call((abortSignal) => bucket.client.send(command, { abortSignal }))
      .catch((error: unknown) => unlessUploadMissing(bucket, upload, error))
  } catch (error) {
    if (!(error instanceof UploadMissing)) throw error
  }
}

/** Throws UploadMissing for a name that no store gives. */
export function named(bucket: S3Bucket, upload: PartedUpload) {
  const at = bucket.at(upload.key)
  // a store would take it for a question about all uploads, or for a path
  if (!/^[\w.~+=-]+$/.test(upload.upload_id) || /^\.+$/.test(upload.upload_id)) throw new UploadMissing(upload)
  return { ...at, UploadId: upload.upload_id }
}

/** Throws UploadMissing for what a store says of an upload that is not there, and any other error as it is. */
async function unlessUploadMissing(bucket: S3Bucket, upload: PartedUpload, error: unknown): Promise<never> {
  if (!isNamed(error, 'NoSuchUpload')) throw error
  // some say so of a bucket that is gone
  await bucket.check()
  throw new UploadMissing(upload, { cause: error })
}
