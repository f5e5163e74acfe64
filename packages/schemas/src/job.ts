import { z } from 'zod'
import { givenName, id, json, reference, shortId, time } from './field.ts'
import { type JobKind, jobKind, jobKinds } from './job-kind.ts'
import { jobWaiting } from './job-waiting.ts'
import { pageOf, sharedPageInput } from './page.ts'
import { placement, requirements } from './requirement.ts'

/** The states of a job, and of a run. */
export const jobState = z
  .enum(['blocked', 'queued', 'running', 'succeeded', 'failed', 'stopped', 'skipped'])
  .describe('blocked: waits for other jobs; skipped: a job that it needs did not succeed')

/** The states of a job, and of a run. */
export type JobState = z.infer<typeof jobState>

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

const outline = {
  id,
  run_id: id,
  owner_id: id,
  name: givenName.describe('unique in its run'),
  state: jobState,
  priority: z.number().int().describe('among the jobs of its owner, greater first'),
  placement,
  requires: requirements.nullable().describe('what it needs of its worker, for itself alone; null: nothing'),
  needs: z.array(z.string()).describe('names of the jobs that must succeed first'),
  attempt: z.number().int().describe('number of the current or last attempt; 0: none yet'),
  attempts_left: z.number().int().describe('how many more may fail or be lost'),
  worker_id: id.nullable().describe('who executes it'),
  progress: z
    .object({
      done: z.number().describe('how much is done'),
      total: z.number().nullable().describe('how much there is in all, where that is known'),
      noun: z.string().describe('what is counted, such as examples'),
      waiting_for: z
        .string()
        .nullable()
        .default(null)
        .describe('why it does nothing at present, such as an endpoint that is away; null: it goes on'),
    })
    .nullable()
    .describe('how far it is; null: nothing is known yet'),
  error: jobError.nullable().describe('why it failed'),
  outputs: z.array(z.string()).describe('names of its downloadable outputs'),
  reused_from: id.nullable().describe('the earlier job whose outputs these are'),
  created_at: time,
  started_at: time.nullable().describe('when its first attempt began'),
  finished_at: time.nullable().describe('when it ended'),
}

function jobOf<Kind extends JobKind, Spec extends z.ZodObject, Result extends z.ZodObject>(
  kind: Kind,
  { spec, result }: { readonly spec: Spec; readonly result: Result },
) {
  return z.object({
    ...outline,
    kind: z.literal(kind).describe('the kind of job'),
    spec: spec.describe('what it does'),
    result: result.nullable().describe('what it found'),
  })
}

const jobs = {
  inference: jobOf('inference', jobKinds.inference),
  annotation: jobOf('annotation', jobKinds.annotation),
  judgement: jobOf('judgement', jobKinds.judgement),
  evaluation: jobOf('evaluation', jobKinds.evaluation),
  application: jobOf('application', jobKinds.application),
} satisfies Record<JobKind, z.ZodObject>

/** One unit of execution in a run: `kind` says what its spec and its result hold. */
export const job = z
  .discriminatedUnion('kind', [jobs.inference, jobs.annotation, jobs.judgement, jobs.evaluation, jobs.application])
  .describe('A job.')

/** One unit of execution in a run: `kind` says what its spec and its result hold. */
export type Job = z.infer<typeof job>

/** A job of one kind. */
export type JobOf<Kind extends Job['kind']> = Extract<Job, { readonly kind: Kind }>

const withWaiting = {
  waiting: jobWaiting.nullable().describe('why it waits; null: it does not'),
}

const details = {
  inference: jobs.inference.extend(withWaiting),
  annotation: jobs.annotation.extend(withWaiting),
  judgement: jobs.judgement.extend(withWaiting),
  evaluation: jobs.evaluation.extend(withWaiting),
  application: jobs.application.extend(withWaiting),
} satisfies Record<JobKind, z.ZodObject>

/** A job, and why it waits if it does. */
export const jobDetail = z
  .discriminatedUnion('kind', [
    details.inference,
    details.annotation,
    details.judgement,
    details.evaluation,
    details.application,
  ])
  .describe('A job, and why it waits if it does.')

/** A job, and why it waits if it does. */
export type JobDetail = z.infer<typeof jobDetail>

/** Names a job. */
export const jobRef = z.object({ job_id: shortId })

/** Lists jobs. */
export const jobListInput = sharedPageInput.extend({
  run_id: shortId.optional().describe('only jobs of this run'),
  experiment_id: reference.optional().describe('only jobs of the runs of this experiment'),
  state: jobState.optional().describe('only jobs in this state'),
  kind: jobKind.optional().describe('only jobs of this kind'),
})

/** A page of jobs. */
export const jobPage = pageOf(job)

const outputName = z.string().min(1).max(200).describe('name of the output, as in its "outputs"')
const outputPath = z.string().min(1).max(1024)

/** Names an output of a job, or a file of one. */
export const jobOutputRef = z.object({
  job_id: shortId,
  name: outputName,
  path: outputPath
    .optional()
    .describe('the file, as the list of outputs has it; absent: the only one that the output has'),
})

/** A file of an output of a job. */
export const jobOutput = z
  .object({
    name: outputName,
    path: z.string().describe('where it stood for the job below its folder of outputs'),
    size_bytes: z.number().int().describe('size'),
    sha256: z.string().nullable().describe('SHA-256 of the bytes, hexadecimal; null: not computed yet'),
    content_type: z.string().describe('media type, by its name'),
  })
  .describe('A file of an output of a job.')

/** A file of an output of a job. */
export type JobOutput = z.infer<typeof jobOutput>

/** Lists the files of the outputs of a job. */
export const jobOutputListInput = z.object({
  job_id: shortId,
  name: outputName.optional().describe('only those of this output'),
  limit: z.number().int().min(1).max(1000).default(200).describe('items on a page, 1 to 1,000'),
  cursor: z.string().max(4000).optional().describe('next_cursor of the page before; absent: the first page'),
})

/** A page of files of outputs. */
export const jobOutputPage = pageOf(jobOutput, 'in order of output and path').omit({ total: true })
