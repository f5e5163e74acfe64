import type { EndedWork, WebhookEvent, WebhookPayload } from '@assay/schemas'
import type { NotificationDeps } from './deps.ts'
import { linkToRun } from './link.ts'

/** What is posted when something has ended. */
export function toPayload(type: WebhookEvent, data: EndedWork): WebhookPayload {
  return { type, timestamp: data.finished_at ?? new Date().toISOString(), is_example: false, data }
}

const ends = {
  'run.succeeded': ['run', 'succeeded'],
  'run.failed': ['run', 'failed'],
  'run.stopped': ['run', 'stopped'],
  'job.succeeded': ['job', 'succeeded'],
  'job.failed': ['job', 'failed'],
  'job.stopped': ['job', 'stopped'],
} as const satisfies Record<WebhookEvent, readonly ['run' | 'job', EndedWork['state']]>

/** What would be posted if something ended now. */
export function toExample(deps: Pick<NotificationDeps, 'settings'>, type: WebhookEvent): WebhookPayload {
  const [noun, state] = ends[type]
  const now = new Date().toISOString()
  const run_id = exampleId(1)
  const data: EndedWork = {
    run_id,
    run_name: 'an example',
    job_id: noun === 'job' ? exampleId(2) : null,
    job_name: noun === 'job' ? 'inference' : null,
    experiment_id: null,
    state,
    error: state === 'failed' ? { code: 'MODEL_UNREACHABLE', message: 'This is an example of an error.' } : null,
    started_at: now,
    finished_at: now,
    link: linkToRun(deps, run_id),
  }
  return { ...toPayload(type, data), is_example: true }
}

/** An id that no row has. */
function exampleId(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
}
