import { DomainError } from '@assay/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiDeps, ApiSettings } from './settings.ts'

const safeMethods = ['GET', 'HEAD', 'OPTIONS']

/**
 * Refuses requests that a page of another site made a browser send with the cookie or the password that the browser
 * stores. A request with a key of its own, or from something else than a browser, passes.
 */
export function refuseCrossSite(app: FastifyInstance, { settings }: ApiDeps): void {
  const allowed = allowedOrigins(settings)
  app.addHook('onRequest', async (request) => {
    if (isHarmless(request) || isSameSite(request, allowed)) return
    throw new DomainError('CROSS_SITE_REQUEST', { origin: request.headers.origin ?? null })
  })
}

/** By tRPC some calls are made with GET that cost their user something, such as the answer of a model. */
function isHarmless({ method, url, headers }: FastifyRequest): boolean {
  return safeMethods.includes(method) && !(url.startsWith('/trpc/') && headers['sec-fetch-site'] === 'cross-site')
}

function isSameSite(request: FastifyRequest, allowed: ReadonlySet<string>): boolean {
  const { authorization = '', origin, 'sec-fetch-site': site } = request.headers
  // a page can send it only if its origin is listed or ours
  if (/^bearer /i.test(authorization)) return true
  if (site === 'same-origin' || site === 'none') return true
  if (origin !== undefined && allowed.has(origin)) return true
  if (site !== undefined) return false
  // a browser that says no more, as over plain HTTP; or another client, which stores no cookies
  return origin === undefined
    ? authorization !== '' || request.sessionCookie.token === undefined
    : isOwn(origin, request)
}

function isOwn(origin: string, { host }: FastifyRequest): boolean {
  return URL.canParse(origin) && new URL(origin).host === host
}

function allowedOrigins({ public_url, cors_origins }: ApiSettings): ReadonlySet<string> {
  return new Set(public_url === undefined ? cors_origins : [...cors_origins, new URL(public_url).origin])
}
