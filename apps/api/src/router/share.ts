import { createShare, listOwnShares, removeShare } from '@assay/access'
import { share, shareCreateInput, shareListInput, sharePage, shareRef } from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const shares = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/shares',
      summary:
        'Share a dataset, an experiment, a run, a file or a folder with a user or a group, or change how far that goes',
      errors: ['DATASET_NOT_FOUND', 'EXPERIMENT_NOT_FOUND', 'RUN_NOT_FOUND', 'FILE_NOT_FOUND', 'USER_NOT_FOUND'],
      creates: '',
    })
    .input(shareCreateInput)
    .output(share)
    .mutation(change(createShare)),
  list: procedure
    .meta({
      method: 'GET',
      path: '/shares',
      summary: 'List what you share, and what is shared with you',
      errors: ['DATASET_NOT_FOUND', 'EXPERIMENT_NOT_FOUND', 'RUN_NOT_FOUND', 'FILE_NOT_FOUND'],
    })
    .input(shareListInput)
    .output(sharePage)
    .query(read(listOwnShares)),
  delete: procedure
    .meta({
      method: 'DELETE',
      path: '/shares/{share_id}',
      summary: 'Revoke a share that you gave, or drop one that is with you',
    })
    .input(shareRef)
    .output(done)
    .mutation(change(quietly(removeShare))),
})
