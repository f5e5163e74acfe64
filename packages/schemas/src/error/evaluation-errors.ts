import { z } from 'zod'
import { failures } from '../failure.ts'
import { didYouMean, entry, nearest, none, notFound } from './entry.ts'

/** Examples that failed, and why. */
export const failingExamples = z.array(
  z.object({
    example: z.number().int().describe('0-based number in the dataset'),
    reason: z.string().describe('why it has no prediction'),
  }),
)

function allowed(ratio: number | undefined): string {
  return ratio === undefined ? '' : ` (${ratio})`
}

/** Errors about models, metrics and what they make of examples. */
export const evaluationErrors = {
  TASK_NOT_FOUND: notFound('task', 'task_id'),
  LANGUAGE_UNKNOWN: entry({
    status: 400,
    retryable: false,
    data: z.object({ language: z.string(), nearest }),
    message: ({ language, nearest: names }) =>
      `There is no language "${language}".${didYouMean(names)} Give an English name or a code: "assay tasks get ` +
      'translation" lists them.',
  }),
  MODEL_UNKNOWN: entry({
    status: 400,
    retryable: false,
    data: z.object({ model: z.string(), nearest }),
    message: ({ model, nearest: names }) =>
      `There is no model "${model}" in the catalogue.${didYouMean(names)} A model behind an endpoint needs its ` +
      'address: provider "openai-compatible" with base_url, or name@https://…/v1 on a command line.',
  }),
  MODEL_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ model: z.string() }),
    message: ({ model }) => `There is no entry "${model}" in the model catalogue that is yours or for everyone.`,
  }),
  MODEL_ALIAS_CYCLE: entry({
    status: 409,
    retryable: false,
    data: z.object({ model: z.string(), path: z.array(z.string()) }),
    message: ({ path }) => `The aliases lead in a circle: ${path.join(' → ')}. Point one of them at a model.`,
  }),
  TOO_MANY_MODELS: entry({
    status: 409,
    retryable: false,
    data: z.object({ most: z.number().int() }),
    message: ({ most }) => `There are ${most} entries already, as many as there may be. Remove one first.`,
  }),
  MODEL_UNAVAILABLE: entry({
    status: 422,
    retryable: false,
    data: z.object({ model: z.string(), reason: z.string().describe('what it lacks, and what to do') }),
    message: ({ model, reason }) => `The model "${model}" cannot be used here: ${reason}.`,
  }),
  METRIC_UNKNOWN: entry({
    status: 400,
    retryable: false,
    data: z.object({
      metric: z.string(),
      nearest,
      known: z.array(z.string()).optional().describe('all names that would do, where they are few'),
    }),
    message: ({ metric, nearest: names, known = [] }) =>
      'There is no metric ' +
      `"${metric}".${names.length === 0 && known.length > 0 ? ` There are ${known.join(', ')}.` : didYouMean(names)}`,
  }),
  JUDGE_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ judge: z.string(), nearest }),
    message: ({ judge, nearest: names }) => `There is no judge "${judge}".${didYouMean(names)}`,
  }),
  SAMPLE_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ sample_id: z.string() }),
    message: ({ sample_id }) => `There is no sample ${sample_id}.`,
  }),
  METRIC_FAILED: entry({
    status: 500,
    retryable: true,
    data: z.object({ metric: z.string(), reason: z.string() }),
    message: ({ metric, reason }) => `The metric "${metric}" failed: ${reason}`,
  }),
  SCORES_INVALID: entry({
    status: 422,
    retryable: false,
    data: z.object({
      path: z.string().describe('the table of scores, among the outputs of its job'),
      line: z.number().int().nullable().describe('where it is wrong, counted from 1; null: it is so as a whole'),
      file: z.string().nullable().describe('the file of the dataset that it is about; null: none'),
      reason: z.string(),
    }),
    message: ({ path, line, reason }) =>
      `The scores in ${path} cannot be used${line === null ? '' : `: line ${line}`}: ${reason}`,
  }),
  METRIC_TOO_SLOW: entry({
    status: 422,
    retryable: false,
    data: z.object({
      metric: z.string(),
      example: z.number().int().describe('0-based number of the example that it was at'),
      limit_seconds: z.number(),
    }),
    message: ({ metric, example, limit_seconds }) =>
      `A batch of examples was not scored within ${limit_seconds} s; the metric "${metric}" was at example ` +
      `${example}. Leave the metric out, shorten the texts, or set ASSAY_METRIC_SECONDS higher.`,
  }),
  METRIC_UNAVAILABLE: entry({
    status: 400,
    retryable: false,
    data: z.object({ metric: z.string(), reason: z.string() }),
    message: ({ metric, reason }) => `The metric "${metric}" is not available here: ${reason}`,
  }),
  MLFLOW_FAILED: entry({
    status: 502,
    retryable: true,
    data: z.object({ status: z.number().nullable(), reason: z.string() }),
    message: ({ status, reason }) =>
      `The MLflow server ${status === null ? 'could not be reached' : `answered ${status}`}: ${reason}`,
  }),
  MODEL_CALL_FAILED: entry({
    status: 502,
    retryable: true,
    data: z.object({ status: z.number().nullable(), reason: z.string() }),
    message: ({ status, reason }) =>
      `The model endpoint ${status === null ? 'failed' : `answered ${status}`}: ${reason}`,
  }),
  COMPLETION_REFUSED: entry({
    status: 422,
    retryable: false,
    data: z.object({ status: z.number().nullable(), reason: z.string() }),
    message: ({ status, reason }) =>
      `The model gave no answer${status === null ? '' : ` (${status})`}, and would give none again: ${reason}`,
  }),
  COMPLETION_BROKEN: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'An answer that broke off cannot be taken up again. Ask anew.',
  }),
  TOO_MANY_EXAMPLES_FAILED: entry({
    status: 422,
    retryable: false,
    data: z.object({
      failed: z.number().int().describe('how many had failed when the job was given up'),
      total: z.number().int(),
      first_reason: z.string(),
      max_failed_ratio: z.number().optional().describe('the share that may fail'),
      failures: failures.optional(),
      examples: failingExamples.optional().describe('which failed and why, at most the first 100'),
    }),
    message: ({ failed, total, first_reason, max_failed_ratio }) =>
      `${failed} of ${total} examples failed, more than max_failed_ratio${allowed(max_failed_ratio)} allows: raise ` +
      `it to go on without them (what was answered is not asked again). The first: ${first_reason}`,
  }),
} as const
