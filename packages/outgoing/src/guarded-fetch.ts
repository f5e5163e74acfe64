import { DomainError } from '@assay/schemas'
import { type Dispatcher, fetch as undiciFetch } from 'undici'
import { createGuard, type GuardOptions } from './guard.ts'
import { limitBody } from './limited-body.ts'
import { createDispatcher } from './proxy.ts'
import { type Hop, nextHop, refusal } from './redirect.ts'
import { UnknownStatusError } from './unknown-status.ts'

export interface GuardedFetchOptions extends GuardOptions {
  /** Longest answer that is read, counted after decompression; default 16 MiB. */
  readonly max_body_bytes?: number
  /** How long an answer may take to begin, in seconds; default 30. */
  readonly headers_seconds?: number
  /** How long an answer that has begun may be silent, in seconds; default 30. */
  readonly silence_seconds?: number
  /** How long a call may take in all, redirects and the end of its answer included, in seconds; default 60. */
  readonly total_seconds?: number
  /** How many redirects are followed; default 5. */
  readonly max_redirects?: number
}

/** A client for outgoing calls; disposing it closes its connections. */
export interface GuardedFetch extends AsyncDisposable {
  readonly fetch: typeof globalThis.fetch
  /**
   * Whether an address may be called, as far as it says itself: names are looked up by `fetch` alone.
   *
   * @throws DomainError `URL_REFUSED`
   */
  checkUrl(url: URL): void
}

const defaults = {
  max_body_bytes: 16 * 1024 * 1024,
  headers_seconds: 30,
  silence_seconds: 30,
  total_seconds: 60,
  max_redirects: 5,
}

/**
 * Makes the client for outgoing calls. It calls HTTP and HTTPS only, sends no credentials from a URL, and connects to
 * the very address that it has checked, so that a name whose address changes in between reaches nothing else. Each
 * redirect is checked like the first address; credentials are not sent to another origin. A proxy, which looks names up
 * itself, is sent only what is not refused by the addresses that are known here.
 *
 * @throws AllowListError; from `fetch`, DomainError `URL_REFUSED`, and UnknownStatusError;
 * from its answer's body, BodyTooLargeError.
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const guard = createGuard(options)
  const limits = { ...defaults, ...options }
  const connection = {
    connect: { lookup: guard.lookup, timeout: 10_000 },
    headersTimeout: limits.headers_seconds * 1000,
    bodyTimeout: limits.silence_seconds * 1000,
  }
  const dispatcher = createDispatcher(connection, options.proxy)

  async function guarded(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    // before Request, whose error would repeat the credentials of a URL
    guard.checkUrl(new URL(input instanceof Request ? input.url : input))
    const request = new Request(input, init)
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(limits.total_seconds * 1000)])
    let hop = await firstHop(request)
    for (let followed = 0; ; followed++) {
      guard.checkUrl(hop.url)
      if (options.proxy) await guard.checkHost(hop.url)
      const answer = await send(hop, { dispatcher, signal })
      const next = request.redirect === 'manual' ? undefined : nextHop(hop, answer)
      if (!next) return toLimited(answer, { url: hop.url, limit_bytes: limits.max_body_bytes })
      await answer.body?.cancel()
      if (limits.max_redirects === 0 || request.redirect === 'error') {
        throw refusal(hop, 'it redirects. Name the address that it redirects to.')
      }
      if (followed >= limits.max_redirects) throw refusal(hop, 'it redirects too often.')
      hop = next
    }
  }

  return { fetch: guarded, checkUrl: guard.checkUrl, [Symbol.asyncDispose]: () => dispatcher.destroy() }
}

async function firstHop(request: Request): Promise<Hop> {
  const { url, method, headers } = request
  return { url: new URL(url), method, headers, body: request.body === null ? null : await request.arrayBuffer() }
}

type Answer = Awaited<ReturnType<typeof undiciFetch>>

async function send(
  { url, method, headers, body }: Hop,
  { dispatcher, signal }: { readonly dispatcher: Dispatcher; readonly signal: AbortSignal },
): Promise<Answer> {
  try {
    return await undiciFetch(url, { method, headers: [...headers], body, signal, redirect: 'manual', dispatcher })
  } catch (error) {
    throw error instanceof Error && DomainError.is(error.cause) ? error.cause : error
  }
}

const withoutBody: ReadonlySet<number> = new Set([204, 205, 304])

/** Without the words beside the status, which may be anything. */
async function toLimited(
  { body, status, headers }: Answer,
  { url, limit_bytes }: { readonly url: URL; readonly limit_bytes: number },
): Promise<Response> {
  const isKnown = status >= 200 && status <= 599
  if (!isKnown || withoutBody.has(status)) await body?.cancel()
  if (!isKnown) throw new UnknownStatusError(status)
  const limited = body === null || withoutBody.has(status) ? null : body.pipeThrough(limitBody(limit_bytes))
  const response = new Response(limited, { status, headers: [...headers] })
  // where redirects have led: a response that is made has none
  return Object.defineProperty(response, 'url', { value: url.href })
}
