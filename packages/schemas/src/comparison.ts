import { z } from 'zod'
import { failures } from './failure.ts'
import { datasetReference, direction, givenName, id, reference, seed, shortId, time } from './field.ts'
import { jobError } from './job.ts'
import { pageOf, sharedPageInput } from './page.ts'

/** How one run stands to another on a score. */
export const outcome = z
  .enum(['better', 'worse', 'differs', 'equivalent', 'undecided'])
  .describe(
    'of the run against the baseline; differs: on a neutral score; equivalent: the difference lies within the margin',
  )

/** How one run stands to another on a score. */
export type Outcome = z.infer<typeof outcome>

/** An estimate with its interval. */
export const estimate = z.object({
  estimate: z.number().nullable().describe('null: no example has a value'),
  low: z.number().nullable().describe('lower end of the interval; null: too few examples'),
  high: z.number().nullable().describe('upper end of the interval; null: too few examples'),
})

/** How large a difference is, in units of its own spread. */
export const effectSize = z
  .object({
    name: z.string().describe('which measure: cohens_d'),
    value: z.number().nullable().describe('null: there is no spread to measure by'),
  })
  .describe('how large the difference is, in units of its own spread')

const neededExamples = z
  .number()
  .int()
  .nullable()
  .describe('how many more examples would probably settle it; 0: it is settled; null: nothing is known')

/** How a run differs from another on a score. */
export const difference = z.object({
  run_id: id,
  baseline_run_id: id.describe('the run that it is compared with: of each pair, the one that comes first'),
  outcome,
  difference: estimate.describe('mean of run minus baseline over the examples that all runs have'),
  p_value: z
    .number()
    .nullable()
    .describe('two-sided, corrected (Holm) over all differences on the score; null: too few examples'),
  test: z.string().describe('the test behind the p-value'),
  effect_size: effectSize,
  wins: z.number().int().nullable().describe('examples on which the run is better; null: the score is neutral'),
  losses: z.number().int().nullable().describe('examples on which the baseline is better; null: the score is neutral'),
  ties: z.number().int().describe('examples on which they are equal'),
  needed_examples: neededExamples,
  reason: z
    .enum(['too_few_examples', 'all_equal', 'nearly_all_equal', 'says_nothing', 'missing_answers'])
    .nullable()
    .optional()
    .describe(
      'what stands in the way of an interval or an answer: too few examples, (nearly) all differences the same, ' +
        'the same score for every example of every run, or answers that are missing in one run and not in the other, ' +
        'and decide how they stand; null: nothing',
    ),
})

/** How a run differs from another on a score. */
export type Difference = z.infer<typeof difference>

/** What of a score is the model's chance, and what the examples'. */
export const noise = z
  .object({
    repeats: z.number().int().describe('how many there are'),
    standard_deviation: z.number().describe("of the run's mean over the repeats: what another seed would change"),
    between_examples: z.number().describe('variance of the examples: how much harder some are than others'),
    between_repeats: z.number().describe('variance of one example over the repeats: the chance of the model'),
    share: z
      .number()
      .nullable()
      .describe('of the variance that is the chance of the model, 0 to 1; null: there is none'),
  })
  .describe('what of a score is the chance of the model, told by its repeats, and what lies in the examples')

/** What of a score is the model's chance, and what the examples'. */
export type Noise = z.infer<typeof noise>

/** Which result to trust. */
export const verdict = z
  .object({
    outcome,
    sentence: z.string().describe('the verdict in plain words'),
    metric: z.string().describe('the score that it is about; corpus_<score>: over all examples at once'),
    baseline_run_id: id,
    run_id: id.describe('the strongest run other than the baseline; on a neutral score the one that differs most'),
    trusted_run_id: id
      .nullable()
      .describe('the run to trust; null while nothing tells them apart, and on a neutral score'),
    on_par_run_ids: z.array(id).describe('further runs that nothing tells from the trusted one'),
    difference: estimate.describe('mean of run minus baseline'),
    p_value: z.number().nullable().describe('two-sided, corrected (Holm); null: too few examples'),
    effect_size: effectSize,
    needed_examples: neededExamples,
  })
  .describe('The verdict.')

/** Which result to trust. */
export type Verdict = z.infer<typeof verdict>

