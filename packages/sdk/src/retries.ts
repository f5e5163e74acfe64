import { abortedBy } from './error/abort-error.ts'
import type { AssayError } from './error/assay-error.ts'
import type { Logger } from './log.ts'

/** How patient to be. */
export interface Patience {
  /** How many tries there are after the first. */
  readonly limit: number
  /** The wait before the first retry, in milliseconds. */
  readonly delayMs: number
  /** Who is told of each retry. */
  readonly log: Logger
}

const longestDelayMs = 8_000
const longestRetryAfterSeconds = 60

/** How many failures in a row a stream, a wait or an upload outlives: enough for a server that restarts. */
export const failuresInARow = 10

/** The tries of one call, or those of one connection since it last got anywhere. */
export class Retries {
  readonly #patience: Patience
  #tried = 0

  constructor(patience: Patience) {
    this.#patience = patience
  }

  /** Whether to try again after this error. */
  allow(error: AssayError): boolean {
    const isSoon = (error.retry_after_seconds ?? 0) <= longestRetryAfterSeconds
    return error.retryable && isSoon && this.#tried < this.#patience.limit
  }

  /**
   * Waits before the next try: as long as the server asks for, else twice as long as the last time, less a random part.
   */
  async pause(error: AssayError, signal?: AbortSignal | null): Promise<void> {
    const backoff = Math.min(longestDelayMs, this.#patience.delayMs * 2 ** this.#tried) * (1 - Math.random() / 2)
    const ms = Math.round(error.retry_after_seconds === undefined ? backoff : error.retry_after_seconds * 1000)
    this.#tried += 1
    const { code, request_id } = error
    this.#patience.log.info(`tries again in ${ms} ms`, { code, tried: this.#tried, ms, request_id })
    await pause(ms, signal)
  }

  /** Waits before the next try. Throws the error when there is none. */
  async next(error: AssayError, signal?: AbortSignal | null): Promise<void> {
    if (!this.allow(error)) throw error
    await this.pause(error, signal)
  }

  /** It got somewhere: failures count from here. */
  reset(): void {
    this.#tried = 0
  }
}

/** Throws ABORTED as soon as the signal is aborted. */
function pause(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortedBy(signal))
    const giveUp = () => {
      clearTimeout(timer)
      if (signal) reject(abortedBy(signal))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp)
      resolve()
    }, ms)
    signal?.addEventListener('abort', giveUp, { once: true })
  })
}
