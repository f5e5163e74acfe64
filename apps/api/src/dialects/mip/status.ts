import type { JobState } from '@assay/schemas'

/** mip_server's words for the states of modules. */
export const moduleStatus = {
  blocked: 'NOT_STARTED',
  queued: 'NOT_STARTED',
  running: 'RUNNING',
  succeeded: 'PASSED',
  failed: 'FAILED',
  stopped: 'FAILED',
  skipped: 'FAILED',
} as const satisfies Record<JobState, string>

/** Its words for those of runs and jobs, which run from the moment they are asked for. */
export function runStatus(state: JobState) {
  const status = moduleStatus[state]
  return status === 'NOT_STARTED' ? 'RUNNING' : status
}

/** A time as Python writes one without a zone: in UTC, with microseconds. */
export function naive(time: string): string {
  const [whole = '', part = ''] = time.replace(/Z$/, '').split('.')
  return `${whole}.${part.padEnd(6, '0')}`
}

export function naiveOrNull(time: string | null): string | null {
  return time === null ? null : naive(time)
}
