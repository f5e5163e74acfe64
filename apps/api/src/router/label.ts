import { listLabelItems, listLabels, putLabels } from '@assay/core'
import { labelItems, labelItemsInput, labelList, labelPutInput, labelSampleRef } from '@assay/schemas'
import { change, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const labels = router({
  items: procedure
    .meta({
      method: 'GET',
      path: '/label_samples/{sample_id}/items',
      summary: 'Read predictions that are to be labelled',
      errors: ['SAMPLE_NOT_FOUND', 'RUN_NOT_FOUND'],
    })
    .input(labelItemsInput)
    .output(labelItems)
    .query(read(listLabelItems)),
  put: procedure
    .meta({
      method: 'PUT',
      path: '/label_samples/{sample_id}/labels',
      summary: 'Label predictions',
      errors: ['SAMPLE_NOT_FOUND', 'RUN_NOT_FOUND'],
    })
    .input(labelPutInput)
    .output(labelList)
    .mutation(change(putLabels)),
  list: procedure
    .meta({
      method: 'GET',
      path: '/label_samples/{sample_id}/labels',
      summary: 'List the labels of a sample',
      errors: ['SAMPLE_NOT_FOUND', 'RUN_NOT_FOUND'],
    })
    .input(labelSampleRef)
    .output(labelList)
    .query(read(listLabels)),
})
