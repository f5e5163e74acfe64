import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@assay/dispatch'
import { DomainError } from '@assay/schemas'
import { AssayError } from '@assay/sdk'

const firstPauseMs = 250
const longestPauseMs = 10_000

/** The server does not answer, or not as it should: for now, nobody is to blame. */
export class OutOfReach extends Error {
  override readonly name = 'OutOfReach'
}

/** What the client says when no answer came, or one of somebody else on the way. */
const unanswered = new Set(['CONNECTION_FAILED', 'TIMEOUT', 'ABORTED', 'RESPONSE_INVALID'])
const passing = new Set([408, 429, 502, 503, 504])

export function isOutage(error: unknown): boolean {
  if (error instanceof OutOfReach) return true
  if (DomainError.is(error) || !AssayError.is(error)) return false
  return unanswered.has(error.code) || isPassing(error.status ?? 0)
}

/** Whether an answer of this status says nothing about what was asked. */
export function isPassing(status: number): boolean {
  return passing.has(status)
}

/** Whether the server is within reach, as the calls to it show. */
export interface Reach {
  /** Makes a call. */
  readonly call: <Result>(ask: () => Promise<Result>) => Promise<Result>
  /** The same for one that is made again and again: a failure is told after a pause, longer each time. */
  readonly patiently: <Result>(ask: () => Promise<Result>, signal: AbortSignal) => Promise<Result>
  /** Resolves when the server is within reach. */
  readonly back: (signal?: AbortSignal) => Promise<void>
}

export function createReach(log: Log): Reach {
  let away: PromiseWithResolvers<void> | undefined
  let failures = 0

  async function call<Result>(ask: () => Promise<Result>): Promise<Result> {
    try {
      const answer = await ask()
      isBack()
      return answer
    } catch (error) {
      if (!isOutage(error)) isBack()
      else if (!isAbort(error)) isAway(error)
      throw error
    }
  }

  function isAway(error: unknown): void {
    failures += 1
    if (away) return
    away = Promise.withResolvers()
    const why = error instanceof Error ? error.message : String(error)
    log.warn({ why }, 'the server is out of reach; what runs goes on')
  }

  function isBack(): void {
    failures = 0
    if (!away) return
    log.info({}, 'the server is within reach again')
    away.resolve()
    away = undefined
  }

  return {
    call,
    async patiently(ask, signal) {
      try {
        return await call(ask)
      } catch (error) {
        const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failures) * (0.5 + Math.random() / 2)
        if (isOutage(error)) await delay(pauseMs, undefined, { signal }).catch(() => {})
        throw error
      }
    },
    async back(signal) {
      if (!away) return
      await Promise.race([away.promise, signal ? aborted(signal) : new Promise<never>(() => {})])
    },
  }
}

function isAbort(error: unknown): boolean {
  return AssayError.is(error) && error.code === 'ABORTED'
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}
