import { z } from 'zod'
import { columnName, id, shortId } from './field.ts'
import { pageInput } from './page.ts'

/** Reads two runs of a comparison example by example. */
export const comparisonExamplesInput = z.object({
  comparison_id: shortId,
  run_id: shortId.optional().describe("absent: the verdict's"),
  baseline_run_id: shortId.optional().describe("absent: the comparison's, or its first other run"),
  metric: z.string().min(1).max(200).optional().describe('a score of the comparison; absent: the primary one'),
  show: z
    .enum(['all', 'regressions', 'improvements', 'ties', 'failed'])
    .default('all')
    .describe(
      'regressions: the run is worse than the baseline (neither they nor improvements: on a neutral score); ' +
        'failed: one of them has no score',
    ),
  min_score: z.number().optional().describe('only where the run scores at least this'),
  max_score: z.number().optional().describe('only where the run scores at most this'),
  text: z.string().min(1).max(1000).optional().describe('only with this text in input, reference or a prediction'),
  slice_column: columnName.optional().describe('a column of the dataset: only where it has slice_value'),
  slice_value: z.string().max(10_000).optional().describe('the value of slice_column as text; absent: it has none'),
  example: z.number().int().min(0).optional().describe('only the example of this number, whatever else is asked for'),
  order: z
    .enum(['example', 'difference', 'regression'])
    .default('example')
    .describe(
      'example: as in the dataset; difference: the greatest first; regression: where the run is worst against the ' +
        'baseline first',
    ),
  limit: pageInput.shape.limit,
  cursor: pageInput.shape.cursor,
})

/** A stretch of text that two texts share, or one of them has. */
export const textChange = z.object({
  op: z.enum(['same', 'removed', 'added']).describe("removed: only the baseline's; added: only the run's"),
  text: z.string().describe('the words, with the spaces around them'),
})

/** A stretch of text that two texts share, or one of them has. */
export type TextChange = z.infer<typeof textChange>

const side = z.object({
  prediction: z.string().nullable().describe('what the model answered, in the first of its repeats'),
  error: z.string().nullable().describe('why there is no prediction'),
  score: z.number().nullable().describe('the score that is compared'),
  scores: z.record(z.string(), z.number().nullable()).describe('by score name'),
  latency_ms: z.number().nullable().describe('of the original call'),
  cost: z.number().nullable().describe('of the original call'),
})

/** What two runs made of an example. */
export const comparisonExample = z.object({
  example: z.number().int().describe('0-based number in the dataset'),
  input: z.string().nullable().describe('what the models were given'),
  reference: z.string().nullable().describe('what a good output looks like'),
  baseline: side.describe('what the baseline made of it'),
  run: side.describe('what the run made of it'),
  difference: z.number().nullable().describe('score of the run minus that of the baseline'),
  winner: z
    .enum(['run', 'baseline', 'tie'])
    .nullable()
    .describe('who is better; null: one of them has no score, or they differ on a neutral one'),
  changes: z
    .array(textChange)
    .nullable()
    .describe("from the baseline's prediction to the run's, word by word; null: one is missing, or they are too long"),
})

/** What two runs made of an example. */
export type ComparisonExample = z.infer<typeof comparisonExample>

/** Examples of a comparison. */
export const comparisonExamples = z.object({
  run_id: id,
  baseline_run_id: id,
  metric: z.string().describe('the score'),
  matching: z.number().int().describe('how many examples there are on all pages'),
  items: z.array(comparisonExample).describe('in the order that was asked for'),
  next_cursor: z.string().nullable().describe('cursor of the next page; null on the last'),
})

/** Examples of a comparison. */
export type ComparisonExamples = z.infer<typeof comparisonExamples>
