import { buffer } from 'node:stream/consumers'
import type { UploadRow } from '@assay/db'
import { ObjectMissing } from '@assay/storage'
import type { FileDeps } from './deps.ts'
import { movedAway } from './moved-upload.ts'

/** What has arrived of an upload behind its last part. */
export async function readTail(deps: Pick<FileDeps, 'db' | 'storage'>, row: UploadRow): Promise<Buffer> {
  if (row.tail_key === null) return Buffer.alloc(0)
  try {
    return await buffer(await deps.storage.read(row.tail_key))
  } catch (error) {
    throw error instanceof ObjectMissing ? await movedAway(deps, row, error) : error
  }
}
