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
} as const
