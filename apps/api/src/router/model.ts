import { listModels } from '@assay/core'
import { modelList } from '@assay/schemas'
import { read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const models = router({
  list: procedure
    .meta({ method: 'GET', path: '/models', summary: 'List the models of the catalogue' })
    .output(modelList)
    .query(read(() => listModels())),
})
