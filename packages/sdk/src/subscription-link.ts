import type { AppRouter } from '@assay/api'
import { TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { follow } from './event-stream.ts'
import type { Transport } from './transport.ts'

/**
 * Carries subscriptions of the tRPC client over our event streams: signed like every request, resumed by themselves.
 */
export function subscriptionLink(transport: Transport): TRPCLink<AppRouter> {
  return () =>
    ({ op: { path, input, signal } }) =>
      observable((observer) => {
        const ending = new AbortController()
        const either = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal
        const pump = async () => {
          observer.next({ result: { type: 'started' } })
          for await (const message of follow(transport, { path, input, signal: either })) {
            observer.next({ result: { id: message.id, data: message } })
          }
          observer.next({ result: { type: 'stopped' } })
          observer.complete()
        }
        pump().catch((error: unknown) => {
          if (either.aborted) observer.complete()
          else observer.error(TRPCClientError.from(error instanceof Error ? error : { message: String(error) }))
        })
        return () => ending.abort()
      })
}
