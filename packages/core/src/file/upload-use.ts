import type { UploadRow } from '@assay/db'
import { DomainError } from '@assay/schemas'

export interface CompleteUpload extends UploadRow {
  readonly blob_id: string
}

/** Throws UPLOAD_USED, UPLOAD_INCOMPLETE. */
export function requireComplete(upload: UploadRow): CompleteUpload {
  const { state, received_bytes, size_bytes, blob_id } = upload
  if (state === 'used') throw new DomainError('UPLOAD_USED', {})
  if (blob_id !== null) return { ...upload, blob_id }
  throw new DomainError('UPLOAD_INCOMPLETE', { received_bytes, size_bytes: size_bytes ?? received_bytes })
}
