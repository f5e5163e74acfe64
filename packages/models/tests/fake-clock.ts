import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../src/clock.ts'

/** A clock whose sleeps are over at once and move it on; it keeps how long they were. */
export function createFakeClock(): Clock & { readonly slept: number[] } {
  let now = 0
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    async sleep(milliseconds, signal) {
      signal.throwIfAborted()
      slept.push(milliseconds)
      const end = now + milliseconds
      await setImmediate()
      now = Math.max(now, end)
    },
  }
}
