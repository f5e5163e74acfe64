import { setTimeout as delay } from 'node:timers/promises'
import { isConnectionError } from '@assay/db'

const pauseMs = 250

/** Does database work that is safe to do twice, until the database answers or the attempt must end. */
export async function outlast<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isConnectionError(error)) throw error
      signal.throwIfAborted()
      await delay(pauseMs, undefined, { signal })
    }
  }
}