/** A score over all compared runs. */
export const metricComparison = z.object({
  metric: z.string().describe('the score; also latency_ms and cost, of the original calls'),
  title: z.string().describe('how people write it'),
  unit: z.string().describe('what a value counts, such as fraction, percent or tokens'),
  direction,
  margin: z.number().describe('a difference below this is not worth having'),
  least_examples: z
    .number()
    .int()
    .optional()
    .describe(
      'from how many examples (or groups) on there are intervals and verdicts: 100 where scores have no fixed end, ' +
        'such as latency; absent where an earlier version computed it',
    ),
  least_difference: z
    .number()
    .nullish()
    .describe(
      'every smaller difference is missed by so few examples (or groups), however alike they are; null: the range of ' +
        'the score has no fixed ends; absent where an earlier version computed it',
    ),
  is_detail: z.boolean().describe('whether it only explains another score'),
  examples: z.number().int().describe('how many have it in all runs: only these are compared'),
  clusters: z
    .number()
    .int()
    .nullable()
    .default(null)
    .describe('how many groups of examples these are, by cluster_column; null: each example stands for itself'),
  runs: z
    .array(
      estimate.extend({
        run_id: id,
        answered: z
          .number()
          .nullable()
          .optional()
          .describe('mean over all examples that the run answered; absent or null: none of its answers is missing'),
        noise: noise.nullable().describe('null: there are no repeats'),
      }),
    )
    .describe('in order of the runs'),
  differences: z
    .array(difference)
    .describe('each run against each that comes before it; those with the baseline first'),
  verdict: verdict.describe('which run to trust on this score'),
})

/** A score over all compared runs. */
export type MetricComparison = z.infer<typeof metricComparison>

/** A score over all examples at once, as papers report BLEU. */
export const corpusComparison = metricComparison.extend({
  examples: z.number().int().describe('how many have it in all runs: only these are compared; 0: see reason'),
  runs: z
    .array(metricComparison.shape.runs.element)
    .describe('in order of the runs; with a reason, over all that a run scored, also what others lack'),
  verdict: verdict.nullable().describe('which run to trust on this score; null: see reason'),
  reason: z.string().nullable().describe('why there are no intervals, differences and verdict; null: there are'),
})

/** A score over all examples at once. */
export type CorpusComparison = z.infer<typeof corpusComparison>

/** Quality against what it takes. */
export const front = z.object({
  quality: z.string().describe('the primary score'),
  expense: z.enum(['cost', 'latency_ms']).describe('what it takes, per example, of the original calls'),
  runs: z
    .array(
      z.object({
        run_id: id,
        quality: z.number().nullable().describe('mean over the compared examples'),
        expense: z.number().nullable().describe('mean over the compared examples; null: unknown'),
        is_optimal: z
          .boolean()
          .nullable()
          .describe('whether no other run is at least as good for at most as much, and better in one; null: unknown'),
      }),
    )
    .describe('in order of the runs'),
})

/** Quality against what it takes. */
export type Front = z.infer<typeof front>

/** From when the answers of a run are, and what to know of them. */
export const givenAnswers = z.object({
  reused_answers: z.number().int().default(0).describe('how many answers were given before the run, over all repeats'),
  oldest_answer_at: time.nullable().default(null).describe('when the oldest answer was given; null: not known'),
  notices: z.array(z.string()).default([]).describe('what its inference says to know before its scores are believed'),
})

/** From when the answers of a run are, and what to know of them. */
export type GivenAnswers = z.infer<typeof givenAnswers>

/** A run that is compared, and which of its examples are not. */
export const comparedRun = z.object({
  run_id: id,
  name: givenName,
  experiment_id: id,
  examples: z.number().int().describe('how many it has a prediction for'),
  missing: z
    .number()
    .int()
    .optional()
    .describe('of these, how many answers are missing or empty, and scored as empty ones; absent: none'),
  failed: z.number().int().describe('how many have no prediction, and why not'),
  failures,
  not_scored: z.number().int().describe('how many have a prediction, but no primary score'),
  unscored: z
    .array(
      z.object({
        reason: z.string().describe('why there is no primary score'),
        examples: z.number().int().describe('how many examples'),
      }),
    )
    .describe('why these have none, most frequent first'),
  not_sampled: z.number().int().describe('how many another run has and this one was not given'),
  ...givenAnswers.shape,
})

/** A run that is compared, and which of its examples are not. */
export type ComparedRun = z.infer<typeof comparedRun>

