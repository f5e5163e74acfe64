import { SecretMask } from '@assay/masking'
import { type AttemptEnd, type ClaimedJob, DomainError, type HeldAttempt, jobError, toJobError } from '@assay/schemas'
import type { LogWriter } from './attempt-log/log-writer.ts'
import type { Log } from './log.ts'
import type { AttemptNote } from './progress-notes.ts'
import type { AttemptContext, Runner } from './runner.ts'
import type { WorkSource } from './work-source.ts'

/** Why an attempt was told to end. */
export type EndReason = 'stopped' | 'superseded' | 'handed_back'

/** An attempt of this worker, under way. */
export interface Attempt extends HeldAttempt {
  /** Tells it to end. */
  end(reason: EndReason): void
  /** How it ended, when nothing of it runs any more. */
  readonly ended: Promise<AttemptEnd>
  /** Resolves when all of its log is written down. */
  closeLog(): Promise<void>
}

interface Surroundings extends Pick<WorkSource, 'isOutage'> {
  readonly logs: LogWriter
  readonly note: (note: AttemptNote) => void
  readonly log: Log
}

/** Starts an attempt of a claimed job. */
export function startAttempt(job: ClaimedJob, run: Runner, { note, logs, ...around }: Surroundings): Attempt {
  const controller = new AbortController()
  let told: EndReason | undefined
  const mask = new SecretMask()
  const hide = (secret: string) => mask.hide(secret)
  const attempt = { job_id: job.id, run_id: job.run_id, attempt: job.attempt }
  let reached: AttemptNote = { done: 0, total: null }
  const onProgress = (said: AttemptNote) => {
    reached = said
    note(said)
  }
  const log = logs.open({ attempt, mask, onProgress })
  const progress: AttemptContext['progress'] = (done, total, waiting_for = null) =>
    onProgress({ done, total, waiting_for })
  const phase: AttemptContext['phase'] = (waiting_for) =>
    note({ done: reached.done, total: reached.total, waiting_for })
  const begin = async () => run(job, { signal: controller.signal, progress, phase, hide, log })
  const ended = begin().then(
    ({ result, outputs }): AttemptEnd => ({ kind: 'succeeded', result: mask.data(result), outputs: [...outputs] }),
    (error: unknown) => {
      // nobody waits for one that was superseded, but for the news that it is dead
      if (told !== undefined) return { kind: told === 'superseded' ? 'handed_back' : told }
      return failure(error, { ...around, job, mask })
    },
  )
  return {
    ...attempt,
    ended,
    closeLog: () => log.close(),
    end(reason) {
      told ??= reason
      controller.abort(new Error(`the attempt was ${reason}`))
    },
  }
}

interface Failed extends Omit<Surroundings, 'note' | 'logs'> {
  readonly job: ClaimedJob
  readonly mask: SecretMask
}

function failure(thrown: unknown, { job, mask, log, isOutage }: Failed): AttemptEnd {
  // a source that was out of reach is no fault of the attempt, which is not to count
  if (isOutage(thrown)) return { kind: 'handed_back' }
  if (DomainError.is(thrown)) {
    if (thrown.code === 'BUDGET_REACHED') return { kind: 'handed_back', waits_for: 'budget' }
    return {
      kind: 'failed',
      error: jobError.parse(mask.data(toJobError(thrown))),
      retryable: thrown.retryable,
      ...(thrown.code === 'OUT_OF_MEMORY' && { more_memory: true }),
    }
  }
  log.error({ error: mask.error(thrown), job_id: job.id, attempt: job.attempt }, 'an attempt met an unexpected error')
  return { kind: 'failed', error: toJobError(thrown, { job_id: job.id }), retryable: true }
}

/** Tells all of them to end. */
export function endAll(attempts: Iterable<Attempt>, reason: EndReason): void {
  for (const attempt of attempts) attempt.end(reason)
}
