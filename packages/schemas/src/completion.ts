import { z } from 'zod'
import { seed, wholeText } from './field.ts'
import { modelChoice, modelSpec } from './model.ts'
import { usedEntry } from './model-entry.ts'
import { sensitive } from './sensitive.ts'
import { task } from './task.ts'

const text = wholeText.min(1).max(1_000_000)

const chatMessage = z
  .object({
    role: z.enum(['system', 'developer', 'user', 'assistant']).describe('who says it'),
    content: text.describe('what is said'),
  })
  .describe('A message of a chat.')

const asked = z.object({
  model: modelChoice.describe('a name of the catalogue, or provider and settings'),
  task: task
    .default({ type: 'text-generation' })
    .describe('what the model is to do, which it is told where it has no system prompt of its own'),
  seed: seed.default(0),
})

/** Asks one model once. */
export const completionInput = asked.extend({
  prompt: sensitive(text.optional().describe('what the model is given; absent where messages are given')),
  messages: sensitive(z.array(chatMessage).min(1).max(1000).optional().describe('a chat that it is to go on with')),
})

/** What a model answered. */
export const completion = z
  .object({
    output: z.string().describe('the answer'),
    reasoning: z.string().nullable().describe('what the model thought apart from it; null: nothing that it told'),
    finish_reason: z
      .enum(['stop', 'length', 'content-filter', 'other'])
      .describe('why it stopped; length: the answer is cut off'),
    input_tokens: z.number().int().nullable().describe('tokens of the prompt; null: not known'),
    output_tokens: z.number().int().nullable().describe('tokens of answer and reasoning; null: not known'),
    reasoning_tokens: z
      .number()
      .int()
      .nullable()
      .describe('how many of the output tokens were thought; null: not known'),
    cost: z.number().nullable().describe('in the currency of the price; null: no price or no tokens are known'),
    latency_ms: z.number().describe('how long the call took, in milliseconds'),
    served_model: z.string().nullable().describe('model, as the endpoint named it; null: it did not'),
    model: modelSpec.describe('the model as it was called'),
    entry: usedEntry.nullable().describe('the entry of the catalogue that named it; null: it was given whole'),
  })
  .describe('What a model answered.')

/** What a model answered. */
export type Completion = z.infer<typeof completion>

/** A piece of an answer, as it comes, or the whole at its end. */
export const completionPart = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('text').describe('the answer goes on'),
      text: z.string().describe('what follows what came before'),
    }),
    z.object({
      type: z.literal('reasoning').describe('the model goes on to think'),
      text: z.string().describe('what follows what came before'),
    }),
    z.object({ type: z.literal('end').describe('that was all'), completion }),
  ])
  .describe('A piece of an answer; at the end the whole, which is what counts.')

/** A piece of an answer, as it comes, or the whole at its end. */
export type CompletionPart = z.infer<typeof completionPart>

/** Asks one model about several texts. */
export const generateInput = asked.extend({
  texts: sensitive(z.array(text).min(1).max(100).describe('what the model is given, one after the other')),
})

/** What a model made of a text. */
export const generated = z
  .object({
    output: z.string().nullable().describe('the answer; null: there is none'),
    reasoning: z.string().nullable().describe('what the model thought apart from it'),
    error: z.string().nullable().describe('why there is no answer; null: there is one'),
    input_tokens: z.number().int().nullable().describe('tokens of the prompt; null: not known'),
    output_tokens: z.number().int().nullable().describe('tokens of answer and reasoning; null: not known'),
    cost: z.number().nullable().describe('in the currency of the price; null: no price or no tokens are known'),
  })
  .describe('What a model made of a text.')

/** What a model made of several texts. */
export const generatedList = z.object({ items: z.array(generated).describe('in the order of the texts') })

/** What a model made of several texts. */
export type GeneratedList = z.infer<typeof generatedList>
