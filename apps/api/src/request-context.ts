import {
  type Actor,
  type AuditedCall,
  type Authenticator,
  authorize,
  type CallOrigin,
  type Credential,
  isForAnyone,
  type Visitor,
} from '@assay/access'
import { type CoreDeps, onBehalf } from '@assay/core'
import { DomainError } from '@assay/schemas'
import { z } from 'zod'
import { type Revocation, watchRevocation } from './revocation.ts'
import type { SessionCookie } from './session-cookie.ts'

export interface OpaqueContext {
  /** By which answers name the request. */
  readonly request_id: string
}

interface ProcedureSchemas {
  readonly input: z.ZodType | undefined
  readonly output: z.ZodType | undefined
}

interface Request {
  /** Ours, in logs. */
  readonly request_id: string
  /** What the client calls the request. */
  readonly client_request_id: string | undefined
  /** What is known of the sender without signing in. */
  readonly visitor: Visitor
  /** The credential of a header; undefined: none. Throws CREDENTIALS_INVALID when it cannot be read. */
  readonly readCredential: () => Credential | undefined
  /** As whom the caller acts. Throws errors of the catalogue. */
  readonly become: (actor: Actor) => Promise<Actor>
  /** The cookie of a browser, to read and to set; a credential in a header has precedence. */
  readonly session_cookie: SessionCookie
  readonly idempotency_key: string | undefined
  readonly calls: number
  readonly deps: CoreDeps
  /** Aborts when whoever asks has left. */
  readonly whenLeft: () => AbortSignal
  readonly authenticator: Authenticator
  /** How long a credential that was good needs no new check. */
  readonly credential_seconds: number
  readonly schemasOf: (procedure: string) => ProcedureSchemas | undefined
  /** Aborted when the server closes. */
  readonly closing: AbortSignal
}

interface Caller {
  /** Undefined: nobody is signed in. */
  readonly actor?: Actor
  readonly schema?: z.ZodType
}

const nothing = z.object({})

/** A request on its way into core; the caller is authenticated once, when the first procedure needs it. */
export class RequestContext implements OpaqueContext {
  readonly request_id: string
  readonly idempotency_key: string | undefined
  readonly calls: number
  readonly deps: CoreDeps
  readonly closing: AbortSignal
  readonly session_cookie: SessionCookie
  readonly visitor: Visitor
  readonly #request: Request
  readonly #counts: Promise<void>[] = []
  #actor: Promise<Actor> | undefined
  #mutations = 0

  constructor(request: Request) {
    this.request_id = request.client_request_id ?? request.request_id
    this.idempotency_key = request.idempotency_key
    this.calls = request.calls
    this.deps = request.deps
    this.closing = request.closing
    this.session_cookie = request.session_cookie
    this.visitor = request.visitor
    this.#request = request
  }

  static of(context: OpaqueContext): RequestContext {
    if (context instanceof RequestContext) return context
    throw new TypeError('a procedure was called without a request')
  }

  /** For what an actor only reads: it takes turns with what others read, and ends when the client has left. */
  depsFor({ user_id }: Actor): CoreDeps {
    return onBehalf(this.deps, () => ({ owner: user_id, signal: this.#request.whenLeft() }))
  }

  authenticate(): Promise<Actor> {
    this.#actor ??= this.#authenticate()
    return this.#actor
  }

  /**
   * Lets the caller call a procedure, and counts the call. Throws UNAUTHENTICATED, CREDENTIALS_INVALID, FORBIDDEN,
   * LIMIT_REACHED.
   */
  async authorize(procedure: string): Promise<void> {
    const { limits } = this.deps
    if (isForAnyone(procedure)) return limits.publicCall(procedure, this.visitor.address)
    const actor = await this.authenticate()
    await this.#count(actor)
    authorize(actor, procedure)
  }

  /** Counts each call that came; further calls to answer the same request wait for the last count. */
  async #count(actor: Actor): Promise<void> {
    if (this.#counts.length < this.calls) this.#counts.push(this.deps.limits.call(actor))
    await this.#counts.at(-1)
  }

  /** The index of the request's next mutation, from 0. */
  countMutation(): number {
    return this.#mutations++
  }

  /** Watches for the moment from which the caller may no longer call a procedure. */
  untilRevoked(procedure: string): Revocation {
    const { signals } = this.deps
    const every_seconds = this.#request.credential_seconds
    return watchRevocation({ signals, check: () => this.#recheck(procedure), every_seconds })
  }

  /** Aborts, with the error, when there is nobody left to wait for an answer, or the server closes. */
  whileWaiting(procedure: string): Revocation {
    const revocation = this.untilRevoked(procedure)
    const closing = new AbortController()
    const close = () => closing.abort(new DomainError('UNAVAILABLE', { retry_after_seconds: 1 }))
    this.closing.addEventListener('abort', close, { once: true })
    return {
      signal: AbortSignal.any([revocation.signal, closing.signal, this.#request.whenLeft()]),
      [Symbol.dispose]: () => {
        this.closing.removeEventListener('abort', close)
        revocation[Symbol.dispose]()
      },
    }
  }

  async #recheck(procedure: string): Promise<void> {
    const { authenticator } = this.#request
    const { credential } = await this.authenticate()
    const session_id = credential?.kind === 'session' ? credential.id : null
    // by the session, as its token may have been replaced since
    const actor = session_id === null ? await this.#authenticate() : await authenticator.sessionActor(session_id)
    authorize(actor, procedure)
  }

  /** A call of this request, for the audit log; `schema` is that of the input of a function that is no procedure. */
  audited(
    procedure: string,
    input: unknown,
    { actor, schema = this.#request.schemasOf(procedure)?.input }: Caller = {},
  ): AuditedCall {
    return { actor, procedure, input, schema, ...this.#origin() }
  }

  /** What a procedure takes; one without an input takes no fields. */
  inputOf(procedure: string): z.ZodType {
    return this.#request.schemasOf(procedure)?.input ?? nothing
  }

  /** Whether a kept answer still fits the procedure's output. */
  isAnswer<Answer>(procedure: string, kept: unknown): kept is Answer {
    return this.#request.schemasOf(procedure)?.output?.safeParse(kept).success === true
  }

  #origin(): CallOrigin {
    const { request_id, client_request_id } = this.#request
    return { request_id, client_request_id, address: this.visitor.address }
  }

  async #authenticate(): Promise<Actor> {
    return this.#request.become(await this.#findActor())
  }

  async #findActor(): Promise<Actor> {
    const { authenticator, readCredential } = this.#request
    const credential = readCredential()
    if (credential) return authenticator.authenticate(credential, this.#origin())
    const { address } = this.visitor
    const { token } = this.session_cookie
    if (token === undefined) throw new DomainError('UNAUTHENTICATED', {})
    const { actor, replacement } = await authenticator.resume(token, address)
    if (replacement) this.session_cookie.set(replacement)
    return actor
  }
}
