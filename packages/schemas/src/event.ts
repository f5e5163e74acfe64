import { z } from 'zod'
import { id, json, shortId, time } from './field.ts'

/** What can happen to a run and its jobs. */
export const eventType = z
  .enum([
    'run.created',
    'run.started',
    'run.paused',
    'run.resumed',
    'run.stop_requested',
    'run.succeeded',
    'run.failed',
    'run.stopped',
    'job.queued',
    'job.started',
    'job.progress',
    'job.retried',
    'job.lost',
    'job.handed_back',
    'job.reused',
    'job.succeeded',
    'job.failed',
    'job.stopped',
    'job.skipped',
    'job.outputs_expired',
  ])
  .describe('what happened')

/** What can happen to a run and its jobs. */
export type EventType = z.infer<typeof eventType>

/** Something that happened to a run or one of its jobs. */
export const event = z
  .object({
    run_id: id,
    seq: z.number().int().min(1).describe('position in the run: from 1, without gaps, in order of commit'),
    job_id: id.nullable().describe('the job it happened to; null: the run itself'),
    type: eventType,
    data: z
      .record(z.string(), json)
      .describe('facts: attempt, worker_id, done, total, waiting_for, message, notice, files, error, name'),
    created_at: time,
  })
  .describe('An event.')

/** Something that happened to a run or one of its jobs. */
export type Event = z.infer<typeof event>

/** Follows the events of a run. */
export const eventsInput = z.object({
  run_id: shortId,
  after: z.coerce.number().int().min(0).default(0).describe('seq of the last event that is known already'),
})
