import type { EventType, JobState } from '@assay/schemas'

interface Move {
  readonly from: readonly JobState[]
  readonly to: JobState
  readonly event: EventType
}

/**
 * Every move that a job can make, by its cause. There are no others: the engine writes states only through this table,
 * and terminal states appear on no left side.
 */
export const legalMoves = {
  freed: { from: ['blocked'], to: 'queued', event: 'job.queued' },
  skipped: { from: ['blocked'], to: 'skipped', event: 'job.skipped' },
  claimed: { from: ['queued'], to: 'running', event: 'job.started' },
  readopted: { from: ['queued'], to: 'running', event: 'job.started' },
  succeeded: { from: ['running'], to: 'succeeded', event: 'job.succeeded' },
  failed: { from: ['running'], to: 'failed', event: 'job.failed' },
  retried: { from: ['running'], to: 'queued', event: 'job.retried' },
  lost: { from: ['running'], to: 'queued', event: 'job.lost' },
  handed_back: { from: ['running'], to: 'queued', event: 'job.handed_back' },
  stopped: { from: ['running'], to: 'stopped', event: 'job.stopped' },
  unplaceable: { from: ['queued'], to: 'failed', event: 'job.failed' },
  stopped_waiting: { from: ['blocked', 'queued'], to: 'stopped', event: 'job.stopped' },
} as const satisfies Record<string, Move>

export type MoveCause = keyof typeof legalMoves

const terminal: ReadonlySet<JobState> = new Set(['succeeded', 'failed', 'stopped', 'skipped'])

export function isTerminal(state: JobState): boolean {
  return terminal.has(state)
}
