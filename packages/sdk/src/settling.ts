import { abortedBy } from './error/abort-error.ts'
import { AssayError } from './error/assay-error.ts'
import { AssayTimeoutError } from './error/timeout-error.ts'
import type { RequestOptions } from './request-options.ts'
import type { Transport } from './transport.ts'

/** How to wait. */
export interface WaitOptions<Thing> extends RequestOptions {
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

/** So many are looked at at once; a browser opens no more connections to one server. */
const atOnce = 6

interface WaitingForAll<Thing> extends Omit<WaitOptions<Thing>, 'onProgress'> {
  readonly onProgress?: ((things: readonly Thing[]) => void) | undefined
}

/** Waits for several things, of which each is waited for by itself. Throws as soon as one does. */
export async function waitForEach<Thing>(
  ids: readonly string[],
  { onProgress, timeoutMs, signal }: WaitingForAll<Thing>,
  wait: (id: string, options: WaitOptions<Thing>) => Promise<Thing>,
): Promise<Thing[]> {
  const things = new Map<string, Thing>()
  const ending = new AbortController()
  const either = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal
  const began = performance.now()
  const waiting = [...new Set(ids)]
  const known = () => ids.flatMap((id) => things.get(id) ?? [])
  const note = (id: string, thing: Thing) => {
    things.set(id, thing)
    onProgress?.(known())
  }
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const one = id
      const left = timeoutMs === undefined ? undefined : Math.max(0, timeoutMs - (performance.now() - began))
      const progress = onProgress && ((thing: Thing) => note(one, thing))
      things.set(one, await wait(one, { signal: either, timeoutMs: left, onProgress: progress }))
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work))
  } finally {
    ending.abort()
  }
  return known()
}
