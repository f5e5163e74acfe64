import { setImmediate } from 'node:timers/promises'
import type { Limiter } from './adaptive-concurrency.ts'

/** Runs calls that compute one after the other, and lets the event loop turn in between. */
export function createOneAtATime(): Limiter {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(call, signal) {
      const next = last.then(async () => {
        await setImmediate()
        signal.throwIfAborted()
        return call()
      })
      last = next.catch(() => undefined)
      return next
    },
  }
}
