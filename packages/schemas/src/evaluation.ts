import { z } from 'zod'
import { columnRoles } from './column-roles.ts'
import { failures } from './failure.ts'
import { id, seed } from './field.ts'
import { judgeSpec } from './judge.ts'
import { metric, scoreDeclaration } from './metric.ts'

/** Where scores stand that an application has given: a table with a row for each file of the dataset. */
const scoresOfApplication = z.object({
  job: z.string().describe('name of the job that gives them'),
  output: z.string().describe('the output of that job'),
  path: z.string().describe('the table in it: .csv, .tsv, .jsonl, .json or .parquet'),
  given_by: z.string().describe('the entrypoint, as maps/1/score'),
  scores: z.array(scoreDeclaration).min(1).describe('what the entrypoint declares'),
})

/** Where scores stand that an application has given. */
export type ScoresOfApplication = z.infer<typeof scoresOfApplication>

/**
 * What an evaluation job does: metrics over the predictions of the inference jobs it needs, or of a column; or none, as
 * an application has scored files.
 */
export const evaluationSpec = z.object({
  kind: z.literal('evaluation').describe('the kind of job'),
  dataset_id: id,
  columns: columnRoles.describe('which columns play which part'),
  max_samples: z.number().int().min(1).nullable().describe('only the first so many examples; null: all'),
  metrics: z.array(z.string()).describe('names of metrics'),
  judges: z
    .array(judgeSpec)
    .optional()
    .describe('judges whose scores it reads of the jobs that it needs; absent: none'),
  predictions: z
    .enum(['inference', 'column', 'application'])
    .describe('inference: of the jobs that it needs; column: of the dataset; application: one has scored its own'),
  application: scoresOfApplication.optional().describe('absent: it is no application that is evaluated'),
  seed,
})

/** What an evaluation job does. */
export type EvaluationSpec = z.infer<typeof evaluationSpec>

/** What a result itself says of a metric that no registry has. */
export const declaredMetric = metric.pick({
  name: true,
  version: true,
  title: true,
  description: true,
  scores: true,
  columns: true,
  citation: true,
})

/** What a result itself says of a metric that no registry has. */
export type DeclaredMetric = z.infer<typeof declaredMetric>

/** How two judges of an evaluation agree. */
export const judgeAgreement = z.object({
  scores: z.tuple([z.string(), z.string()]).describe('a score of each of two judges, on the same scale'),
  examples: z.number().int().describe('how many have both'),
  same: z.number().describe('share of the examples with the same score, in whole steps of the scale'),
  weighted_kappa: z
    .number()
    .nullable()
    .describe("Cohen's kappa with squared weights, in whole steps; null: all scores are the same"),
  alpha: z.number().nullable().describe("Krippendorff's alpha for intervals; null: all scores are the same"),
  difference: z.number().describe('mean of the first minus mean of the second'),
})

/** How two judges of an evaluation agree. */
export type JudgeAgreement = z.infer<typeof judgeAgreement>

/** What an evaluation job found. */
export const evaluationResult = z.object({
  examples: z.number().int().describe('how many were scored'),
  missing: z
    .number()
    .int()
    .optional()
    .describe('of these, how many have no or an empty answer, which is scored as an empty one; absent: none'),
  failed: z.number().int().describe('how many have no prediction, as the model failed: these are left out'),
  failures,
  scores: z
    .record(
      z.string(),
      z.object({
        estimate: z.number().nullable().describe('mean over the examples; null: none could be scored'),
        low: z.number().nullable().describe('lower end of the interval; null: too few examples'),
        high: z.number().nullable().describe('upper end of the interval; null: too few examples'),
        n: z.number().int().describe('how many examples have the score'),
        level: z.number().default(0.95).describe('confidence level of the interval'),
        method: z.string().describe('how the interval was computed'),
        answered: z
          .number()
          .nullable()
          .optional()
          .describe('mean over the examples that have an answer, where some have none; absent or null: all have'),
      }),
    )
    .describe('by score name'),
  unscored: z
    .array(
      z.object({
        score: z.string().describe('name of the score'),
        reason: z.string().describe('why it has no value'),
        examples: z.number().int().describe('how many examples'),
      }),
    )
    .default([])
    .describe(
      'examples that have a prediction and lack a score: by score, most frequent first, at most 5 reasons each',
    ),
  caveats: z
    .array(
      z.object({
        metric: z.string().describe('name of the metric'),
        sentence: z.string().describe('what its scores do not see, or why they are what they are'),
        examples: z.number().int().describe('of how many examples'),
      }),
    )
    .default([])
    .describe('what to know of the scores, where it is so of a tenth of the examples or more; most frequent first'),
  corpus: z
    .record(z.string(), z.number().nullable())
    .describe('scores over all examples at once, where a metric defines them; with repeats, the mean of their values'),
  statistics: z
    .record(z.string(), z.array(z.string().max(200)).max(1000).readonly())
    .default({})
    .describe(
      'metric → names of the numbers that its corpus score is made of, which its score file keeps of each example',
    ),
  metrics: z.record(z.string(), z.string()).describe('metric → version'),
  declared: z
    .array(declaredMetric)
    .optional()
    .describe('what is scored here and is no metric of the registry, such as judges; absent: nothing'),
  agreement: z
    .array(judgeAgreement)
    .optional()
    .describe('of the judges of this evaluation, two by two, where their scales are the same; absent: none'),
})

/** What an evaluation job found. */
export type EvaluationResult = z.infer<typeof evaluationResult>
