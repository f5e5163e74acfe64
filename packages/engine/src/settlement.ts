import {
  type AttemptEnding,
  DomainError,
  type JobError,
  type JobState,
  type Requirements,
  toJobError,
} from '@assay/schemas'
import type { MoveCause } from './legal-moves.ts'

/** An attempt and how it ended. Its identity is the job, the attempt's number and the worker. */
export interface Settlement extends Omit<AttemptEnding, 'end'> {
  readonly worker_id: string
  readonly end: AttemptEnding['end'] | Lost
}

/** Its worker no longer renews its session; or it is known that the whole server died with all that it did. */
interface Lost {
  readonly kind: 'lost'
  readonly with_server?: boolean
}

export interface HeldJob {
  readonly id: string
  readonly run_id: string
  readonly owner_id: string
  readonly name: string
  readonly state: JobState
  readonly attempt: number
  readonly attempts_left: number
  readonly worker_id: string | null
  readonly stop_requested: boolean
  readonly stop_error: JobError | null
  readonly requires: Requirements | null
  readonly memory_factor: number
  readonly other_worker: boolean
  readonly progress_done: number | null
  readonly furthest: number
  readonly deaths: number
}

export interface Decision {
  readonly cause: MoveCause
  readonly error: JobError | null
  /** Whether the attempt is none of those that the job has. */
  readonly is_free?: boolean
  /** How many attempts in a row have died before they came further than any before. */
  readonly deaths?: number
  /** Whether there is another attempt only if it can have more memory. */
  readonly needs_memory?: boolean
  /** What the job requires from now on. */
  readonly requires?: Requirements
}

/** A job whose attempts die with the server so often, without ever coming further, may be what kills it. */
const mostDeaths = 10

/** What the end of an attempt means for its job. */
export function decide(job: HeldJob, end: Settlement['end']): Decision {
  if (end.kind === 'succeeded') return { cause: 'succeeded', error: null }
  if (job.stop_requested || end.kind === 'stopped') return { cause: 'stopped', error: job.stop_error }
  if (end.kind === 'handed_back') return { cause: 'handed_back', error: null, is_free: true }
  if (end.kind === 'lost') return decideLost(job, end)
  const needs_memory = end.more_memory === true && job.memory_factor > 1
  const mayRetry = (end.retryable || needs_memory) && job.attempts_left > 0
  return { cause: mayRetry ? 'retried' : 'failed', error: end.error, needs_memory }
}

/** What had come further than any attempt before, or died with its server, was stopped by chance: it does not count. */
function decideLost(job: HeldJob, { with_server = false }: Lost): Decision {
  const lost = { cause: 'lost', error: null } as const
  if ((job.progress_done ?? 0) > job.furthest) return { ...lost, is_free: true, deaths: 0 }
  const deaths = job.deaths + 1
  if (with_server && deaths < mostDeaths) return { ...lost, is_free: true, deaths }
  if (!with_server && job.attempts_left > 0) return { ...lost, deaths }
  return { cause: 'failed', error: lostTooOften(job), deaths }
}

function lostTooOften(job: HeldJob): JobError {
  return toJobError(new DomainError('WORKER_LOST', { attempts: job.attempt }))
}
