import type { JobState } from '@assay/schemas'

/** DECODE's words for the states of jobs. */
export const statuses = ['queued', 'pulled', 'preprocessing', 'running', 'postprocessing', 'finished', 'error'] as const

export type Status = (typeof statuses)[number]

/** What we call what the worker of a running job is at; null: it runs. */
export const phases = {
  pulled: 'claimed',
  preprocessing: 'preparing',
  running: null,
  postprocessing: 'finishing',
} as const satisfies Partial<Record<Status, string | null>>

const ended = { succeeded: 'finished', failed: 'error', stopped: 'error', skipped: 'error' } as const

export function statusOf({ state, phase }: { readonly state: JobState; readonly phase: string | null }): Status {
  if (state === 'queued' || state === 'blocked') return 'queued'
  if (state !== 'running') return ended[state]
  if (phase === phases.pulled) return 'pulled'
  if (phase === phases.preprocessing) return 'preprocessing'
  return phase === phases.postprocessing ? 'postprocessing' : 'running'
}
