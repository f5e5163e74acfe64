import { z } from 'zod'
import { entry, quoted } from './entry.ts'

const lastLines = z.array(z.string()).describe('the last lines of its stderr, without secrets')
const bytes = z.number().int()

function ending(lines: readonly string[]): string {
  const last = lines.findLast((line) => line.trim() !== '')
  return last === undefined ? ' It wrote nothing to stderr; its log may say more.' : ` It ended with: ${last}`
}

/** Why a job of an application failed. */
export const applicationErrors = {
  COMMAND_FAILED: entry({
    status: 422,
    retryable: false,
    data: z.object({
      exit_code: z.number().int(),
      signal: z.string().nullable().describe('that killed it; null: it ended by itself'),
      stderr: lastLines,
    }),
    message: ({ exit_code, signal, stderr }) =>
      `The command ${signal === null ? `ended with exit code ${exit_code}` : `was killed by ${signal}`}.${ending(stderr)}`,
  }),
  OUT_OF_MEMORY: entry({
    status: 422,
    retryable: false,
    data: z.object({
      memory_bytes: bytes.describe('what it had'),
      peak_memory_bytes: bytes.nullable().describe('the most that it was seen to use; null: not known'),
    }),
    message: ({ memory_bytes }) =>
      `The command needed more than its ${memory_bytes} bytes of memory and was killed. Give the entrypoint more ` +
      '(resources.memory_bytes), or let it be tried again with more (retry.memory_factor).',
  }),
  TIMED_OUT: entry({
    status: 422,
    retryable: false,
    data: z.object({ timeout_seconds: z.number() }),
    message: ({ timeout_seconds }) =>
      `The command was stopped after ${timeout_seconds} s. Give the entrypoint more time (timeout_seconds), or less ` +
      'to do.',
  }),
  DISK_FULL: entry({
    status: 422,
    retryable: false,
    data: z.object({ disk_bytes: bytes.describe('what it could write') }),
    message: ({ disk_bytes }) =>
      `The command wrote more than ${disk_bytes} bytes, or too many files, and was killed. Give the entrypoint more ` +
      'room (resources.disk_bytes), or have it clear away what it no longer needs.',
  }),
  WORKER_DISK_FULL: entry({
    status: 507,
    retryable: true,
    data: z.object({ needed_bytes: bytes.nullable().describe('what was to be staged; null: not known') }),
    message: ({ needed_bytes }) =>
      `The disk of the worker has no room for the files of this job${needed_bytes === null ? '' : ` (${needed_bytes} bytes)`}. ` +
      'Ask its operator to free space.',
  }),
  TOO_MANY_OUTPUTS: entry({
    status: 422,
    retryable: false,
    data: z.object({ most: z.number().int().describe('how many files a job may leave') }),
    message: ({ most }) => `The job left more than ${most} files. Have it pack them into an archive.`,
  }),
  OUTPUT_MISSING: entry({
    status: 422,
    retryable: false,
    data: z.object({
      output: z.string().describe('name of the output'),
      path: z.string().describe('where it should be, below the folder of outputs'),
      refused: z.array(z.string()).describe('what stands there and is not collected, and why'),
    }),
    message: ({ output, path, refused }) =>
      `The command left nothing at ${path === '.' ? 'the folder of outputs' : `"${path}" below the folder of outputs`} ` +
      `for the output "${output}".${refused.length === 0 ? '' : ` What is there was refused: ${refused.join('; ')}.`}`,
  }),
  CHECK_FAILED: entry({
    status: 422,
    retryable: false,
    data: z.object({
      path: z.string().describe('below the folder of outputs'),
      reason: z.string(),
      found: z.array(z.string()).describe('some of what is there'),
    }),
    message: ({ path, reason, found }) =>
      `The command ended well, but "${path}" ${reason}.` +
      (found.length === 0 ? ' It left no files at all.' : ` It left ${quoted(found)}.`),
  }),
  INPUT_DAMAGED: entry({
    status: 500,
    retryable: true,
    data: z.object({ path: z.string().describe('where it should stand for the job') }),
    message: ({ path }) => `The input "${path}" did not arrive as it was stored.`,
  }),
  INPUT_CONFLICT: entry({
    status: 422,
    retryable: false,
    data: z.object({ path: z.string().describe('below the folder of inputs, or the working folder') }),
    message: ({ path }) =>
      `Two inputs of the job would stand at "${path}", or one inside of the other. Mount them at different places.`,
  }),
  WORK_REFUSED: entry({
    status: 422,
    retryable: false,
    data: z.object({ reason: z.string() }),
    message: ({ reason }) => `The worker cannot execute this job: ${reason}`,
  }),
  EXECUTOR_AWAY: entry({
    status: 503,
    retryable: true,
    data: z.object({ reason: z.string() }),
    message: ({ reason }) => `What executes the job on the worker could not be reached: ${reason}`,
  }),
  ATTEMPT_SUPERSEDED: entry({
    status: 409,
    retryable: false,
    data: z.object({ job_id: z.string(), attempt: z.number().int() }),
    message: () => 'This attempt is over: the job was given to another worker, was stopped, or has ended.',
  }),
} as const
