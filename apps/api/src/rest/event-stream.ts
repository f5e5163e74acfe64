import { toErrorBody } from '@assay/schemas'
import { isTrackedEnvelope } from '@trpc/server'
import { foldError } from '../error.ts'
import { heartbeatMs } from '../trpc.ts'

const reconnectAfterMs = 1_000

interface EventStream {
  readonly events: AsyncIterable<unknown>
  readonly request_id: string
  readonly onError: (error: unknown) => void
  /** Aborted when the server closes or the client has gone. */
  readonly signal: AbortSignal
}

/**
 * Events as text/event-stream: each under its id; a comment whenever nothing has happened for a while; at the end an
 * event "end", without which the client knows that it has to come back.
 */
export async function* toEventStream({ events, request_id, onError, signal }: EventStream): AsyncGenerator<string> {
  yield `retry: ${reconnectAfterMs}\n\n`
  try {
    for await (const event of withHeartbeats(events)) yield event === heartbeat ? ': alive\n\n' : toText(event)
    yield 'event: end\ndata: {}\n\n'
  } catch (error) {
    if (signal.aborted) return
    onError(error)
    yield `event: error\ndata: ${JSON.stringify(toErrorBody(foldError(error), request_id))}\n\n`
  }
}

const heartbeat = Symbol('heartbeat')

/** The events, and a heartbeat whenever none has come for a while. */
async function* withHeartbeats(events: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  const iterator = events[Symbol.asyncIterator]()
  let next = iterator.next()
  try {
    for (;;) {
      const first = await firstOf(next)
      if (first === heartbeat) {
        yield heartbeat
        continue
      }
      if (first.done) return
      next = iterator.next()
      yield first.value
    }
  } finally {
    next.catch(() => {})
    await iterator.return?.()
  }
}

async function firstOf<Result>(promise: Promise<Result>): Promise<Result | typeof heartbeat> {
  const quiet = Promise.withResolvers<typeof heartbeat>()
  const timer = setTimeout(() => quiet.resolve(heartbeat), heartbeatMs)
  try {
    return await Promise.race([promise, quiet.promise])
  } finally {
    clearTimeout(timer)
  }
}

function toText(event: unknown): string {
  if (!isTrackedEnvelope(event)) return `data: ${JSON.stringify(event)}\n\n`
  const [id, data] = event
  return `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`
}
