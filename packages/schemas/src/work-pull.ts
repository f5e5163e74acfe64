import { z } from 'zod'
import { id, name, time } from './field.ts'
import { jobState } from './job.ts'
import { jobNumber } from './numbered-job.ts'
import { workJob, workOpenInput } from './work.ts'

/** Takes the next job in a session of its own, which ends with it. */
export const workPullInput = workOpenInput.omit({ slots: true, kinds: true, executors: true }).extend({
  limit: z.number().int().min(0).max(100).default(1).describe('how many jobs, 0 to 100'),
  own_labels: z.array(z.string().min(1).max(200)).max(20).default([]).describe('labels that jobs name to have it'),
  others_after_seconds: z
    .number()
    .int()
    .min(0)
    .max(31_536_000)
    .default(0)
    .describe('for how long jobs that name none of these labels wait for others before it takes them'),
})

const placed = {
  number: jobNumber,
  session_id: id.describe('the session of this job alone'),
}

/** Jobs that were pulled, each with a session of its own. */
export const pulledWork = z
  .object({
    items: z
      .array(z.object({ ...placed, job: workJob.describe('with a new attempt'), created_at: time }))
      .describe('the jobs, with their numbers'),
  })
  .describe('Jobs that were pulled, each with a session of its own.')

/** Names a job that the worker has pulled. */
export const pulledJobRef = z.object({ number: jobNumber })

/** A job that a worker has pulled. */
export const pulledJob = z
  .object({
    ...placed,
    job: workJob.describe('what it is'),
    is_held: z.boolean().describe('whether the worker has it still'),
    is_wanted: z.boolean().describe('false: somebody has asked for its end, and it must be stopped'),
    state: jobState.describe('of the job'),
    phase: z.string().nullable().describe('as the worker said last'),
  })
  .describe('A job that a worker has pulled.')

/** A job that a worker has pulled. */
export type PulledJob = z.infer<typeof pulledJob>

/** Says what a worker is at with a job that it has pulled, which keeps it. */
export const workTellInput = pulledJobRef.extend({
  phase: name.nullable().optional().describe('what it is at; null: the job runs; absent: as before'),
  said: z.string().max(65_536).default('').describe('what else is to be told of the job'),
})
