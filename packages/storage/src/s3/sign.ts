import { GetObjectCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { PartedUpload, PartToSign, ReadToSign, SignedRequest } from '../storage.ts'
import { toBase64 } from './head-object.ts'
import type { S3Bucket } from './s3-bucket.ts'

const checksum = 'x-amz-checksum-sha256'
const length = 'content-length'

/** The store refuses any other length and any other bytes. */
export async function signPart(
  { bucket, client }: { readonly bucket: S3Bucket; readonly client: S3Client },
  { key, upload_id }: PartedUpload,
  { number, size_bytes, sha256, expires_seconds }: PartToSign,
): Promise<SignedRequest> {
  const command = new UploadPartCommand({
    ...bucket.at(key),
    UploadId: upload_id,
    PartNumber: number,
    ContentLength: size_bytes,
    ChecksumSHA256: toBase64(sha256),
  })
  const expires_at = expiry(expires_seconds)
  const url = await getSignedUrl(client, command, {
    expiresIn: expires_seconds,
    unhoistableHeaders: new Set([checksum]),
    signableHeaders: new Set(['host', checksum, length]),
  })
  const headers = { [checksum]: toBase64(sha256), [length]: String(size_bytes) }
  return { method: 'PUT', url, headers, expires_at }
}

export async function signRead(
  { bucket, client }: { readonly bucket: S3Bucket; readonly client: S3Client },
  key: string,
  { expires_seconds, content_disposition, content_type }: ReadToSign,
): Promise<SignedRequest> {
  const command = new GetObjectCommand({
    ...bucket.at(key),
    ResponseContentDisposition: content_disposition,
    ResponseContentType: content_type,
  })
  const expires_at = expiry(expires_seconds)
  const url = await getSignedUrl(client, command, { expiresIn: expires_seconds })
  return { method: 'GET', url, headers: {}, expires_at }
}

function expiry(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString()
}
