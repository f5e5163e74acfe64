import { listReferences, listReviews, reviewReference } from '@assay/core'
import {
  reference,
  referenceList,
  referenceListInput,
  referenceRef,
  referenceSetInput,
  reviewList,
} from '@assay/schemas'
import { change, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

const errors = ['DATASET_NOT_READY', 'DATASET_FAILED', 'DATASET_NOT_A_TABLE', 'COLUMN_UNKNOWN'] as const

export const references = router({
  list: procedure
    .meta({
      method: 'GET',
      path: '/datasets/{dataset_id}/references',
      summary: 'List the references of a dataset, as they are since they were reviewed',
      errors: [...errors, 'TABLE_BUSY', 'TABLE_TIMEOUT'],
    })
    .input(referenceListInput)
    .output(referenceList)
    .query(read(listReferences)),
  history: procedure
    .meta({
      method: 'GET',
      path: '/datasets/{dataset_id}/references/{example}',
      summary: 'List what was made of a reference, by whom',
      errors: [...errors],
    })
    .input(referenceRef)
    .output(reviewList)
    .query(read(listReviews)),
  set: procedure
    .meta({
      method: 'PUT',
      path: '/datasets/{dataset_id}/references/{example}',
      summary: 'Accept, correct or reject a reference',
      errors: [...errors, 'TABLE_BUSY', 'TABLE_TIMEOUT'],
    })
    .input(referenceSetInput)
    .output(reference)
    .mutation(change(reviewReference)),
})
