import { fileURLToPath } from 'node:url'
import { type FsOptions, openFsStorage } from './fs/fs-storage.ts'
import { openS3Storage, type S3Options } from './s3/s3-storage.ts'
import type { Storage } from './storage.ts'

export type StorageOptions = FsOptions & S3Options

/**
 * @param url `file:///absolute/folder`, which is made when it is not there, or `s3://bucket/prefix`.
 *
 * Throws RangeError for any other, StorageFault for an address that says what it cannot.
 */
export async function openStorage(url: string, options: StorageOptions = {}): Promise<Storage> {
  const { protocol } = new URL(url)
  if (protocol === 'file:') return openFsStorage(fileURLToPath(url), options)
  if (protocol === 's3:') return openS3Storage(url, options)
  throw new RangeError(
    `Storage at "${protocol}" is not supported. Set ASSAY_STORAGE_URL to a folder, as file:///var/lib/assay/objects, ` +
      'or to a bucket, as s3://bucket/prefix.',
  )
}
