import { z } from 'zod'
import { lacking, sayLacking } from '../lacking.ts'
import { entry, notFound } from './entry.ts'

/** Errors about experiments, runs and jobs. */
export const runErrors = {
  EXPERIMENT_NOT_FOUND: notFound('experiment', 'experiment_id'),
  RUN_NOT_FOUND: notFound('run', 'run_id'),
  JOB_NOT_FOUND: notFound('job', 'job_id'),
  NUMBERED_JOB_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ number: z.number() }),
    message: ({ number }) => `There is no job with the number ${number}, or it is not yours.`,
  }),
  NUMBERED_JOB_TAKEN: entry({
    status: 409,
    retryable: false,
    data: z.object({ name: z.string() }),
    message: ({ name }) => `Another numbered job of yours is called "${name}".`,
  }),
  OUTPUT_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ job_id: z.string(), name: z.string() }),
    message: ({ name }) => `This job has no output named "${name}". It may not have finished.`,
  }),
  RUN_NOT_FINISHED: entry({
    status: 409,
    retryable: true,
    data: z.object({ run_id: z.string(), state: z.string() }),
    message: ({ state }) =>
      state === 'failed' || state === 'stopped'
        ? `The run is ${state} and has nothing to show. Retry it: what it had paid for is kept.`
        : `The run is ${state}. Stop it or wait for its end.`,
  }),
  RUN_NOT_RETRYABLE: entry({
    status: 409,
    retryable: false,
    data: z.object({ run_id: z.string(), state: z.string() }),
    message: ({ state }) =>
      `Only a failed or stopped run can be retried as it is; this one is ${state}.${
        state === 'succeeded' ? ' Name the jobs that are to run again with "from", or all of them with "force".' : ''
      }`,
  }),
  JOB_INPUT_GONE: entry({
    status: 409,
    retryable: false,
    data: z.object({ job: z.string(), path: z.string() }),
    message: ({ job, path }) =>
      `The job "${job}" cannot run again: the bytes of its input "${path}" are gone. Submit a new run.`,
  }),
  GRAPH_INVALID: entry({
    status: 400,
    retryable: false,
    data: z.object({ reason: z.string() }),
    message: ({ reason }) => `The graph of jobs is not valid: ${reason}`,
  }),
  WORKER_LOST: entry({
    status: 500,
    retryable: true,
    data: z.object({ attempts: z.number().int() }),
    message: ({ attempts }) => `The worker was lost again and again, in attempt ${attempts} too.`,
  }),
  DEADLINE_REACHED: entry({
    status: 409,
    retryable: false,
    data: z.object({ deadline_at: z.string() }),
    message: ({ deadline_at }) => `The run had to end by ${deadline_at}. Retry it: what had succeeded is kept.`,
  }),
  BUDGET_REACHED: entry({
    status: 409,
    retryable: true,
    data: z.object({}),
    message: () => 'The budget of the run is spent. Raise it, and the run goes on; or stop the run.',
  }),
  NO_WORKER_FITS: entry({
    status: 409,
    retryable: false,
    data: z.object({ waited_seconds: z.number().int(), lacking: lacking.nullable() }),
    message: ({ waited_seconds, lacking: lacks }) =>
      `No worker has what the job needs, and none came in ${waited_seconds} s` +
      `${lacks ? `: ${sayLacking(lacks)}` : ''}. Ask for less, or add a worker.`,
  }),
} as const
