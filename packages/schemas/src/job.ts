import { z } from 'zod'
import { columnName, givenName, id, json, seed, time } from './field.ts'
import { modelSpec } from './model.ts'
import { pageOf, sharedPageInput } from './page.ts'
import { task } from './task.ts'

/** The states of a job, and of a run. */
export const jobState = z
  .enum(['blocked', 'queued', 'running', 'succeeded', 'failed', 'stopped', 'skipped'])
  .describe('blocked: waits for other jobs; skipped: a job that it needs did not succeed')

/** The states of a job, and of a run. */
export type JobState = z.infer<typeof jobState>

/** The kinds of job. */
export const jobKind = z
  .enum(['inference', 'annotation', 'evaluation', 'application'])
  .describe('inference: a model over examples; evaluation: metrics over predictions')

/** The kinds of job. */
export type JobKind = z.infer<typeof jobKind>

/** Which columns of the dataset play which part. */
export const columnRoles = z.object({
  input: columnName.default('examples').describe('what the model is given'),
  reference: columnName
    .default('ground_truth')
    .describe('what a good output looks like; a JSON list of texts: several, each as good as the others'),
  prediction: columnName.default('predictions').describe('outputs that the dataset holds already'),
})

/** Which columns of the dataset play which part. */
export type ColumnRoles = z.infer<typeof columnRoles>

/** What an inference job does: a model over the examples of a dataset. */
export const inferenceSpec = z.object({
  kind: z.literal('inference').describe('the kind of job'),
  dataset_id: id,
  model: modelSpec,
  task,
  columns: columnRoles.describe('which columns play which part'),
  max_samples: z.number().int().min(1).nullable().describe('only the first so many examples; null: all'),
  max_failed_ratio: z.number().min(0).max(1).describe('the job fails when more than this share of the examples failed'),
  repeat: z.number().int().min(0).describe('0-based number of the repeat; repeats are cached apart'),
  seed,
})

/** What an evaluation job does: metrics over the predictions of the inference jobs it needs, or of a column. */
export const evaluationSpec = z.object({
  kind: z.literal('evaluation').describe('the kind of job'),
  dataset_id: id,
  columns: columnRoles.describe('which columns play which part'),
  max_samples: z.number().int().min(1).nullable().describe('only the first so many examples; null: all'),
  metrics: z.array(z.string()).min(1).describe('names of metrics'),
  predictions: z.enum(['inference', 'column']).describe('inference: of the jobs that it needs; column: of the dataset'),
  seed,
})

/** What a job does, by kind. Annotation and application jobs carry what their executor reads. */
export const jobSpec = z.discriminatedUnion('kind', [
  inferenceSpec,
  evaluationSpec,
  z.object({ kind: z.literal('annotation').describe('the kind of job') }).loose(),
  z.object({ kind: z.literal('application').describe('the kind of job') }).loose(),
])

/** What a job does. */
export type JobSpec = z.infer<typeof jobSpec>

/** What an inference job does. */
export type InferenceSpec = z.infer<typeof inferenceSpec>

/** What an evaluation job does. */
export type EvaluationSpec = z.infer<typeof evaluationSpec>

/** Why a job did not succeed. */
export const jobError = z
  .object({
    code: z.string().describe('code of the error catalogue'),
    message: z.string().describe('what was wrong and what to do'),
    data: z.record(z.string(), json).describe('facts, by code'),
  })
  .describe('Why a job did not succeed.')

/** Why a job did not succeed. */
export type JobError = z.infer<typeof jobError>

/** Why examples failed, and how many for each reason. */
export const failures = z
  .array(
    z.object({
      reason: z.string().describe('why there is no prediction'),
      examples: z.number().int().describe('how many examples failed so'),
    }),
  )
  .describe('most frequent first, at most 5')

/** One unit of execution in a run. */
export const job = z
  .object({
    id,
    run_id: id,
    owner_id: id,
    name: givenName.describe('unique in its run'),
    kind: jobKind,
    state: jobState,
    spec: jobSpec.describe('what it does'),
    needs: z.array(z.string()).describe('names of the jobs that must succeed first'),
    attempt: z.number().int().describe('number of the current or last attempt; 0: none yet'),
    attempts_left: z.number().int().describe('how many more may fail or be lost'),
    worker_id: id.nullable().describe('who executes it'),
    progress: z
      .object({
        done: z.number().describe('examples done'),
        total: z.number().nullable().describe('examples in all, where that is known'),
      })
      .nullable()
      .describe('how far it is; null: nothing is known yet'),
    result: z.record(z.string(), json).nullable().describe('what it found, by kind'),
    error: jobError.nullable().describe('why it failed'),
    outputs: z.array(z.string()).describe('names of its downloadable outputs'),
    reused_from: id.nullable().describe('the earlier job whose outputs these are'),
    created_at: time,
    started_at: time.nullable().describe('when its first attempt began'),
    finished_at: time.nullable().describe('when it ended'),
  })
  .describe('A job.')

/** One unit of execution in a run. */
export type Job = z.infer<typeof job>

/** Names a job. */
export const jobRef = z.object({ job_id: id })

/** Lists jobs. */
export const jobListInput = sharedPageInput.extend({
  run_id: id.optional().describe('only jobs of this run'),
  state: jobState.optional().describe('only jobs in this state'),
  kind: jobKind.optional().describe('only jobs of this kind'),
})

/** A page of jobs. */
export const jobPage = pageOf(job)

/** Names an output of a job. */
export const jobOutputRef = z.object({
  job_id: id,
  name: z.string().min(1).max(200).describe('name of the output, as in its "outputs"'),
})
