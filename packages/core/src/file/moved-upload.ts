import { getUpload, type UploadRow } from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { FileDeps } from './deps.ts'

/** Why an upload cannot go on from where it stood: another process has moved or closed it. */
export async function movedAway({ db }: Pick<FileDeps, 'db'>, row: UploadRow, cause?: Error): Promise<Error> {
  const { state, received_bytes, size_bytes } = await getUpload(db, row)
  if (cause && state === 'open' && received_bytes === row.received_bytes) return cause
  const isWhole = state !== 'open' || received_bytes === size_bytes
  return new DomainError(isWhole ? 'UPLOAD_CLOSED' : 'UPLOAD_OFFSET_WRONG', { received_bytes }, { cause })
}
