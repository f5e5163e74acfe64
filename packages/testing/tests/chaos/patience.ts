import { setTimeout as delay } from 'node:timers/promises'
import { AssayConnectionError, AssayError } from '@assay/sdk'

const pauseMs = 200
const patienceMs = 120_000

/** Asks until there is an answer, as a client does whose server comes and goes. */
export async function asked<Answer>(ask: () => PromiseLike<Answer>): Promise<Answer> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const isPassing = error instanceof AssayConnectionError || (AssayError.is(error) && error.retryable)
      if (!isPassing || performance.now() > until) throw error
      await delay(pauseMs)
    }
  }
}

/** Looks until nothing is wrong any more, or for so long; what is wrong at last. */
export async function faultsAtLast(look: () => Promise<string[]>, within_ms: number): Promise<string[]> {
  const until = performance.now() + within_ms
  for (;;) {
    const faults = await look()
    if (faults.length === 0 || performance.now() > until) return faults
    await delay(pauseMs)
  }
}
