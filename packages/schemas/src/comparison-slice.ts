import { z } from 'zod'
import { difference, estimate } from './comparison.ts'
import { columnName, direction, id, shortId } from './field.ts'

/** Divides the examples of a comparison by a column of the dataset. */
export const comparisonSlicesInput = z.object({
  comparison_id: shortId,
  column: columnName,
  metric: z.string().min(1).max(200).optional().describe('a score of the comparison; absent: the primary one'),
})

/** The examples with one value. */
export const slice = z.object({
  value: z.string().nullable().describe('the value as text; null: absent, or that of "other"'),
  is_other: z.boolean().describe('whether it holds all less frequent values'),
  examples: z.number().int().describe('how many of the compared examples it holds'),
  runs: z.array(estimate.extend({ run_id: id })).describe('in order of the runs'),
  differences: z
    .array(difference)
    .describe('each run against the leading one; p-values are corrected (Holm) over all slices'),
})

/** The examples with one value. */
export type Slice = z.infer<typeof slice>

/** A comparison slice by slice. */
export const comparisonSlices = z
  .object({
    comparison_id: id,
    column: columnName,
    values: z.number().int().describe('how many different values the compared examples have'),
    metric: z.string().describe('the score'),
    direction,
    margin: z.number().describe('a difference below this is not worth having'),
    level: z.number().describe('confidence level of the intervals'),
    leading_run_id: id.describe(
      'the run to trust over all slices, or else the one with the best mean; on a neutral score the baseline',
    ),
    slices: z.array(slice).describe('most examples first, at most 50 values; then the absent and the other ones'),
    warnings: z
      .array(
        z.object({
          value: z.string().nullable().describe('the slice; null: absent, or "other"'),
          is_other: z.boolean().describe('whether it holds all less frequent values'),
          run_id: id.describe('the run that is better there'),
          sentence: z.string().describe('the warning in plain words'),
        }),
      )
      .describe('slices in which the leading run loses to another'),
  })
  .describe('A comparison slice by slice.')

/** A comparison slice by slice. */
export type ComparisonSlices = z.infer<typeof comparisonSlices>
