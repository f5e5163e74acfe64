import { type Listener, parseHint } from '@assay/db'
import type { Channel } from './channel.ts'

interface Waiter {
  readonly channel: Channel
  readonly id: string | undefined
  readonly wake: () => void
}

/** Lets code wait for hints. A hint may be missed (a lost connection), so every wait has an end. */
export interface Signals {
  /** How long the listening connection has stood, in milliseconds; 0 while there is none. */
  readonly standing_ms: number
  /** Calls back on every hint of a channel, and when hints may have been missed; returns how to end that. */
  subscribe(channel: Channel, wake: () => void): () => void
  /** A wait that begins now, so that nothing between a look and the wait for its change is missed. */
  watch(channel: Channel, id: string): Watch
}

export interface Watch extends Disposable {
  /** Resolves at the next hint since the last one, after `timeout_ms`, or when aborted. */
  next(timeout_ms: number, signal?: AbortSignal): Promise<void>
}

/** Signals over one listening connection of the process. */
export function createSignals(listener: Listener): Signals {
  const waiters = new Set<Waiter>()
  listener.on('notification', (channel, payload) => {
    const ids = parseHint(payload)
    for (const waiter of waiters) {
      if (waiter.channel !== channel) continue
      if (waiter.id === undefined || ids === undefined || ids.includes(waiter.id)) waiter.wake()
    }
  })
  listener.on('reconnected', () => {
    for (const waiter of waiters) waiter.wake()
  })

  function add(waiter: Waiter): () => void {
    waiters.add(waiter)
    return () => waiters.delete(waiter)
  }

  return {
    get standing_ms() {
      return listener.standing_ms
    },
    subscribe: (channel, wake) => add({ channel, id: undefined, wake }),
    watch(channel, id) {
      let hinted = Promise.withResolvers<void>()
      const remove = add({ channel, id, wake: () => hinted.resolve() })
      return {
        async next(timeout_ms, signal) {
          await settled(hinted.promise, timeout_ms, signal)
          hinted = Promise.withResolvers<void>()
        },
        [Symbol.dispose]: remove,
      }
    },
  }
}

async function settled(promise: Promise<void>, timeout_ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return
  const end = Promise.withResolvers<void>()
  const timer = setTimeout(end.resolve, timeout_ms)
  const onAbort = () => end.resolve()
  signal?.addEventListener('abort', onAbort, { once: true })
  await Promise.race([promise, end.promise])
  clearTimeout(timer)
  signal?.removeEventListener('abort', onAbort)
}
