import type { Authenticator } from '@assay/core'
import type { FastifyRequest } from 'fastify'
import { readCredential } from './authentication.ts'
import { RequestContext } from './request-context.ts'
import type { ApiDeps } from './settings.ts'

/** What every request of one server shares. */
export interface Platform extends ApiDeps {
  readonly authenticator: Authenticator
  /** Aborted when the server closes. */
  readonly closing: AbortSignal
}

/** A request as procedures see it. */
export function toContext(platform: Platform, request: FastifyRequest, calls = 1): RequestContext {
  const { authorization } = request.headers
  return new RequestContext({
    request_id: request.id,
    readCredential: () => readCredential(authorization),
    idempotency_key: readIdempotencyKey(request),
    calls,
    deps: platform.core,
    authenticator: platform.authenticator,
    closing: platform.closing,
  })
}

function readIdempotencyKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  return typeof key === 'string' && key !== '' ? key : undefined
}
