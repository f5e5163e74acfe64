import { DomainError, toErrorBody } from '@assay/schemas'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ClientGone } from './client-gone.ts'
import { foldError } from './error.ts'
import { answeredIdOf, clientRequestIdOf } from './request-id.ts'

const bearer = 'Bearer realm="Assay"'

/** What a handler has said of bytes that cannot be sent after all. */
const ofOtherBodies = ['content-type', 'content-length', 'content-disposition', 'etag', 'accept-ranges']

export async function replyWithError(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const folded = foldError(error)
  reportError(folded, request)
  for (const name of ofOtherBodies) reply.removeHeader(name)
  await reply
    .code(folded.status)
    .headers(errorHeaders(folded, request))
    .send(toErrorBody(folded, answeredIdOf(request)))
}

export function reportError(folded: DomainError, request: FastifyRequest): void {
  if (folded.status < 500 || folded.cause instanceof ClientGone) return
  const facts = {
    error: folded.cause ?? folded,
    code: folded.code,
    method: request.method,
    route: routeOf(request),
    client_request_id: clientRequestIdOf(request),
  }
  if (folded.code === 'INTERNAL') request.log.error(facts, 'a request failed')
  else request.log.warn(facts, 'a request could not be served')
}

/** The template of a request's address, which contains no ids. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'none'
}

export function errorHeaders(error: DomainError, { headers }: FastifyRequest): Record<string, string> {
  if (error.status === 401) {
    // a page that is refused asks by itself; the browser's own dialog would come before it
    const isPage = headers['sec-fetch-mode'] !== undefined && headers['sec-fetch-mode'] !== 'navigate'
    return { 'www-authenticate': isPage ? bearer : `${bearer}, Basic realm="Assay", charset="UTF-8"` }
  }
  if (error.status === 429 || error.status === 503) return { 'retry-after': String(retryAfterSeconds(error)) }
  if (DomainError.is(error, 'RANGE_INVALID')) return { 'content-range': `bytes */${error.data.size_bytes}` }
  return {}
}

function retryAfterSeconds(error: DomainError): number {
  const says = DomainError.is(error, 'UNAVAILABLE') || DomainError.is(error, 'LIMIT_REACHED')
  return says ? error.data.retry_after_seconds : 1
}
