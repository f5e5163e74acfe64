import { z } from 'zod'
import { givenName, id } from './field.ts'
import { jobError } from './job.ts'
import { requirements } from './requirement.ts'

/** A job that a worker has taken, with the attempt that this began. */
export const claimedJob = z.object({
  id,
  run_id: id,
  owner_id: id,
  name: givenName.describe('unique in its run'),
  kind: z.string().describe('the kind of job'),
  spec: z.unknown().describe('what it does, by kind'),
  requires: requirements.nullable().describe('what of the worker is booked for it; null: nothing'),
  gpus: z.array(z.number().int()).nullable().describe('which GPUs, by their 0-based place in what the worker offers'),
  attempt: z.number().int().describe('number of the attempt'),
  worker_id: id.describe('who executes it'),
})

/** A job that a worker has taken. */
export type ClaimedJob = z.infer<typeof claimedJob>

/** An attempt that a worker executes. */
export const heldAttempt = z.object({
  job_id: id,
  run_id: id,
  attempt: z.number().int().describe('number of the attempt'),
})

/** An attempt that a worker executes. */
export type HeldAttempt = z.infer<typeof heldAttempt>

/** An object in storage that an attempt has written. */
export const attemptOutput = z.object({
  name: z.string().describe('name of the output'),
  path: z.string().optional().describe('where it stands below the output; absent: it is the output'),
  object_key: z.string().describe('where it lies'),
  sha256: z.string().nullable().describe('SHA-256 of the bytes, in hex; null: not computed yet'),
  size_bytes: z.number().int().describe('how many bytes'),
})

/** An object in storage that an attempt has written. */
export type AttemptOutput = z.infer<typeof attemptOutput>

const end = <Kind extends string>(kind: Kind) => z.object({ kind: z.literal(kind).describe('how it ended') })

/** How an attempt ended, as its worker reports it. */
export const attemptEnd = z.discriminatedUnion('kind', [
  end('succeeded').extend({
    result: z.record(z.string(), z.unknown()).describe('what it found, by kind of job'),
    outputs: z.array(attemptOutput).describe('what it leaves'),
  }),
  end('failed').extend({
    error: jobError,
    retryable: z.boolean().describe('whether another attempt may succeed'),
    more_memory: z
      .boolean()
      .optional()
      .describe('whether it ran out of memory, so that another attempt may succeed where the job then gets more'),
  }),
  end('stopped'),
  end('handed_back').extend({
    waits_for: z.literal('budget').optional().describe('what the job waits for; absent: only for its turn'),
  }),
])

/** How an attempt ended, as its worker reports it. */
export type AttemptEnd = z.infer<typeof attemptEnd>

const amountDone = z.object({
  done: z.number().describe('how much is done'),
  total: z.number().nullable().describe('how much there is in all, where that is known'),
})

/** An attempt that has ended, as its worker reports it. */
export const attemptEnding = heldAttempt.extend({
  end: attemptEnd.describe('how it ended'),
  progress: amountDone.optional().describe('how far it came in the end; as noted last unless given'),
})

/** An attempt that has ended. */
export type AttemptEnding = z.infer<typeof attemptEnding>

/** How far an attempt has come. */
export const attemptProgress = heldAttempt.extend({
  worker_id: id.describe('who executes it'),
  ...amountDone.shape,
  waiting_for: z.string().nullable().optional().describe('why it does nothing at present'),
  message: z.string().optional().describe('what it says about it'),
})

/** How far an attempt has come. */
export type AttemptProgress = z.infer<typeof attemptProgress>
