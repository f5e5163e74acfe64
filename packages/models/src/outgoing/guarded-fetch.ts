import { DomainError } from '@assay/schemas'
import { Agent, fetch as undiciFetch } from 'undici'
import { createGuard, type GuardOptions } from './guard.ts'
import { limitBody } from './limited-body.ts'

/** What outgoing calls may do. */
export interface GuardedFetchOptions extends GuardOptions {
  /** Longest answer that is read, counted after decompression; default 16 MiB. */
  readonly max_body_bytes?: number
}

/** A client for outgoing calls; disposing it closes its connections. */
export interface GuardedFetch extends AsyncDisposable {
  readonly fetch: typeof globalThis.fetch
}

const defaultMaxBodyBytes = 16 * 1024 * 1024
const redirects = new Set([301, 302, 303, 307, 308])

/**
 * Makes the client for outgoing calls. It calls HTTP and HTTPS alone, sends no credentials from a URL, follows no redirect, and
 * connects only to addresses that it has checked itself: the very address that a name was looked up to, so that a name which
 * changes its mind reaches nothing else.
 *
 * @throws DomainError `URL_REFUSED`, from `fetch`.
 *
 * @example
 * await using outgoing = createGuardedFetch({ allow: [], allow_loopback: false })
 * const answer = await outgoing.fetch('https://example.com/v1/models')
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const guard = createGuard(options)
  const limit = options.max_body_bytes ?? defaultMaxBodyBytes
  const dispatcher = new Agent({
    connect: { lookup: guard.lookup, timeout: 10_000 },
    // callers bring their own time-outs
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  async function guarded(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const url = new URL(input instanceof Request ? input.url : input)
    guard.checkUrl(url)
    const request = new Request(input, init)
    const answer = await send(request, dispatcher)
    if (!redirects.has(answer.status)) return toLimited(answer, limit)
    await answer.body?.cancel()
    throw new DomainError('URL_REFUSED', {
      host: url.host,
      reason: 'it redirects. Name the address that it redirects to.',
    })
  }

  return { fetch: guarded, [Symbol.asyncDispose]: () => dispatcher.destroy() }
}

type Answer = Awaited<ReturnType<typeof undiciFetch>>

async function send(request: Request, dispatcher: Agent): Promise<Answer> {
  try {
    return await undiciFetch(request.url, {
      method: request.method,
      headers: [...request.headers],
      body: request.body === null ? null : await request.arrayBuffer(),
      signal: request.signal,
      redirect: 'manual',
      dispatcher,
    })
  } catch (error) {
    throw error instanceof Error && DomainError.is(error.cause) ? error.cause : error
  }
}

function toLimited({ body, status, statusText, headers }: Answer, limit_bytes: number): Response {
  const limited = body === null ? null : body.pipeThrough(limitBody(limit_bytes))
  return new Response(limited, { status, statusText, headers: [...headers] })
}
