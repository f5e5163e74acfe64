import type { Clock } from './clock.ts'
import { type FailureKind, PredictionError } from './prediction-error.ts'

export interface RetryPolicy {
  /** The first wait lasts up to this; each further one up to twice the last. */
  readonly base_ms: number
  /** No wait is longer, unless `Retry-After` says so. */
  readonly cap_ms: number
  /** 0 to 1; each wait is this share of its bound ("full jitter"): calls that failed together come back apart. */
  readonly random: () => number
}

/** Waits of up to 0.5, 1, 2, … 30 s. */
export const defaultRetryPolicy: RetryPolicy = { base_ms: 500, cap_ms: 30_000, random: Math.random }

/** How many calls an example gets in all, by the kind of the last failure. */
const maxAttempts = {
  overload: 12,
  transient: 6,
  timeout: 3,
  unreadable: 3,
  final: 1,
} satisfies Record<FailureKind, number>

export interface RetryOptions {
  readonly policy: RetryPolicy
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Whether a failure was not the call's own: it does not count, and the call is made again at once. */
  readonly excuses: (error: PredictionError) => Promise<boolean>
  /** Told why nothing is asked for long, and `null` when it goes on. */
  readonly onWait: (reason: string | null) => void
}

/** A wait that somebody who looks on wants to know of. */
const longWaitMs = 10_000

/** Calls until there is an answer, or until this kind of failure has no attempts left. */
export async function withRetry<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, excuses } = options
  for (let attempt = 1; ; ) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof PredictionError)) throw error
      if (await excuses(error)) continue
      if (attempt >= maxAttempts[error.kind]) throw error
      await pause(error, Math.max(backoff(attempt, policy), error.retry_after_ms ?? 0), options)
      attempt += 1
    }
  }
}

async function pause(error: PredictionError, wait_ms: number, options: RetryOptions): Promise<void> {
  const { clock, signal, onWait } = options
  if (wait_ms < longWaitMs || error.retry_after_ms === null) return clock.sleep(wait_ms, signal)
  onWait(error.message)
  await clock.sleep(wait_ms, signal)
  onWait(null)
}

function backoff(attempt: number, { base_ms, cap_ms, random }: RetryPolicy): number {
  return random() * Math.min(cap_ms, base_ms * 2 ** (attempt - 1))
}
