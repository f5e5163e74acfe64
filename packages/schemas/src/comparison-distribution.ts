import { z } from 'zod'
import { direction, id, shortId } from './field.ts'

/** Asks how a score is spread over the examples. */
export const comparisonDistributionsInput = z.object({
  comparison_id: shortId,
  metric: z.string().min(1).max(200).optional().describe('a score of the comparison; absent: the primary one'),
})

const counts = z.array(z.number().int())

/** How a score is spread over the examples of each run. */
export const comparisonDistributions = z
  .object({
    comparison_id: id,
    metric: z.string().describe('the score'),
    direction,
    least: z.number().describe('where the first bin of scores begins'),
    width: z.number().describe('how wide a bin of scores is'),
    runs: z
      .array(
        z.object({
          run_id: id,
          counts: counts.describe('examples in each bin of scores, lowest first; those beyond are in the outermost'),
          differences: z
            .object({
              width: z.number().describe('how wide a bin is; the middle one lies around 0'),
              counts: counts.describe('examples in each bin of differences, lowest first'),
            })
            .nullable()
            .describe('run minus baseline, example by example; null: it is the baseline, or they share no example'),
        }),
      )
      .describe('the baseline first, then at most twelve runs'),
  })
  .describe('How a score is spread over the examples.')

/** How a score is spread over the examples of each run. */
export type ComparisonDistributions = z.infer<typeof comparisonDistributions>
