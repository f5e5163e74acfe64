import { CopyObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3'
import { ObjectMissing } from '../object-missing.ts'
import type { PartedUpload } from '../storage.ts'
import { headObject, type ObjectHead } from './head-object.ts'
import type { S3Bucket } from './s3-bucket.ts'
import { isNamed, statusOf } from './store-error.ts'
import { abortUpload, beginCopy, finishUpload, type SentPart } from './upload.ts'

const patience = { patience_ms: 15 * 60_000 }

export interface Copy {
  readonly from: string
  readonly to: string
  /** A store copies no more than 5 GB at once. */
  readonly part_bytes: number
}

/** By the store itself: no bytes pass here. Throws ObjectMissing. */
export async function copyObject(bucket: S3Bucket, { from, to, part_bytes }: Copy): Promise<void> {
  bucket.at(to)
  const head = await headObject(bucket, from)
  if (!head) throw new ObjectMissing(from)
  if (from === to) return
  try {
    if (head.size_bytes > part_bytes) await copyInParts(bucket, { from, to, part_bytes, head })
    else {
      const command = new CopyObjectCommand({
        ...bucket.at(to),
        ...source(bucket, from, head),
        ChecksumAlgorithm: 'SHA256',
      })
      await bucket.call((abortSignal) => bucket.client.send(command, { abortSignal }), patience)
    }
  } catch (error) {
    // it went, or became another one, in between
    const isGone = isNamed(error, 'NoSuchKey', 'PreconditionFailed') || [404, 412].includes(statusOf(error) ?? 0)
    throw isGone ? new ObjectMissing(from, { cause: error }) : error
  }
}

async function copyInParts(bucket: S3Bucket, copy: Copy & { readonly head: ObjectHead }): Promise<void> {
  const upload = { key: copy.to, upload_id: await beginCopy(bucket, copy.to) }
  try {
    const parts: SentPart[] = []
    for (let start = 0; start < copy.head.size_bytes; start += copy.part_bytes) {
      parts.push(await copyPart(bucket, upload, { ...copy, number: parts.length + 1, start }))
    }
    await finishUpload(bucket, upload, { parts })
  } catch (error) {
    // what cannot be aborted now is found by the sweep
    await abortUpload(bucket, upload).catch(() => {})
    throw error
  }
}

interface PartCopy extends Copy {
  readonly head: ObjectHead
  readonly number: number
  readonly start: number
}

async function copyPart(
  bucket: S3Bucket,
  upload: PartedUpload,
  { from, part_bytes, head, number, start }: PartCopy,
): Promise<SentPart> {
  const end = Math.min(start + part_bytes, head.size_bytes) - 1
  const command = new UploadPartCopyCommand({
    ...bucket.at(upload.key),
    UploadId: upload.upload_id,
    PartNumber: number,
    ...source(bucket, from, head),
    CopySourceRange: `bytes=${start}-${end}`,
  })
  const { CopyPartResult } = await bucket.call((abortSignal) => bucket.client.send(command, { abortSignal }), patience)
  return { number, size_bytes: end - start + 1, etag: CopyPartResult?.ETag ?? '' }
}

function source(bucket: S3Bucket, key: string, { etag }: ObjectHead) {
  const { Bucket, Key } = bucket.at(key)
  return { CopySource: `${Bucket}/${encodeURIComponent(Key)}`, CopySourceIfMatch: etag }
}
