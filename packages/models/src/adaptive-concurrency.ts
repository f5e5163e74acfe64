import type { Clock } from './clock.ts'
import { PredictionError } from './prediction-error.ts'

export interface Limiter {
  run<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T>
}

/**
 * Finds out how many calls at once an endpoint can bear: one more after each round of successes, half when it is
 * overloaded or too slow (AIMD), and none for as long as its `Retry-After` says. Calls start in the order in which they
 * came.
 */
export function createAdaptiveConcurrency(
  bounds: { readonly initial: number; readonly max: number },
  clock: Clock,
): Limiter & { readonly limit: number } {
  const waiting: (() => void)[] = []
  let limit = bounds.initial
  let active = 0
  let successes = 0
  let cuts = 0
  let pausedUntil = 0

  function admit(): void {
    while (active < limit && waiting.length > 0) {
      active += 1
      waiting.shift()?.()
    }
  }

  function speedUp(): void {
    successes += 1
    if (successes < limit || limit >= bounds.max) return
    limit += 1
    successes = 0
  }

  function slowDown(error: PredictionError, cutsAtStart: number): void {
    if (error.kind !== 'overload' && error.kind !== 'timeout') return
    pausedUntil = Math.max(pausedUntil, clock.now() + (error.retry_after_ms ?? 0))
    successes = 0
    // calls that started before the last cut say nothing about the limit since then
    if (cuts > cutsAtStart) return
    cuts += 1
    limit = Math.max(1, Math.floor(limit / 2))
  }

  async function pauseOver(signal: AbortSignal): Promise<void> {
    for (let left = pausedUntil - clock.now(); left > 0; left = pausedUntil - clock.now()) {
      await clock.sleep(left, signal)
    }
    signal.throwIfAborted()
  }

  return {
    get limit() {
      return limit
    },
    async run(call, signal) {
      const turn = new Promise<void>((resolve) => waiting.push(resolve))
      admit()
      await turn
      let cutsAtStart = cuts
      try {
        await pauseOver(signal)
        cutsAtStart = cuts
        const result = await call()
        speedUp()
        return result
      } catch (error) {
        if (error instanceof PredictionError) slowDown(error, cutsAtStart)
        throw error
      } finally {
        active -= 1
        admit()
      }
    },
  }
}
