import { z } from 'zod'
import { shortId } from './field.ts'
import { jobName } from './job-input.ts'
import { runSecrets } from './run-create.ts'

/** Tries a run again, or a part of it. */
export const runRetryInput = z.object({
  run_id: shortId,
  from: z
    .array(jobName)
    .min(1)
    .max(10_000)
    .optional()
    .describe('jobs that run again although they succeeded, with all that needs them; also of a run that succeeded'),
  force: z.boolean().default(false).describe('whether everything runs again'),
  secrets: runSecrets.default({}),
})

/** Tries a run again, or a part of it. */
export type RunRetry = z.output<typeof runRetryInput>

/** What a retry would do, before it is done. */
export const runRetryPlan = z.object({
  items: z
    .array(
      z.object({
        name: z.string().describe('of the job'),
        state: z.string().describe('how the job stands in the run that is tried again'),
        action: z.enum(['run', 'reuse']).describe('run: it runs again; reuse: what it left stands for it'),
      }),
    )
    .describe('every job, in order'),
})

/** What a retry would do. */
export type RunRetryPlan = z.infer<typeof runRetryPlan>
