import { createFileUrl } from '@assay/core'
import { fileUrlInput, signedRequest } from '@assay/schemas'
import { change } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const files = router({
  create_url: procedure
    .meta({
      method: 'POST',
      path: '/files/urls',
      summary: 'Make a URL by which anybody can download a file for a while',
      errors: ['FILE_NOT_FOUND', 'NOT_A_FILE', 'REFERENCE_AMBIGUOUS'],
      creates: '',
    })
    .input(fileUrlInput)
    .output(signedRequest)
    .mutation(change(createFileUrl)),
})
