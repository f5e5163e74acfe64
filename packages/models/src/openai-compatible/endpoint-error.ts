import type { SecretMask } from '@assay/masking'
import { BodyTooLargeError } from '@assay/outgoing'
import { DomainError } from '@assay/schemas'
import { AISDKError, APICallError } from 'ai'
import { type FailureKind, PredictionError } from '../prediction-error.ts'
import { echoes } from './echo.ts'
import { networkReason } from './network-reason.ts'
import { parseRetryAfter } from './retry-after.ts'

interface StatusMeaning {
  readonly kind: FailureKind
  readonly reason: string
}

const meanings = new Map<number, StatusMeaning>([
  [400, { kind: 'final', reason: 'it does not accept the request' }],
  [401, { kind: 'final', reason: 'the API key is missing or wrong' }],
  [402, { kind: 'final', reason: 'it asks to be paid first' }],
  [403, { kind: 'final', reason: 'the API key does not allow this' }],
  [404, { kind: 'final', reason: 'it knows no such model or path' }],
  [408, { kind: 'transient', reason: 'the request took too long' }],
  [409, { kind: 'transient', reason: 'conflict' }],
  [413, { kind: 'final', reason: 'the prompt is too long' }],
  [422, { kind: 'final', reason: 'it does not accept the request' }],
  [429, { kind: 'overload', reason: 'too many requests' }],
  [503, { kind: 'overload', reason: 'overloaded' }],
])

/** Endpoints repeat parts of keys when they refuse them. */
const speaksOfKeys = new Set([401, 403])
const longestMessage = 200

interface Silence {
  /** Texts of which no piece may be quoted. */
  readonly hidden: readonly string[]
  readonly mask: SecretMask
}

/**
 * What a failed call means for its example. Carries the status and a short reason, which is the endpoint's own only
 * when that repeats none of the private texts; never the original error, which holds the prompt.
 *
 * @throws DomainError when Assay itself refused the call, which is no failure of the endpoint.
 */
export function toPredictionError(error: unknown, silence: Silence): PredictionError {
  for (const cause of causes(error)) {
    if (DomainError.is(cause)) throw cause
    if (cause instanceof BodyTooLargeError) return new PredictionError('final', cause.message)
  }
  if (APICallError.isInstance(error)) return fromCall(error, silence)
  if (AISDKError.isInstance(error)) return unreadable(null)
  const network = networkReason(causes(error))
  if (network !== null) return new PredictionError('transient', network)
  throw error
}

function fromCall(error: APICallError, silence: Silence): PredictionError {
  const status = error.statusCode
  if (status === undefined) {
    return new PredictionError('transient', networkReason(causes(error)) ?? 'The connection to the endpoint failed.')
  }
  if (status < 300) return unreadable(status)
  const meaning = meanings.get(status) ?? {
    kind: status >= 500 ? 'transient' : 'final',
    reason: status >= 500 ? 'the endpoint failed' : 'it does not accept the request',
  }
  const retry_after_ms = parseRetryAfter(error.responseHeaders?.['retry-after'], new Date())
  return new PredictionError(meaning.kind, quote(error, status, silence) ?? meaning.reason, { status, retry_after_ms })
}

function unreadable(status: number | null): PredictionError {
  return new PredictionError('unreadable', 'The answer is not a whole chat completion.', { status })
}

function quote(error: APICallError, status: number, { hidden, mask }: Silence): string | null {
  // without data the message is not the endpoint's
  if (error.data === undefined || speaksOfKeys.has(status)) return null
  const message = mask
    .text(error.message)
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  if (message === '' || hidden.some((text) => echoes(message, text))) return null
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage).toWellFormed()}…`
}

function causes(error: unknown): Error[] {
  const chain: Error[] = []
  for (let at = error; at instanceof Error && chain.length < 10; at = at.cause) chain.push(at)
  return chain
}
