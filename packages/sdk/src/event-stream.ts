import { EventSourceParserStream } from 'eventsource-parser/stream'
import { abortedBy } from './error/abort-error.ts'
import { AssayError } from './error/assay-error.ts'
import { AssayConnectionError } from './error/connection-error.ts'
import { readErrorEvent, readStreamError, responseInvalid } from './error/read-error.ts'
import { iterate } from './stream.ts'
import type { Transport } from './transport.ts'

/** What to follow. */
export interface Subscription {
  readonly path: string
  readonly input: unknown
  readonly signal?: AbortSignal | null | undefined
}

/** One thing that came, under the id from which to go on. */
export interface Tracked<Data> {
  readonly id: string
  readonly data: Data
}

/** How long a stream may be silent before it counts as lost; the server says it is alive every 15 s. */
const longestSilenceMs = 45_000

/**
 * Follows a subscription to its end. After a lost connection it goes on behind the last thing that came; it throws when
 * it gets nowhere in ten tries, when the server refuses, and when the signal is aborted.
 */
export async function* follow<Data>(transport: Transport, subscription: Subscription): AsyncGenerator<Tracked<Data>> {
  const { signal } = subscription
  const retries = transport.persist()
  let lastEventId: string | undefined
  for (;;) {
    try {
      for await (const message of connect<Data>(transport, subscription, lastEventId)) {
        lastEventId = message.id
        retries.reset()
        yield message
      }
      return
    } catch (error) {
      if (!AssayError.is(error)) throw error
      await retries.next(error, signal)
    }
  }
}

/** Asks for what comes once, piece by piece: what breaks off is not asked for again. Throws CONNECTION_FAILED. */
export async function* readOnce<Data>(
  transport: Transport,
  { path, input, signal }: Subscription,
): AsyncGenerator<Data, void> {
  const silence = new SilenceAlarm(longestSilenceMs)
  try {
    const response = await transport.openOnce(path, {
      method: 'POST',
      headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify(input),
      signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
    })
    for await (const { event, data } of readMessages(response, () => silence.postpone())) {
      if (event === 'end') return
      if (event === 'error') throw readErrorEvent(data)
      yield JSON.parse(data)
    }
  } catch (error) {
    if (signal?.aborted) throw abortedBy(signal)
    if (AssayError.is(error) && error.code !== 'ABORTED') throw error
    throw new AssayConnectionError(transport.url, error)
  } finally {
    silence.stop()
  }
  throw new AssayConnectionError(transport.url)
}

/** One connection, until the end of the stream. Throws CONNECTION_FAILED when it breaks before. */
async function* connect<Data>(
  transport: Transport,
  { path, input, signal }: Subscription,
  lastEventId: string | undefined,
): AsyncGenerator<Tracked<Data>> {
  const silence = new SilenceAlarm(longestSilenceMs)
  const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal
  const query = encodeURIComponent(
    JSON.stringify({ ...(input instanceof Object && input), ...(lastEventId && { lastEventId }) }),
  )
  try {
    const response = await transport.openOnce(`/trpc/${path}?input=${query}`, {
      headers: { accept: 'text/event-stream' },
      signal: either,
    })
    for await (const { event, id, data } of readMessages(response)) {
      silence.postpone()
      if (event === 'return') return
      if (event === 'serialized-error') throw readStreamError(data)
      if (event === undefined && id !== undefined) yield { id, data: JSON.parse(data) }
    }
  } catch (error) {
    if (signal?.aborted) throw abortedBy(signal)
    if (AssayError.is(error) && error.code !== 'ABORTED') throw error
    throw new AssayConnectionError(transport.url, error)
  } finally {
    silence.stop()
  }
  throw new AssayConnectionError(transport.url)
}

function readMessages({ body, headers }: Response, onComment?: () => void) {
  if (!body || headers.get('content-type')?.startsWith('text/event-stream') !== true) {
    throw responseInvalid('it is no event stream')
  }
  return iterate(
    body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream(onComment && { onComment })),
  )
}

/** Aborts when nothing was heard for so long. */
class SilenceAlarm {
  readonly #longestMs: number
  readonly #controller = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(longestMs: number) {
    this.#longestMs = longestMs
    this.postpone()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  postpone(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#controller.abort(), this.#longestMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#controller.abort()
  }
}
