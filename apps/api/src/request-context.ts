import type { Actor, Authenticator, CoreDeps, Credential } from '@assay/core'
import { DomainError } from '@assay/schemas'

/** All that the router's published type shows of a request. */
export interface OpaqueContext {
  readonly request_id: string
}

interface Request {
  readonly request_id: string
  /** What the request shows; undefined: nothing. Throws CREDENTIALS_INVALID when it cannot be read. */
  readonly readCredential: () => Credential | undefined
  readonly idempotency_key: string | undefined
  /** How many calls came in this request. */
  readonly calls: number
  readonly deps: CoreDeps
  readonly authenticator: Authenticator
  /** Aborted when the server closes. */
  readonly closing: AbortSignal
}

/** A request on its way into core; who asks is found out once, when the first procedure wants to know. */
export class RequestContext implements OpaqueContext {
  readonly request_id: string
  readonly idempotency_key: string | undefined
  readonly calls: number
  readonly deps: CoreDeps
  readonly closing: AbortSignal
  readonly #request: Request
  #actor: Promise<Actor> | undefined

  constructor(request: Request) {
    this.request_id = request.request_id
    this.idempotency_key = request.idempotency_key
    this.calls = request.calls
    this.deps = request.deps
    this.closing = request.closing
    this.#request = request
  }

  /** The request behind what a procedure is given. */
  static of(context: OpaqueContext): RequestContext {
    if (context instanceof RequestContext) return context
    throw new TypeError('a procedure was called without a request')
  }

  /** Who asks. Throws UNAUTHENTICATED, CREDENTIALS_INVALID. */
  authenticate(): Promise<Actor> {
    this.#actor ??= this.#authenticate()
    return this.#actor
  }

  async #authenticate(): Promise<Actor> {
    const credential = this.#request.readCredential()
    if (!credential) throw new DomainError('UNAUTHENTICATED', {})
    return this.#request.authenticator.authenticate(credential)
  }
}
