import { z } from 'zod'
import { columnRoles } from './column-roles.ts'
import { id, seed, time } from './field.ts'
import { inferenceResult } from './inference.ts'
import { judgeSpec } from './judge.ts'
import { usedEntry } from './model-entry.ts'

/** What a judgement job does: a judge over the predictions of the inference job it needs, or of a column. */
export const judgementSpec = z.object({
  kind: z.literal('judgement').describe('the kind of job'),
  dataset_id: id,
  columns: columnRoles.describe('which columns play which part'),
  max_samples: z.number().int().min(1).nullable().describe('only the first so many examples; null: all'),
  predictions: z.enum(['inference', 'column']).describe('inference: of the job that it needs; column: of the dataset'),
  judge: judgeSpec,
  entry: usedEntry
    .optional()
    .describe('the entry of the catalogue that named the model of the judge; absent: it was given whole'),
  max_failed_ratio: z.number().min(0).max(1).describe('the job fails when more than this share of its calls failed'),
  repeat: z.number().int().min(0).describe('0-based number of the repeat whose predictions it judges'),
  seed,
  answers_since: time.optional().describe('answers of before are not reused; absent: answers of any time are'),
})

/** What a judgement job does. */
export type JudgementSpec = z.infer<typeof judgementSpec>

const ofCalls = inferenceResult.omit({ examples: true, without_input: true, failed: true, failures: true }).shape

/** What a judgement job found. */
export const judgementResult = z.object({
  judged: z.number().int().describe('how many examples have all scores of the judge'),
  not_judged: z.number().int().describe('how many could not be judged: without prediction, or what the judge needs'),
  calls: z
    .number()
    .int()
    .describe('how many calls were made, one for each example and criterion; of pairs two, one in each order'),
  failed: z.number().int().describe('how many calls gave no score: these are left out, never counted as 0'),
  failures: inferenceResult.shape.failures,
  inconsistent: z
    .number()
    .int()
    .default(0)
    .describe('how many pairs it judged otherwise when the answers had changed places: these count as ties'),
  weighted: z.number().int().default(0).describe('how many scores are weighted by the probabilities of the model'),
  ...ofCalls,
})

/** What a judgement job found. */
export type JudgementResult = z.infer<typeof judgementResult>
