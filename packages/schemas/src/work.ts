import { z } from 'zod'
import { executor } from './application.ts'
import { attemptEnd, attemptEnding, attemptProgress, claimedJob, heldAttempt } from './attempt.ts'
import { id, name } from './field.ts'
import { logEntry } from './log.ts'
import { offers } from './requirement.ts'

const slots = z.number().int().min(1).max(1_000).describe('how many jobs at once, 1 to 1,000')
const kinds = z.array(z.string().min(1).max(50)).min(1).max(20).describe('kinds of jobs, as "application"')

/** Opens a session, in which a program under the token of a worker takes jobs. */
export const workOpenInput = z.object({
  name: name.describe('what the program calls its machine'),
  slots,
  kinds,
  offers: offers.optional().describe('what it has in all; absent: it takes what requires nothing'),
  executors: z
    .array(executor)
    .max(10)
    .default(['process'])
    .describe('how it executes applications: process, docker; it is given only such jobs'),
  version: z.string().max(100).optional().describe('of the program'),
  lease_seconds: z
    .number()
    .int()
    .min(2)
    .max(3600)
    .default(20)
    .describe('after so long without a renewal its jobs go to others, 2 to 3,600 seconds'),
})

/** A session of a worker's program. */
export const workSession = z
  .object({
    id,
    worker_id: id.describe('whose token it is'),
    lease_seconds: z.number().int().describe('after so long without a renewal its jobs go to others'),
    gives_up_seconds: z
      .number()
      .int()
      .describe('after so long out of reach it must have killed what it executes, as its jobs are taken for dead'),
    draining: z.boolean().describe('whether it is given no more jobs'),
  })
  .describe('A session of the program of a worker.')

/** A session of a worker's program. */
export type WorkSession = z.infer<typeof workSession>

/** Names a session of the program that asks. */
export const workSessionRef = z.object({ session_id: id })

/** A job that the session has taken. */
export const workJob = claimedJob
  .omit({ worker_id: true })
  .extend({ spec: z.record(z.string(), z.unknown()).describe('what it does, by kind') })

const wanted = {
  slots,
  kinds: kinds.optional().describe('kinds of jobs; those of the session unless given'),
}

/** Takes the next jobs. */
export const workClaimInput = workSessionRef.extend({
  ...wanted,
  wait_seconds: z.number().min(0).max(30).default(0).describe('how long to wait for a job that fits, 0 to 30'),
})

const claimed = {
  jobs: z.array(workJob).describe('each with a new attempt'),
  is_partial: z.boolean().describe('whether to ask again at once may give more'),
}

/** The jobs that were taken. */
export const claimedWork = z.object(claimed).describe('Jobs that the session has taken.')

/** Asks what a session holds. */
export const workHeldInput = workSessionRef.extend({
  wait_seconds: z
    .number()
    .min(0)
    .max(30)
    .default(0)
    .describe('how long to wait until something of it is to stop, 0 to 30'),
})

/** What a session holds, to which the program's own view yields. */
export const heldWork = z
  .object({
    items: z
      .array(heldAttempt.extend({ stop_requested: z.boolean().describe('whether somebody has asked for its end') }))
      .describe('the attempts that it holds'),
  })
  .describe('What a session holds.')

/** Takes back attempts that were declared lost, unless somebody else has them. */
export const workReadoptInput = workSessionRef.extend({
  attempts: z.array(heldAttempt).max(1_000).describe('what it executes'),
})

/** The jobs that the session has again; whatever else it executes must be killed. */
export const readoptedWork = z
  .object({ job_ids: z.array(id).describe('whose attempts it has again') })
  .describe('What the session has again.')

const [succeeded, ...otherEnds] = attemptEnd.options

const workEnding = attemptEnding.extend({
  end: z
    .discriminatedUnion('kind', [succeeded.omit({ outputs: true }), ...otherEnds])
    .describe('how it ended; its outputs are what was stored for it before'),
})

/** Ends attempts, and takes the next jobs where some are wanted. An attempt that was superseded moves nothing. */
export const workSettleInput = workSessionRef.extend({
  endings: z.array(workEnding).min(1).max(500).describe('attempts that have ended'),
  claim: z.object(wanted).optional().describe('takes the next jobs with it'),
})

/** What a settle came to. */
export const settledWork = z
  .object({ moved: z.array(id).describe('the jobs whose attempts have ended by this'), ...claimed })
  .describe('What has ended, and what was taken with it.')

/** Notes how far attempts have come. */
export const workNoteInput = workSessionRef.extend({
  notes: z
    .array(attemptProgress.omit({ worker_id: true }))
    .max(500)
    .describe('the last of each attempt'),
})

/** Adds to the logs of attempts, each chunk once however often it comes. */
export const workLogInput = workSessionRef.extend({ entries: z.array(logEntry).max(1_000).describe('chunks of logs') })
