import { abortedBy } from './error/abort-error.ts'
import { AssayError } from './error/assay-error.ts'
import { AssayTimeoutError } from './error/timeout-error.ts'
import type { Transport } from './transport.ts'

/** How to wait. */
export interface WaitOptions<Thing> {
  /** Aborts the wait, not what is waited for. */
  readonly signal?: AbortSignal | undefined
  /** How long to wait in all, in milliseconds; then TIMEOUT is thrown. Default: as long as it takes. */
  readonly timeoutMs?: number | undefined
  /** Called with how things stand, once a second and at the end. */
  readonly onProgress?: ((thing: Thing) => void) | undefined
}

interface Settling<Thing, Settled extends Thing> extends WaitOptions<Thing> {
  /** Asks how the thing stands; the server may take `wait_seconds` to answer. */
  readonly look: (wait_seconds: number, signal: AbortSignal) => Promise<Thing>
  readonly isSettled: (thing: Thing) => thing is Settled
}

const longPollSeconds = 25

/** Asks until a thing has settled, through outages of the server that last less than a minute or so. */
export async function settle<Thing, Settled extends Thing>(
  transport: Transport,
  { look, isSettled, signal, timeoutMs, onProgress }: Settling<Thing, Settled>,
): Promise<Settled> {
  const retries = transport.persist()
  const ending = new AbortController()
  const either = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => ending.abort(), timeoutMs)
  const wait_seconds = Math.min(onProgress ? 1 : longPollSeconds, transport.timeout / 2000)
  try {
    for (;;) {
      try {
        const thing = await look(wait_seconds, either)
        retries.reset()
        onProgress?.(thing)
        if (isSettled(thing)) return thing
      } catch (error) {
        if (!AssayError.is(error)) throw error
        await retries.next(error, either)
      }
    }
  } catch (error) {
    if (signal?.aborted) throw abortedBy(signal)
    if (ending.signal.aborted) throw new AssayTimeoutError(`It has not settled within ${timeoutMs} ms.`)
    throw error
  } finally {
    clearTimeout(timer)
  }
}
