import {
  type Actor,
  type AuditedCall,
  type Authenticator,
  authorize,
  type CoreDeps,
  type Credential,
  isForAnyone,
} from '@assay/core'
import { DomainError } from '@assay/schemas'
import type { z } from 'zod'

/** All that the router's published type shows of a request. */
export interface OpaqueContext {
  readonly request_id: string
}

interface Request {
  readonly request_id: string
  /** The network address that it came from. */
  readonly address: string
  /** What the request shows; undefined: nothing. Throws CREDENTIALS_INVALID when it cannot be read. */
  readonly readCredential: () => Credential | undefined
  readonly idempotency_key: string | undefined
  /** How many calls came in this request. */
  readonly calls: number
  readonly deps: CoreDeps
  readonly authenticator: Authenticator
  /** The schema of a procedure's input. */
  readonly inputOf: (procedure: string) => z.ZodType | undefined
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

  /** Lets the one who asks call a procedure, and counts it. Throws UNAUTHENTICATED, CREDENTIALS_INVALID, FORBIDDEN, LIMIT_REACHED. */
  async authorize(procedure: string): Promise<void> {
    const { limits } = this.deps
    if (isForAnyone(procedure)) return limits.publicCall(procedure, this.#request.address)
    const actor = await this.authenticate()
    await limits.call(actor)
    authorize(actor, procedure)
  }

  /** A call of this request, for the audit log. */
  audited(procedure: string, input: unknown, actor: Actor | undefined): AuditedCall {
    const { request_id, address, inputOf } = this.#request
    return { actor, procedure, input, schema: inputOf(procedure), request_id, address }
  }

  async #authenticate(): Promise<Actor> {
    const credential = this.#request.readCredential()
    if (!credential) throw new DomainError('UNAUTHENTICATED', {})
    return this.#request.authenticator.authenticate(credential, this.#request.address)
  }
}
