import { completeUpload, createUpload, getOwnUpload, signUploadParts } from '@assay/core'
import { signedParts, upload, uploadCompleteInput, uploadCreateInput, uploadRef, uploadSignInput } from '@assay/schemas'
import { change, read, tryRepeatableChange } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const uploads = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/uploads',
      summary: 'Start an upload',
      errors: ['UPLOAD_TOO_LARGE', 'QUOTA_REACHED'],
      creates: '/uploads',
    })
    .input(uploadCreateInput)
    .output(upload)
    .mutation(change(createUpload)),
  get: procedure
    .meta({ method: 'GET', path: '/uploads/{upload_id}', summary: 'See how much of an upload has arrived' })
    .input(uploadRef)
    .output(upload)
    .query(read(getOwnUpload)),
  sign_parts: procedure
    .meta({
      method: 'POST',
      path: '/uploads/{upload_id}/parts',
      summary: 'See how to send parts of an upload straight to the store',
      errors: ['UPLOAD_CLOSED', 'UPLOAD_SENT_OTHERWISE'],
    })
    .input(uploadSignInput)
    .output(signedParts)
    .query(read(signUploadParts)),
  complete: procedure
    .meta({
      method: 'POST',
      path: '/uploads/{upload_id}/complete',
      summary: 'Say that all bytes have been sent',
      errors: ['UPLOAD_INCOMPLETE', 'UPLOAD_CLOSED', 'UPLOAD_ALTERED', 'QUOTA_REACHED'],
    })
    .input(uploadCompleteInput)
    .output(upload)
    .mutation(tryRepeatableChange(completeUpload)),
})
