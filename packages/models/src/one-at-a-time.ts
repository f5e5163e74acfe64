import { setImmediate } from 'node:timers/promises'
import type { Limiter } from './adaptive-concurrency.ts'

/** Calls that compute in this thread run one after the other; the event loop has its turn in between. */
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
