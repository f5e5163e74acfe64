import { z } from 'zod'
import { parameterValue } from './application.ts'
import { modelSpec } from './model.ts'

/** A version of an application that is evaluated as models are: by the scores of what it makes of each file. */
const applicationModel = z.object({
  provider: z.literal('application').describe('an application of the catalogue'),
  model: z.string().min(1).max(2000).describe('what made the results that are scored, such as maps/1/segment'),
  parameters: z.record(z.string(), parameterValue).describe('what its run gave it, by name'),
})

/** What an evaluation is about: a model and how to call it, or an application. */
export const evaluatedModel = z
  .discriminatedUnion('provider', [...modelSpec.options, applicationModel])
  .describe('What is evaluated: a model and how to call it, or an application.')

/** What an evaluation is about: a model and how to call it, or an application. */
export type EvaluatedModel = z.infer<typeof evaluatedModel>
