import { z } from 'zod'
import { entry, none, notFound } from './entry.ts'

/** Errors about comparisons and what they are computed from. */
export const comparisonErrors = {
  COMPARISON_NOT_FOUND: notFound('comparison', 'comparison_id'),
  COMPUTATION_TOO_LARGE: entry({
    status: 422,
    retryable: false,
    data: z.object({
      limit_seconds: z.number().nullable().describe('how long it may take; null: it needed too much memory'),
    }),
    message: ({ limit_seconds }) =>
      `This needs more ${limit_seconds === null ? 'memory than is set aside for it' : `than ${limit_seconds} s`}, and ` +
      'was ended. Ask for less: shorter texts, fewer examples, fewer metrics.',
  }),
  COMPARISON_TOO_FEW: entry({
    status: 409,
    retryable: false,
    data: z.object({ succeeded: z.number().int() }),
    message: ({ succeeded }) =>
      'A comparison needs two succeeded runs on the same dataset; there ' +
      `${succeeded === 1 ? 'is 1' : `are ${succeeded}`}.`,
  }),
  COMPARISON_RUNS_OPEN: entry({
    status: 409,
    retryable: true,
    data: z.object({ runs: z.array(z.object({ run_id: z.string(), name: z.string(), state: z.string() })) }),
    message: ({ runs }) =>
      `${runs.map(({ name, state }) => `${name} is ${state}`).join(', ')}: wait for the runs of the experiment to ` +
      'end, stop them, or name the ones to compare in "run_ids".',
  }),
  COMPARISON_NOTHING_SHARED: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'The runs share no score. Evaluate them with the same metrics.',
  }),
  COMPARISON_NOT_READY: entry({
    status: 409,
    retryable: true,
    data: z.object({ comparison_id: z.string(), state: z.string() }),
    message: ({ state }) =>
      state === 'failed'
        ? 'This comparison could not be computed; its error says why.'
        : 'This comparison is still being computed. Wait until its state is "ready".',
  }),
  COMPARISON_DATASETS_DIFFER: entry({
    status: 409,
    retryable: false,
    data: z.object({ dataset_ids: z.array(z.string()).describe('the versions that the runs are on') }),
    message: ({ dataset_ids }) =>
      `The runs are on ${dataset_ids.length} dataset versions; only runs on the same one can be compared. ` +
      'Answers of several models belong in one file, with a row for each example and a column for each model: join ' +
      'them by what identifies an example, upload that, and evaluate each column.',
  }),
  BUNDLE_INVALID: entry({
    status: 422,
    retryable: false,
    data: z.object({ reason: z.string() }),
    message: ({ reason }) => `This bundle cannot be used: ${reason} Upload the file as it was exported.`,
  }),
  SCORE_MISSING: entry({
    status: 409,
    retryable: false,
    data: z.object({ metric: z.string(), run_id: z.string().nullable().describe('null: the comparison as a whole') }),
    message: ({ metric, run_id }) =>
      run_id === null
        ? `The comparison has no score "${metric}". Evaluate all its runs with that metric.`
        : `The run ${run_id} has no score "${metric}". Evaluate it with that metric.`,
  }),
  SCORE_NEUTRAL: entry({
    status: 400,
    retryable: false,
    data: z.object({
      metric: z.string(),
      wanted: z.enum(['verdict', 'winners']).describe('what a neutral score cannot give'),
    }),
    message: ({ metric, wanted }) =>
      `No value of "${metric}" is better than another. ${
        wanted === 'verdict'
          ? 'Choose another primary_metric: this one is compared all the same.'
          : 'Leave "show" out and order by difference, to see where the runs differ most.'
      }`,
  }),
  SLICES_TOO_MANY: entry({
    status: 422,
    retryable: false,
    data: z.object({ column: z.string(), values: z.number().int(), limit: z.number().int() }),
    message: ({ column, values, limit }) =>
      `The column "${column}" has ${values} values, and the ${limit} most frequent hold less than half of the ` +
      'examples. Choose a column that puts examples into groups.',
  }),
} as const
