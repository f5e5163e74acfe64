import { listDeadLetters, redriveDeadLetter } from '@assay/core'
import { deadLetterList, deadLetterRef } from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const deadLetters = router({
  list: procedure
    .meta({
      method: 'GET',
      path: '/dead_letters',
      summary: 'List platform work that failed for good',
    })
    .output(deadLetterList)
    .query(read((deps) => listDeadLetters(deps))),
  redrive: procedure
    .meta({
      method: 'POST',
      path: '/dead_letters/{dead_letter_id}/redrive',
      summary: 'Do platform work again that failed for good',
      errors: ['DEAD_LETTER_NOT_FOUND'],
    })
    .input(deadLetterRef)
    .output(done)
    .mutation(change(quietly(redriveDeadLetter))),
})
