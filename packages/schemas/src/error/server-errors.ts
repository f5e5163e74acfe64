import { z } from 'zod'
import { entry, notFound } from './entry.ts'

/** Errors about limits, and about the server as a whole. */
export const serverErrors = {
  DEAD_LETTER_NOT_FOUND: notFound('dead letter', 'dead_letter_id'),
  LIMIT_REACHED: entry({
    status: 429,
    retryable: true,
    data: z.object({ what: z.string().describe('what there were too many of'), retry_after_seconds: z.number() }),
    message: ({ what, retry_after_seconds }) => `Too many ${what}. Try again in ${retry_after_seconds} s.`,
  }),
  QUOTA_REACHED: entry({
    status: 403,
    retryable: false,
    data: z.object({
      what: z.enum(['storage']),
      used_bytes: z.number().describe('what you have stored or begun to upload'),
      limit_bytes: z.number().describe('what you may store'),
    }),
    message: ({ used_bytes, limit_bytes }) =>
      `This exceeds your quota of storage: ${used_bytes} of ${limit_bytes} bytes are used. Delete files, ` +
      'runs, experiments and then datasets that you no longer need, or ask an admin for more.',
  }),
  UNAVAILABLE: entry({
    status: 503,
    retryable: true,
    data: z.object({
      retry_after_seconds: z.number(),
      what: z.string().optional().describe('what cannot be reached; absent: the database'),
    }),
    message: ({ retry_after_seconds, what = 'its database' }) =>
      `Assay cannot reach ${what} right now. Try again in ${retry_after_seconds} s.`,
  }),
  INTERNAL: entry({
    status: 500,
    retryable: false,
    data: z.object({
      job_id: z.string().optional().describe('the job that met it, as its log names it'),
      dataset_id: z.string().optional().describe('the dataset that could not be read, as its log names it'),
      comparison_id: z.string().optional().describe('the comparison that met it, as its log names it'),
    }),
    message: (ids) => {
      const [named] = Object.entries(ids).map(([name, id]) => `the ${name} ${id}`)
      return `Something went wrong in Assay. Its log has the details under ${named ?? 'this request id'}.`
    },
  }),
} as const
