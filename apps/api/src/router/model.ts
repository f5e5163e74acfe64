import { getModel, listModels, putModel, removeModel } from '@assay/core'
import { modelEntry, modelEntryPage, modelListInput, modelPutInput, modelRef, modelRemoveInput } from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const models = router({
  list: procedure
    .meta({ method: 'GET', path: '/models', summary: 'List the models that you can name' })
    .input(modelListInput)
    .output(modelEntryPage)
    .query(read(listModels)),
  get: procedure
    .meta({
      method: 'GET',
      path: '/models/{name}',
      summary: 'Get an entry of the model catalogue',
      errors: ['MODEL_NOT_FOUND'],
    })
    .input(modelRef)
    .output(modelEntry)
    .query(read(getModel)),
  put: procedure
    .meta({
      method: 'PUT',
      path: '/models/{name}',
      summary: 'Make an entry of the model catalogue, or replace it',
      errors: ['MODEL_UNKNOWN', 'MODEL_ALIAS_CYCLE', 'TOO_MANY_MODELS', 'SECRET_NOT_FOUND'],
    })
    .input(modelPutInput)
    .output(modelEntry)
    .mutation(change(putModel)),
  remove: procedure
    .meta({
      method: 'DELETE',
      path: '/models/{name}',
      summary: 'Remove an entry of the model catalogue',
      errors: ['MODEL_NOT_FOUND'],
    })
    .input(modelRemoveInput)
    .output(done)
    .mutation(change(quietly(removeModel))),
})
