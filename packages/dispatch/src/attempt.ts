import { isConnectionError, type JobRow, type Log } from '@assay/db'
import { type AttemptEnd, type HeldAttempt, toJobError } from '@assay/engine'
import { SecretMask } from '@assay/models'
import { DomainError, jobError } from '@assay/schemas'
import type { AttemptContext, Runner } from './runner.ts'

/** Why an attempt was told to end. */
export type EndReason = 'stopped' | 'superseded' | 'handed_back'

/** An attempt of this worker, under way. */
export interface Attempt extends HeldAttempt {
  readonly job_id: string
  /** Tells it to end. */
  end(reason: EndReason): void
  /** How it ended, when nothing of it runs any more; undefined: superseded, there is nothing to report. */
  readonly ended: Promise<AttemptEnd | undefined>
}

/** Starts an attempt of a claimed job. */
export function startAttempt(
  job: JobRow,
  run: Runner,
  { progress, log }: Pick<AttemptContext, 'progress'> & { readonly log: Log },
): Attempt {
  const controller = new AbortController()
  let told: EndReason | undefined
  const mask = new SecretMask()
  const hide = (secret: string) => mask.hide(secret)
  const begin = async () => run(job, { signal: controller.signal, progress, hide })
  const ended = begin().then(
    ({ result, outputs }): AttemptEnd | undefined => ({
      kind: 'succeeded',
      result: mask.data(result),
      outputs,
    }),
    (error: unknown) => {
      if (told !== undefined) return told === 'superseded' ? undefined : { kind: told }
      return failure(error, { job, mask, log })
    },
  )
  return {
    job_id: job.id,
    run_id: job.run_id,
    attempt: job.attempt,
    ended,
    end(reason) {
      told ??= reason
      controller.abort(new Error(`the attempt was ${reason}`))
    },
  }
}

function failure(thrown: unknown, { job, mask, log }: { job: JobRow; mask: SecretMask; log: Log }): AttemptEnd {
  if (DomainError.is(thrown)) {
    return { kind: 'failed', error: jobError.parse(mask.data(toJobError(thrown))), retryable: thrown.retryable }
  }
  // a database that was away is no fault of the attempt, which is not to count
  if (isConnectionError(thrown)) return { kind: 'handed_back' }
  log.error({ error: mask.error(thrown), job_id: job.id, attempt: job.attempt }, 'an attempt met an unexpected error')
  return { kind: 'failed', error: toJobError(thrown), retryable: true }
}

/** Tells all of them to end. */
export function endAll(attempts: Iterable<Attempt>, reason: EndReason): void {
  for (const attempt of attempts) attempt.end(reason)
}
