import { isOutage, type Reach } from './reach.ts'

/** Asks until the server answers. */
export async function outlast<Result>(reach: Reach, signal: AbortSignal, ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await reach.patiently(ask, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (!isOutage(error)) throw error
      await reach.back(signal)
      signal.throwIfAborted()
    }
  }
}
