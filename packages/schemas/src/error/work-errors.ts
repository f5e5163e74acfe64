import { z } from 'zod'
import { entry, notFound } from './entry.ts'

/** Errors about workers that get their jobs over HTTP. */
export const workErrors = {
  WORKER_NOT_FOUND: notFound('worker', 'worker_id'),
  WORK_SESSION_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ session_id: z.string() }),
    message: () => 'There is no such session of this worker, or no longer. Open another one.',
  }),
  INPUT_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ blob_id: z.string() }),
    message: () => 'The job is given no such file. Its material lists what it is given.',
  }),
  ATTEMPT_SUPERSEDED: entry({
    status: 409,
    retryable: false,
    data: z.object({ job_id: z.string(), attempt: z.number().int() }),
    message: () => 'This attempt is over: the job was given to another worker, was stopped, or has ended.',
  }),
} as const
