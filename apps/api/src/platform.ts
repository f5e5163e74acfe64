import type { Actor, Authenticator } from '@assay/access'
import type { FastifyRequest } from 'fastify'
import { readCredential } from './authentication.ts'
import type { ListedProcedure } from './procedure-list.ts'
import { RequestContext } from './request-context.ts'
import type { ApiDeps } from './settings.ts'

/** What every request of one server shares. */
export interface Platform extends ApiDeps {
  readonly authenticator: Authenticator
  /** Every procedure of the router, by name. */
  readonly procedures: ReadonlyMap<string, ListedProcedure>
  /** Aborted when the server closes. */
  readonly closing: AbortSignal
}

/** A request as procedures see it. */
export function toContext(platform: Platform, request: FastifyRequest, calls = 1): RequestContext {
  const { authorization } = request.headers
  return new RequestContext({
    request_id: request.id,
    visitor: {
      address: request.ip,
      user_agent: request.headers['user-agent'] ?? '',
      public_url: platform.settings.public_url ?? `${request.protocol}://${request.host}`,
    },
    readCredential: () => readCredential(authorization),
    session_cookie: request.sessionCookie,
    idempotency_key: readIdempotencyKey(request),
    calls,
    deps: platform.core,
    authenticator: platform.authenticator,
    credential_seconds: platform.settings.credential_seconds ?? 30,
    inputOf: (name) => platform.procedures.get(name)?.input,
    closing: platform.closing,
  })
}

/** Who asks a plain route, if the table of roles allows it. Throws UNAUTHENTICATED, CREDENTIALS_INVALID, FORBIDDEN. */
export async function actorOf(platform: Platform, request: FastifyRequest): Promise<Actor> {
  const { procedure } = request.routeOptions.config
  if (procedure === undefined) throw new TypeError(`the route ${request.routeOptions.url} names no procedure`)
  const context = toContext(platform, request)
  await context.authorize(procedure)
  return context.authenticate()
}

function readIdempotencyKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  return typeof key === 'string' && key !== '' ? key : undefined
}
