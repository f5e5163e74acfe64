import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { ListedObject, UnfinishedUpload } from '../storage.ts'
import { keyOf, namePrefixesOf } from './key-layout.ts'
import type { S3Bucket } from './s3-bucket.ts'

export async function* listObjects(bucket: S3Bucket, prefix: string): AsyncGenerator<ListedObject> {
  for (const Prefix of namePrefixesOf(bucket.prefix, prefix)) {
    for await (const object of listNames(bucket, Prefix)) {
      if (object.key.startsWith(prefix)) yield object
    }
  }
}

async function* listNames(bucket: S3Bucket, Prefix: string): AsyncGenerator<ListedObject> {
  for (let ContinuationToken: string | undefined; ; ) {
    const command = new ListObjectsV2Command({
      Bucket: bucket.name,
      Prefix,
      ...(ContinuationToken && { ContinuationToken }),
    })
    const { Contents = [], NextContinuationToken } = await bucket.call((abortSignal) =>
      bucket.client.send(command, { abortSignal }),
    )
    for (const { Key = '', Size = 0, LastModified } of Contents) {
      const key = keyOf(bucket.prefix, Key)
      if (key !== undefined) yield { key, size_bytes: Size, modified_at: LastModified?.toISOString() ?? '' }
    }
    if (NextContinuationToken === undefined) return
    ContinuationToken = NextContinuationToken
  }
}

export async function* listUploads(bucket: S3Bucket, prefix: string): AsyncGenerator<UnfinishedUpload> {
  for (const Prefix of namePrefixesOf(bucket.prefix, prefix)) {
    for await (const upload of listUploadNames(bucket, Prefix)) {
      if (upload.key.startsWith(prefix)) yield upload
    }
  }
}

async function* listUploadNames(bucket: S3Bucket, Prefix: string): AsyncGenerator<UnfinishedUpload> {
  for (let marker: { KeyMarker?: string; UploadIdMarker?: string } = {}; ; ) {
    const command = new ListMultipartUploadsCommand({ Bucket: bucket.name, Prefix, ...marker })
    const {
      Uploads = [],
      IsTruncated,
      NextKeyMarker,
      NextUploadIdMarker,
    } = await bucket.call((abortSignal) => bucket.client.send(command, { abortSignal }))
    for (const { Key = '', UploadId = '', Initiated } of Uploads) {
      const key = keyOf(bucket.prefix, Key)
      if (key !== undefined) yield { key, upload_id: UploadId, begun_at: Initiated?.toISOString() ?? '' }
    }
    if (!IsTruncated || NextKeyMarker === undefined) return
    marker = { KeyMarker: NextKeyMarker, ...(NextUploadIdMarker && { UploadIdMarker: NextUploadIdMarker }) }
  }
}
