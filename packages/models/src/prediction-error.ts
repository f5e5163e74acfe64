/**
 * Why a model gave no answer, as far as asking again is concerned: `overload` (429, 503), `timeout`, `transient` (408,
 * 409, other 5xx, network), `unreadable` (a garbled or empty answer), `final` (asking again would not help).
 */
export type FailureKind = 'overload' | 'timeout' | 'transient' | 'unreadable' | 'final'

/**
 * What a failure says something about: its `example`, the `endpoint`, so that others will fail alike, or the `address`,
 * where something else answers than a model. `unclear` is a refusal that may be of the key or of the example.
 */
export type FailureScope = 'example' | 'endpoint' | 'address' | 'unclear'

interface FailureFacts {
  readonly status?: number | null
  readonly retry_after_ms?: number | null
  readonly scope?: FailureScope
}

/** One example got no answer. The message names the status and a short reason, never a key or a prompt. */
export class PredictionError extends Error {
  override readonly name = 'PredictionError'
  readonly kind: FailureKind
  readonly status: number | null
  readonly reason: string
  /** How long the endpoint asks to be left alone. */
  readonly retry_after_ms: number | null
  readonly scope: FailureScope

  constructor(kind: FailureKind, reason: string, facts: FailureFacts = {}) {
    const status = facts.status ?? null
    super(status === null ? reason : `${status}: ${reason}`)
    this.kind = kind
    this.status = status
    this.reason = reason
    this.retry_after_ms = facts.retry_after_ms ?? null
    this.scope = facts.scope ?? 'example'
  }
}

/** Why an example without an input has no answer: the model was not asked. */
export const emptyInput = 'The input is empty.'

/** Throws for an input without text. */
export function requireText(input: string): void {
  if (input.trim() === '') throw new PredictionError('final', emptyInput)
}
