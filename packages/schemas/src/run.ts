import { z } from 'zod'
import { runBudget } from './budget.ts'
import { evaluatedModel } from './evaluated-model.ts'
import { columnName, givenName, id, reference, shortId, time } from './field.ts'
import { job, jobError, jobState } from './job.ts'
import { metadata } from './metadata.ts'
import { pageOf, sharedPageInput } from './page.ts'

/** One submission: a graph of one or more jobs. */
export const run = z
  .object({
    id,
    owner_id: id,
    experiment_id: id.nullable().describe('the experiment that it belongs to'),
    name: givenName.describe('for an evaluation, the model, and what tells it from others of its experiment'),
    state: jobState.describe('derived from its jobs'),
    model: evaluatedModel.nullable().describe('what is evaluated'),
    metrics: z.array(z.string()).describe('names of metrics, or of scores where only they were asked for'),
    jobs_total: z.number().int().describe('how many jobs it has'),
    jobs_open: z.number().int().describe('jobs that have not ended'),
    retry_of: id.nullable().describe('the run that this one tries again'),
    deadline_at: time.nullable().describe('when what has not ended is stopped; null: never'),
    budget: runBudget.optional().describe('what it may spend on models; absent: anything'),
    metadata,
    stop_requested_at: time.nullable().describe('when somebody asked for its end'),
    created_at: time,
    started_at: time.nullable().describe('when its first job began'),
    finished_at: time.nullable().describe('when its last job ended'),
  })
  .describe('A run.')

/** One submission: a graph of one or more jobs. */
export type Run = z.infer<typeof run>

/** A run with its jobs. */
export const runDetail = run.extend({
  jobs: z.array(job).describe('in order of creation; of more than 200 the first: lists of jobs have all of them'),
  error: jobError.nullable().describe('of the first job that failed'),
})

/** A run with its jobs. */
export type RunDetail = z.infer<typeof runDetail>

/** Names a run. */
export const runRef = z.object({ run_id: shortId })

/** Lists runs. */
export const runListInput = sharedPageInput.extend({
  experiment_id: reference.optional().describe('only runs of this experiment'),
  state: jobState.optional().describe('only runs in this state'),
  name: z.string().min(1).max(200).optional().describe('only runs of exactly this name'),
})

/** A page of runs. */
export const runPage = pageOf(run)

/** Several runs. */
export const runList = z.object({ items: z.array(run).describe('in the order they were asked for') })

/** Reads the examples of a run: input, reference, prediction and scores side by side. */
export const runExamplesInput = z.object({
  run_id: shortId,
  after: z.number().int().min(-1).default(-1).describe('example number after which to begin'),
  limit: z.number().int().min(1).max(1000).default(50).describe('examples on a page, 1 to 1000'),
  only_failed: z.boolean().default(false).describe('only examples without a prediction'),
  order_by: columnName.optional().describe('a score; absent: in order of the dataset'),
})

/** An example with what a run made of it. */
export const runExample = z.object({
  example: z.number().int().describe('0-based number in the dataset'),
  input: z.string().nullable().describe('what the model was given'),
  reference: z.string().nullable().describe('what a good output looks like'),
  prediction: z.string().nullable().describe('what the model answered; null: nothing, see error'),
  error: z.string().nullable().describe('why there is no prediction'),
  finish_reason: z
    .string()
    .nullable()
    .default(null)
    .describe('why the model stopped; length: the prediction is cut off; null: not known'),
  reasoning: z.string().nullable().default(null).describe('what the model thought, which is not scored'),
  latency_ms: z.number().nullable().describe('of the original call'),
  cost: z.number().nullable().describe('of the original call'),
  scores: z.record(z.string(), z.number().nullable()).describe('by score name'),
  judgements: z
    .array(
      z.object({
        judge: z.string().describe('name of the judge'),
        criterion: z.string().describe('name of the criterion'),
        is_swapped: z.boolean().optional().describe('of a judge of pairs, whether it was shown the other answer first'),
        score: z.number().nullable().describe('on the scale of the criterion; null: none, see error'),
        reason: z.string().nullable().describe('why, in the words of the judge'),
        error: z.string().nullable().describe('why there is no score'),
        reply: z.string().nullable().describe('all that the judge answered'),
      }),
    )
    .optional()
    .describe('what judges said of it; absent: none was asked'),
})

/** Examples of a run. */
export const runExamples = z.object({
  items: z.array(runExample).describe('in the order that was asked for'),
  next_after: z.number().int().nullable().describe('`after` of the next page; null on the last'),
})

/** An example with what a run made of it. */
export type RunExample = z.infer<typeof runExample>

/** Examples of a run. */
export type RunExamples = z.infer<typeof runExamples>
