import { z } from 'zod'
import { columnRoles } from './column-roles.ts'
import { failures } from './failure.ts'
import { id, seed, time } from './field.ts'
import { modelSpec } from './model.ts'
import { usedEntry } from './model-entry.ts'
import { task } from './task.ts'

/** What an inference job does: a model over the examples of a dataset. */
export const inferenceSpec = z.object({
  kind: z.literal('inference').describe('the kind of job'),
  dataset_id: id,
  model: modelSpec,
  entry: usedEntry.optional().describe('the entry of the catalogue that named the model; absent: it was given whole'),
  task,
  columns: columnRoles.describe('which columns play which part'),
  max_samples: z.number().int().min(1).nullable().describe('only the first so many examples; null: all'),
  max_failed_ratio: z.number().min(0).max(1).describe('the job fails when more than this share of the examples failed'),
  repeat: z.number().int().min(0).describe('0-based number of the repeat; repeats are cached apart'),
  seed,
  answers_since: time.optional().describe('answers of before are not reused; absent: answers of any time are'),
})

/** What an inference job does. */
export type InferenceSpec = z.infer<typeof inferenceSpec>

/** What an inference job found. */
export const inferenceResult = z.object({
  examples: z.number().int().describe('how many the model was asked'),
  without_input: z.number().int().default(0).describe('how many have no input: these are left out, and no failures'),
  failed: z.number().int().describe('how many have no prediction'),
  failures,
  cached: z.number().int().describe('how many answers an earlier call had given, one of this job included'),
  reused_answers: z.number().int().default(0).describe('how many answers were given before the job began'),
  oldest_answer_at: time.nullable().default(null).describe('when the oldest answer was given; null: not known'),
  newest_answer_at: time.nullable().default(null).describe('when the newest answer was given; null: not known'),
  cut_off: z.number().int().default(0).describe('how many answers were cut off; they are scored as they are'),
  reasoned: z.number().int().default(0).describe('how many answers came with reasoning, which is kept apart'),
  served_by: z
    .array(
      z.object({
        model: z.string().nullable().describe('model, as the endpoint named it; null: it did not'),
        system_fingerprint: z.string().nullable().describe('what the endpoint said of its configuration'),
        answers: z.number().int().describe('how many answers came from it'),
      }),
    )
    .default([])
    .describe('who answered, in the words of the endpoint; most answers first, at most 5'),
  notices: z.array(z.string()).default([]).describe('what to know before the scores are believed'),
  input_tokens: z.number().describe('of all calls, those of the original ones included'),
  output_tokens: z.number().describe('of all calls, those of the original ones included'),
  cost: z.number().describe('of all calls, those of the original ones included'),
  mean_latency_ms: z.number().nullable().describe('of the original calls; null: none was answered'),
})

/** What an inference job found. */
export type InferenceResult = z.infer<typeof inferenceResult>
