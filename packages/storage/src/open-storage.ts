import { fileURLToPath } from 'node:url'
import { type FsOptions, openFsStorage } from './fs/fs-storage.ts'
import type { Storage } from './storage.ts'

/** @param url `file:///absolute/folder`, which is made when it is not there. */
export async function openStorage(url: string, options: FsOptions = {}): Promise<Storage> {
  const { protocol } = new URL(url)
  if (protocol === 'file:') return openFsStorage(fileURLToPath(url), options)
  throw new RangeError(
    `Storage at "${protocol}" is not supported. Set ASSAY_STORAGE_URL to a folder, as file:///var/lib/assay/objects.`,
  )
}
