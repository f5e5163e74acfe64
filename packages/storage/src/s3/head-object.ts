import { HeadObjectCommand } from '@aws-sdk/client-s3'
import type { S3Bucket } from './s3-bucket.ts'
import { isNamed } from './store-error.ts'

export interface ObjectHead {
  readonly size_bytes: number
  readonly etag: string
  /** ISO 8601, UTC. */
  readonly modified_at: string
  /** SHA-256 of the whole object as the store attests it, hexadecimal; undefined for one that was made of parts. */
  readonly sha256: string | undefined
}

/** Undefined when there is none. */
export async function headObject(bucket: S3Bucket, key: string): Promise<ObjectHead | undefined> {
  const command = new HeadObjectCommand({ ...bucket.at(key), ChecksumMode: 'ENABLED' })
  try {
    const head = await bucket.call((abortSignal) => bucket.client.send(command, { abortSignal }))
    return {
      size_bytes: head.ContentLength ?? 0,
      etag: head.ETag ?? '',
      modified_at: head.LastModified?.toISOString() ?? '',
      sha256: wholeSha256(head.ChecksumSHA256),
    }
  } catch (error) {
    if (!isNamed(error, 'NotFound', 'NoSuchKey')) throw error
    // a bucket that is gone is answered in the same way
    await bucket.check()
    return undefined
  }
}

/** A checksum of the checksums of parts has their number behind it. */
export function wholeSha256(checksum: string | undefined): string | undefined {
  return checksum === undefined || checksum.includes('-') ? undefined : toHex(checksum)
}

export function toHex(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex')
}

export function toBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64')
}
