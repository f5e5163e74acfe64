import { z } from 'zod'
import { id, time } from './field.ts'
import { judgeName } from './judge.ts'

/** Compares a judge with the labels of a sample. */
export const judgeCalibrateInput = z.object({
  sample_id: id,
  criterion: judgeName.optional().describe('absent: the only one, or else the first'),
  level: z.number().min(0.5).max(0.999).default(0.95).describe('confidence level of all intervals'),
  reach: z
    .number()
    .positive()
    .optional()
    .describe('half width of the interval that you want, on the scale; absent: a tenth of the scale'),
})

const bound = z.number().nullable()

const estimated = z.object({
  estimate: bound.describe('null: it is not defined'),
  low: bound.describe('lower end of the interval; null: none'),
  high: bound.describe('upper end of the interval; null: none'),
})

const corrected = z.object({
  estimate: z.number().describe('what people would probably give, on the scale'),
  low: z.number().describe('lower end of the interval'),
  high: z.number().describe('upper end of the interval'),
  weight: z.number().describe('how much the judge counts in it: 0 to 1'),
  needed_labels: z.number().int().nullable().describe('more labels until ± reach; null: examples are too few for it'),
})

/** What is known of a judge by the labels of people. */
export const calibration = z
  .object({
    sample_id: id,
    judge: judgeName,
    judge_version: z.string().describe('of the judge whose scores were labelled'),
    criterion: z.string().describe('name of the criterion'),
    score: z.string().describe('the score of the judge that is calibrated'),
    scale: z.tuple([z.number(), z.number()]).describe('of labels and scores, least and greatest'),
    level: z.number().describe('confidence level of all intervals'),
    reach: z.number().describe('half width of the interval that is wanted'),
    is_stale: z.boolean().describe('whether the judge has changed since: then all this is of what it was'),
    stale_because: z.string().nullable().describe('what has changed; null: nothing'),
    items: z.number().int().describe('how many predictions were drawn'),
    labelled: z.number().int().describe('how many of them people have labelled, of which the judge has a score'),
    authors: z
      .array(
        z.object({
          author_id: id.nullable().describe('who labelled; null: a user who is gone'),
          labels: z.number().int().describe('how many labels are theirs'),
        }),
      )
      .describe('who labelled how many'),
    between_people: bound.describe("Krippendorff's alpha for intervals of the authors; null: no two rated the same"),
    agreement: z
      .object({
        n: z.number().int().describe('how many predictions both rated'),
        same: estimated.describe('share with the same rating, in whole steps of the scale'),
        kappa: estimated.describe("Cohen's kappa"),
        weighted_kappa: estimated.describe("Cohen's kappa with squared weights"),
        alpha: estimated.describe("Krippendorff's alpha for intervals"),
      })
      .describe('of the judge with people, whose mean counts'),
    bias: estimated.describe('mean of judge − people: above 0, the judge gives too much'),
    length_bias: z
      .object({
        estimate: bound.describe('−1 to 1; null: all are as long, or it errs alike'),
        p_value: bound.describe('of "there is no such correlation"'),
      })
      .describe('rank correlation of judge − people with the length of the prediction'),
    family_bias: z
      .object({
        family: z.string().describe('family of the judge'),
        own: z.number().int().describe('labelled predictions of models of this family'),
        others: z.number().int().describe('labelled predictions of other models'),
        estimate: z.number().describe('how much more the judge exceeds people where it judges its own family'),
        low: z.number().describe('lower end of the interval'),
        high: z.number().describe('upper end of the interval'),
      })
      .nullable()
      .describe('null: the runs do not have models of its family and of others'),
    runs: z
      .array(
        z.object({
          run_id: id,
          name: z.string().describe('name of the run'),
          examples: z.number().int().describe('how many the judge has scored'),
          labels: z.number().int().describe('how many are labelled'),
          judged: z.number().nullable().describe('mean of the judge, uncorrected; null: fewer than two labels'),
          corrected: corrected.nullable().describe('null: fewer than two labels'),
        }),
      )
      .describe('means of the runs, in which labels correct the judge'),
    differences: z
      .array(
        z.object({
          run_id: id,
          baseline_run_id: id,
          labels: z.number().int().describe('how many examples are labelled in both'),
          judged: z.number().nullable().describe('mean difference by the judge, uncorrected'),
          corrected: corrected.nullable().describe('null: fewer than two labels'),
          p_value: bound.describe('of "there is no difference", corrected (Holm) for the number of pairs'),
          outcome: z.enum(['better', 'worse', 'equivalent', 'undecided']).describe('of the run against the baseline'),
          sentence: z.string().describe('the verdict in words'),
        }),
      )
      .describe('of every pair of runs, the first against each later one'),
    notices: z.array(z.string()).describe('what to know before this is believed'),
    computed_at: time,
  })
  .describe('What is known of a judge by the labels of people.')

/** What is known of a judge by the labels of people. */
export type Calibration = z.infer<typeof calibration>
