import { completeModel, generateTexts, getModel, listModels, putModel, removeModel } from '@assay/core'
import {
  completion,
  completionInput,
  completionPart,
  generatedList,
  generateInput,
  modelEntry,
  modelEntryPage,
  modelListInput,
  modelPutInput,
  modelRef,
  modelRemoveInput,
} from '@assay/schemas'
import { change, done, quietly, read, workWaiting } from '../call.ts'
import { followAnswer, resuming } from '../follow.ts'
import { procedure, router } from '../trpc.ts'

const callErrors = [
  ...['MODEL_UNKNOWN', 'MODEL_ALIAS_CYCLE', 'SECRET_NOT_FOUND', 'MODEL_CALL_FAILED', 'COMPLETION_REFUSED'],
  ...['URL_REFUSED'],
] as const

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
  complete: procedure
    .meta({ method: 'POST', path: '/models/complete', summary: 'Ask a model once', errors: callErrors })
    .input(completionInput)
    .output(completion)
    .query(workWaiting(completeModel)),
  stream: procedure
    .meta({
      method: 'POST',
      path: '/models/stream',
      summary: 'Ask a model once, and read its answer piece by piece',
      errors: [...callErrors, 'COMPLETION_BROKEN'],
      streams: completionPart,
    })
    .input(completionInput.extend(resuming))
    .subscription(followAnswer),
  generate: procedure
    .meta({ method: 'POST', path: '/models/generate', summary: 'Ask a model about several texts', errors: callErrors })
    .input(generateInput)
    .output(generatedList)
    .query(workWaiting(generateTexts)),
})
