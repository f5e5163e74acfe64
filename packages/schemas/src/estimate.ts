import { z } from 'zod'
import { evaluateInput } from './experiment.ts'
import { name } from './field.ts'

const range = z.object({
  low: z.number().min(0).describe('no less than this'),
  high: z.number().min(0).describe('no more than this'),
})

/** Between which two values something will be. */
export type EstimateRange = z.infer<typeof range>

const amounts = {
  calls: z.number().int().describe('how many answers are needed; those that are known already are not asked for'),
  input_tokens: range.describe('tokens of all prompts, from the lengths of the texts'),
  output_tokens: range.describe('tokens of all answers, up to max_output_tokens of each'),
}

/** What an evaluation would take of one model. */
export const modelEstimate = z
  .object({
    name: name.describe('the model, as its run would be called'),
    ...amounts,
    cost: range.nullable().describe('in the currency of its price; null: no price is known'),
    seconds: range.nullable().describe('how long its calls would take; null: it makes none to elsewhere'),
  })
  .describe('What an evaluation would take of one model.')

/** What an evaluation would take of one model. */
export type ModelEstimate = z.infer<typeof modelEstimate>

/** What an evaluation would take, before anything is asked. */
export const evaluationEstimate = z
  .object({
    examples: z.number().int().describe('examples of the dataset that would be evaluated'),
    models: z.array(modelEstimate).describe('in the order of the models'),
    ...amounts,
    cost: range.nullable().describe('of all models whose price is known; null: none is'),
    unpriced: z.array(z.string()).describe('models that are called at an endpoint and whose price is not known'),
  })
  .describe('What an evaluation would take.')

/** What an evaluation would take, before anything is asked. */
export type Estimate = z.infer<typeof evaluationEstimate>

/** What to estimate: as for an evaluation. */
export const estimateInput = evaluateInput.pick({
  experiment_id: true,
  models: true,
  max_samples: true,
  repeats: true,
})
