import type { CoreDeps } from '@assay/core'
import type { Signals, Watch } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'

const backAfterSeconds = 1

/** The deps of core while the server is open: when it closes, those who wait for a change are told to come back. */
export function untilClosing(deps: CoreDeps, closing: AbortSignal): CoreDeps {
  const { signals } = deps
  const watched: Signals = {
    get standing_ms() {
      return signals.standing_ms
    },
    subscribe: (channel, wake) => signals.subscribe(channel, wake),
    watch: (channel, id) => endingWith(signals.watch(channel, id), closing),
  }
  return { ...deps, signals: watched }
}

function endingWith(watch: Watch, closing: AbortSignal): Watch {
  return {
    async next(timeout_ms, signal) {
      await watch.next(timeout_ms, signal ? AbortSignal.any([signal, closing]) : closing)
      if (closing.aborted) throw new DomainError('UNAVAILABLE', { retry_after_seconds: backAfterSeconds })
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  }
}

/** An idle connection would keep a closing server waiting for another request. */
export function closeAnsweredConnections(app: FastifyInstance, closing: AbortSignal): void {
  app.addHook('onResponse', async () => {
    if (closing.aborted) setImmediate(() => app.server.closeIdleConnections())
  })
}
