import type { Job, Run } from '@assay/schemas'
import { type Kept, keptWith } from './kept.ts'
import { type EvaluatedJob, jobStatus, jobTypes, workflowStatus } from './state.ts'
import { storedAt } from './workflow-view.ts'

export interface JobOfRun {
  readonly run: Run
  readonly job: EvaluatedJob
}

/** What kind of job the client asked for; a workflow has one of each. */
export function typeOf({ run, job }: JobOfRun): 'inference' | 'evaluator' | 'annotate' {
  const { kind } = keptWith(run)
  return kind === 'annotate' ? 'annotate' : jobTypes[job.kind]
}

/** An evaluation alone that never began as its judge failed has failed: whoever waits for it knows no judge. */
function statusOf({ run, job }: JobOfRun) {
  const isAlone = job.kind === 'evaluation' && keptWith(run).kind === 'evaluator'
  return isAlone && job.state === 'skipped' ? workflowStatus(run) : jobStatus[job.state]
}

function nameOf(kept: Kept, { kind }: EvaluatedJob): string {
  return kept.kind === 'workflow' ? `${kept.name}-${kind}` : kept.name
}

export function toJobResponse({ run, job }: JobOfRun) {
  const kept = keptWith(run)
  return {
    id: job.id,
    name: nameOf(kept, job),
    description: kept.kind === 'workflow' ? '' : kept.description,
    status: statusOf({ run, job }),
    job_type: typeOf({ run, job }),
    created_at: job.created_at,
    experiment_id: null,
    updated_at: job.finished_at ?? job.started_at,
  }
}

interface NamedDataset {
  readonly id: string
  readonly name: string
}

/** A job with what Ray would have said of it. */
export function toJob(found: JobOfRun, dataset: NamedDataset) {
  const { run, job } = found
  const kept = keptWith(run)
  const response = toJobResponse(found)
  return {
    ...submissionOf(job, response.job_type),
    config: redacted({
      name: `${response.name}/${job.id}`,
      dataset,
      ...kept.config,
      ...(typeof kept.config['job'] === 'object' && {
        job: { ...kept.config['job'], storage_path: storedAt(job) },
      }),
    }),
    ...response,
  }
}

function submissionOf(job: Job, job_type: string) {
  return {
    type: 'SUBMISSION',
    submission_id: job.id,
    driver_info: null,
    message: messageOf(job),
    error_type: job.error?.code ?? null,
    start_time: job.started_at,
    end_time: job.finished_at,
    metadata: { job_type },
    runtime_env: { env_vars: { MZAI_JOB_ID: job.id } },
    driver_agent_http_address: null,
    driver_node_id: null,
    driver_exit_code: job.state === 'succeeded' ? 0 : job.state === 'failed' ? 1 : null,
  }
}

function messageOf({ state, error }: Job): string {
  return error?.message ?? messages[state]
}

const messages = {
  blocked: 'Job has not started yet.',
  queued: 'Job has not started yet.',
  running: 'Job is currently running.',
  succeeded: 'Job finished successfully.',
  failed: 'Job failed.',
  stopped: 'Job was intentionally stopped.',
  skipped: 'Job was intentionally stopped.',
} as const satisfies Record<Job['state'], string>

/** What may be a key is not told again, wherever it stands. */
function redacted(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(redacted)
  if (typeof given !== 'object' || given === null) return given
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const isSecret = typeof value === 'string' && /api_key|_token/i.test(name)
      return [name, isSecret ? '<REDACTED>' : redacted(value)]
    }),
  )
}

/** As the jobs API of Ray tells it, for clients that wait for a job there. */
export function toRayJob(found: JobOfRun) {
  const { job } = found
  const status = statusOf(found)
  return {
    ...submissionOf(job, typeOf(found)),
    job_id: null,
    entrypoint: '',
    status: status === 'created' ? 'PENDING' : status.toUpperCase(),
  }
}
