import { DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3'
import type { S3Bucket } from './s3-bucket.ts'

const mostAtOnce = 1_000

export async function deleteObject(bucket: S3Bucket, key: string): Promise<void> {
  const command = new DeleteObjectCommand(bucket.at(key))
  await bucket.call((abortSignal) => bucket.client.send(command, { abortSignal }))
}

export async function deleteObjects(bucket: S3Bucket, keys: readonly string[]): Promise<void> {
  const objects = keys.map((key) => ({ Key: bucket.at(key).Key }))
  for (let from = 0; from < objects.length; from += mostAtOnce) {
    const Delete = { Objects: objects.slice(from, from + mostAtOnce), Quiet: true }
    const command = new DeleteObjectsCommand({ Bucket: bucket.name, Delete })
    const { Errors = [] } = await bucket.call((abortSignal) => bucket.client.send(command, { abortSignal }))
    const [error] = Errors.filter(({ Code }) => Code !== 'NoSuchKey')
    if (error) throw bucket.explain(Object.assign(new Error(error.Message), { name: error.Code ?? 'Error' }))
  }
}
