import type { Job, JobState, Run } from '@assay/schemas'

/** Lumigator's words for the states of jobs. What never began because something else failed was stopped. */
export const jobStatus = {
  blocked: 'created',
  queued: 'pending',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'stopped',
  skipped: 'stopped',
} as const satisfies Record<JobState, string>

/** Its words for the states of workflows, which know no stop. */
export function workflowStatus({ state, started_at }: Pick<Run, 'state' | 'started_at'>) {
  if (state === 'succeeded') return 'succeeded'
  if (state === 'failed' || state === 'stopped' || state === 'skipped') return 'failed'
  return started_at === null ? 'created' : 'running'
}

/** Its words for the kinds of jobs. */
export const jobTypes = { inference: 'inference', annotation: 'inference', evaluation: 'evaluator' } as const

export type EvaluatedKind = keyof typeof jobTypes

export type EvaluatedJob = Extract<Job, { readonly kind: EvaluatedKind }>

/** Whether Lumigator knows such jobs. */
export function isEvaluated<Given extends Pick<Job, 'kind'>>(
  job: Given,
): job is Extract<Given, { readonly kind: EvaluatedKind }> {
  return Object.hasOwn(jobTypes, job.kind)
}

/** Whether there would be such a job there: one that waits for another is made only after that. */
export function hasBegun({ state, started_at, needs }: Pick<Job, 'state' | 'started_at' | 'needs'>): boolean {
  const isAwaiting = needs.length > 0 && started_at === null && state !== 'succeeded'
  return state !== 'skipped' && !isAwaiting
}
