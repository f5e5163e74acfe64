import {
  type Actor,
  type AuditedCall,
  type Authenticator,
  type Credential,
  createLinks,
  type LinkRequest,
} from '@assay/access'
import type { CoreDeps } from '@assay/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { readCredential } from './authentication.ts'
import { whenGone, whenLeft } from './client-gone.ts'
import {
  callProcedure,
  type EventOf,
  type InputOf,
  type OutputOf,
  opened,
  type PlainName,
  type ProcedureName,
  type StreamName,
  type Yielded,
} from './procedure-call.ts'
import type { ListedProcedure } from './procedure-list.ts'
import { RequestContext } from './request-context.ts'
import { clientRequestIdOf } from './request-id.ts'
import type { ApiDeps } from './settings.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly platform: Platform
  }
}

export interface Shared extends ApiDeps {
  readonly authenticator: Authenticator
  readonly procedures: ReadonlyMap<string, ListedProcedure>
  /** Aborted when the server closes. */
  readonly closing: AbortSignal
}

/** A request's credential; undefined: none, unless it has a session's cookie. Throws CREDENTIALS_INVALID. */
export type CredentialReader = (request: FastifyRequest) => Credential | undefined

/**
 * What routes call. The caller is authenticated once for each request, and the request counts once for the limits,
 * however many procedures are called to answer it. Its first mutation has its Idempotency-Key, each further one a key
 * of its own.
 */
export interface Platform extends Shared {
  /** Calls a procedure by its name, as if it had come over tRPC. Throws errors of the catalogue only. */
  call<Name extends ProcedureName>(
    request: FastifyRequest,
    name: Name,
    ...input: undefined extends InputOf<Name> ? [] : [input: InputOf<Name>]
  ): Promise<OutputOf<Name>>
  stream<Name extends StreamName>(
    exchange: Exchange,
    name: Name,
    input: InputOf<Name>,
  ): Promise<AsyncIterable<Yielded<EventOf<Name>>>>
  /** Lets the caller use a function of core that the router does not have. Throws as a procedure does. */
  enter(request: FastifyRequest, name: PlainName): Promise<Entered>
  /** Tokens by which anybody may read, or write, what is at these paths, as the caller may. */
  links(request: FastifyRequest, wanted: LinkRequest): Promise<string[]>
  contextOf(request: FastifyRequest): RequestContext
  /** The same platform for a scope whose clients present credentials in a way of their own. */
  withCredentials(read: CredentialReader): Platform
  /** The same platform for a scope where who asks acts as somebody else, such as the worker of their account. */
  actingAs(become: Become): Platform
}

/** As whom an actor acts. Throws errors of the catalogue. */
export type Become = (actor: Actor) => Promise<Actor>

export interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

interface Entered {
  readonly deps: CoreDeps
  readonly actor: Actor
  audited<Input>(schema: z.ZodType<Input>, input: Input): AuditedCall
}

/** Clients present credentials in the header Authorization unless told otherwise. */
export function createPlatform(
  shared: Shared,
  read: CredentialReader = readAuthorization,
  become: Become = async (actor) => actor,
): Platform {
  const contexts = new WeakMap<FastifyRequest, RequestContext>()
  function contextOf(request: FastifyRequest): RequestContext {
    const context = contexts.get(request) ?? toContext(shared, request, { read, become })
    contexts.set(request, context)
    return context
  }
  return {
    ...shared,
    contextOf,
    call: async (request, name, ...[input]) =>
      callProcedure(contextOf(request), listed(shared, name), { readInput: () => input }),
    stream: async ({ request, reply }, name, input) => {
      const signal = AbortSignal.any([whenGone(reply), shared.closing])
      return opened(await callProcedure(contextOf(request), listed(shared, name), { readInput: () => input, signal }))
    },
    enter: async (request, name) => {
      const context = contextOf(request)
      await context.authorize(name)
      const actor = await context.authenticate()
      return {
        deps: context.depsFor(actor),
        actor,
        audited: (schema, input) => context.audited(name, input, { actor, schema }),
      }
    },
    links: async (request, wanted) => createLinks(shared.core, await contextOf(request).authenticate(), wanted),
    withCredentials: (reader) => createPlatform(shared, reader, become),
    actingAs: (other) => createPlatform(shared, read, other),
  }
}

function listed({ procedures }: Shared, name: string): ListedProcedure {
  const procedure = procedures.get(name)
  if (!procedure) throw new TypeError(`the router has no ${name}`)
  return procedure
}

function readAuthorization({ headers }: FastifyRequest): Credential | undefined {
  return readCredential(headers.authorization)
}

interface Reading {
  readonly read?: CredentialReader
  readonly calls?: number
  readonly become?: Become
}

export function toContext(
  shared: Shared,
  request: FastifyRequest,
  { read = readAuthorization, calls = 1, become = async (actor) => actor }: Reading = {},
): RequestContext {
  return new RequestContext({
    request_id: request.id,
    client_request_id: clientRequestIdOf(request),
    visitor: {
      address: request.ip,
      user_agent: request.headers['user-agent'] ?? '',
      public_url: shared.settings.public_url ?? `${request.protocol}://${request.host}`,
    },
    readCredential: () => read(request),
    become,
    session_cookie: request.sessionCookie,
    idempotency_key: readIdempotencyKey(request),
    calls,
    deps: shared.core,
    whenLeft: () => whenLeft(request),
    authenticator: shared.authenticator,
    credential_seconds: shared.settings.credential_seconds ?? 30,
    schemasOf: (name) => shared.procedures.get(name),
    closing: shared.closing,
  })
}

function readIdempotencyKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  return typeof key === 'string' && key !== '' ? key : undefined
}