/** What a comparison found. */
export const comparisonResult = z.object({
  runs: z.array(comparedRun).describe('the baseline first'),
  examples: z.number().int().describe('how many all runs have: only these are compared'),
  left_out: z.number().int().describe('how many at least one run lacks; why, is said by run'),
  metrics: z.array(metricComparison).describe('the primary score first, latency and cost last'),
  corpus: z.array(corpusComparison).describe('scores over all examples at once, beside their means above'),
  fronts: z
    .array(front)
    .describe(
      'quality against cost, and against latency, where runs have them; none where the primary score is neutral',
    ),
  verdict,
})

/** What a comparison found. */
export type ComparisonResult = z.infer<typeof comparisonResult>

/** How intervals and p-values are found. */
export const comparisonMethod = z
  .enum(['analytic', 'resampled'])
  .describe(
    'analytic: by formula, what holds for the kind of score; resampled: by 10,000 draws of the examples as well, ' +
      'with the wider interval of the two',
  )

const comparisonState = z.enum(['computing', 'ready', 'failed']).describe('whether it is computed')

const request = z.object({
  id,
  owner_id: id,
  dataset_id: id,
  experiment_id: id
    .nullable()
    .describe('of all runs; null: they are of several experiments, or of one that its owner may not add to'),
  baseline_run_id: id,
  run_ids: z.array(id).describe('the baseline first'),
  primary_metric: z.string().describe('the score that the verdict is about'),
  margins: z
    .record(z.string(), z.number())
    .describe('score → a difference not worth having, where it is not the default'),
  level: z.number().describe('confidence level of the intervals'),
  seed,
  method: comparisonMethod,
  cluster_column: z
    .string()
    .nullable()
    .default(null)
    .describe('column of the dataset whose values group examples that share a source; null: none'),
  created_at: time,
})

/** A comparison that is computed. */
export const readyComparison = request.extend({
  state: z.literal('ready').describe('it is computed'),
  ...comparisonResult.shape,
})

/** A comparison that is computed. */
export type ReadyComparison = z.infer<typeof readyComparison>

/** Runs on the same dataset version, side by side. */
export const comparison = z
  .discriminatedUnion('state', [
    request.extend({ state: z.literal('computing').describe('ask again, with wait_seconds') }),
    readyComparison,
    request.extend({ state: z.literal('failed').describe('it cannot be computed; see error'), error: jobError }),
  ])
  .describe('A comparison.')

/** Runs on the same dataset version, side by side. */
export type Comparison = z.infer<typeof comparison>

/** A comparison in a list: what was asked, and what came of it in a sentence. */
export const comparisonSummary = request
  .extend({
    state: comparisonState,
    verdict: verdict.nullable().describe('null: it is not computed'),
    error: jobError.nullable().describe('why it cannot be computed; null: nothing went wrong'),
  })
  .describe('A comparison in a list.')

/** A comparison in a list. */
export type ComparisonSummary = z.infer<typeof comparisonSummary>

/** Lists comparisons. */
export const comparisonListInput = sharedPageInput.extend({
  experiment_id: reference.optional().describe('only comparisons of runs of this experiment alone'),
  dataset_id: datasetReference.optional().describe('only comparisons on this dataset version'),
  state: comparisonState.optional().describe('only comparisons in this state'),
})

/** A page of comparisons. */
export const comparisonPage = pageOf(comparisonSummary)

const question = {
  baseline_run_id: shortId.optional().describe('absent: the first run'),
  primary_metric: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'corpus_<score>: over all examples at once; not a neutral score where the runs share others; absent: that ' +
        "of the baseline's experiment",
    ),
  margins: z.record(z.string(), z.number().min(0)).default({}).describe('score → a difference not worth having'),
  level: z.number().min(0.5).max(0.999).default(0.95).describe('confidence level of the intervals'),
  seed: seed.default(0),
  method: comparisonMethod.default('analytic'),
  cluster_column: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'column of the dataset whose values group examples that share a source, such as a document: intervals and ' +
        'tests are of whole groups; absent: examples are independent',
    ),
}

const runIds = z.array(shortId).min(2).max(100)

/** Compares runs of an experiment. */
export const compareInput = z.object({
  experiment_id: reference,
  run_ids: runIds
    .optional()
    .describe('absent: the newest succeeded run of each model, oldest first, once none is still going on'),
  ...question,
})

/** Compares runs, of whatever experiments, on the same dataset version. */
export const comparisonCreateInput = z.object({ run_ids: runIds.describe('runs that succeeded'), ...question })

/** Names a comparison. */
export const comparisonRef = z.object({ comparison_id: shortId })
