import { z } from 'zod'
import { workAttemptRef } from './work-file.ts'

const callKey = z
  .string()
  .min(1)
  .max(100)
  .describe('of all that the answer depends on: a hash of 1 to 100 characters, of which only workers know what it is')

const tokens = z.number().nullable()

/** What a model answered to one call. */
export const modelPrediction = z
  .object({
    output: z.string().describe('what it answered'),
    input_tokens: tokens.describe('tokens of the prompt; null: the endpoint does not say'),
    output_tokens: tokens.describe('tokens of the answer; null: the endpoint does not say'),
    reasoning_tokens: tokens.default(null).describe('of these, those of its reasoning; null: not known'),
    cost: z.number().nullable().describe('in the currency of the price; null: not known'),
    latency_ms: z.number().describe('of the successful call alone'),
    finish_reason: z
      .enum(['stop', 'length', 'content-filter', 'other'])
      .describe('why it ended; length: it is cut off'),
    reasoning: z.string().nullable().default(null).describe('what the model thought apart from it; null: nothing told'),
    served_model: z.string().nullable().default(null).describe('which model answered, as the endpoint says'),
    system_fingerprint: z.string().nullable().default(null).describe('of its configuration, as the endpoint says'),
    adaptations: z.array(z.string()).default([]).describe('how it was asked in another way than its spec says'),
    answered_at: z.string().nullable().default(null).describe('when it was given, as ISO 8601 in UTC'),
  })
  .describe('What a model answered to one call.')

/** Asks for what models answered the owner of a job before. */
export const workCallsInput = workAttemptRef.extend({
  keys: z.array(callKey).min(1).max(500).describe('of the calls'),
})

const keptCall = z.object({ key: callKey, prediction: modelPrediction })

/** What models answered before. */
export const workCalls = z
  .object({ items: z.array(keptCall).describe('the calls that are known; the others must be made') })
  .describe('What models answered before.')

/** Keeps what models answered; a call that is known keeps its first answer. */
export const workCallsKeepInput = workAttemptRef.extend({
  items: z.array(keptCall).min(1).max(500).describe('calls that were answered'),
})

/** Counts what an attempt has spent on models since it said so last. */
export const workSpendInput = workAttemptRef.extend({
  cost: z.number().min(0).max(1e9).describe('money, in the currency of the prices'),
  tokens: z.number().int().min(0).max(1e9).describe('tokens of prompts and answers'),
  seconds: z.number().min(0).max(1e9).describe('time in which it asked models'),
})

/** Whether a job may go on asking models. */
export const workSpending = z
  .object({
    left: z.boolean().nullable().describe('whether its run has some of its budget left; null: it has none to keep to'),
  })
  .describe('Whether a job may go on asking models.')
