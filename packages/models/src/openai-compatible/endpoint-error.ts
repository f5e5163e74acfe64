import type { SecretMask } from '@assay/masking'
import { BodyTooLargeError, UnknownStatusError } from '@assay/outgoing'
import { DomainError } from '@assay/schemas'
import { type FailureKind, type FailureScope, PredictionError } from '../prediction-error.ts'
import { echoes } from './echo.ts'
import type { Saying } from './endpoint-message.ts'
import type { HttpAnswer } from './http-answer.ts'
import { networkFailure } from './network-reason.ts'
import { parseRetryAfter } from './retry-after.ts'
import { isPage, page, strangerIn } from './stranger.ts'

interface StatusMeaning {
  readonly kind: FailureKind
  readonly reason: string
  /** Of the endpoint where every call will meet it, or it is away; of the example unless given. */
  readonly scope?: FailureScope
}

const meanings = new Map<number, StatusMeaning>([
  [400, { kind: 'final', reason: 'it does not accept the request' }],
  [401, { kind: 'final', reason: 'the API key is missing or wrong', scope: 'endpoint' }],
  [402, { kind: 'final', reason: 'it asks to be paid first', scope: 'endpoint' }],
  [403, { kind: 'final', reason: 'the API key does not allow this', scope: 'unclear' }],
  [404, { kind: 'final', reason: 'it knows no such model or path', scope: 'address' }],
  [405, { kind: 'final', reason: 'it takes no questions there', scope: 'address' }],
  [407, { kind: 'final', reason: 'the proxy asks who calls (ASSAY_PROXY)', scope: 'endpoint' }],
  [408, { kind: 'transient', reason: 'the request took too long' }],
  [409, { kind: 'transient', reason: 'conflict' }],
  [413, { kind: 'final', reason: 'the prompt is too long' }],
  [422, { kind: 'final', reason: 'it does not accept the request' }],
  [429, { kind: 'overload', reason: 'too many requests' }],
  [501, { kind: 'final', reason: 'it takes no questions there', scope: 'address' }],
  [503, { kind: 'overload', reason: 'overloaded', scope: 'endpoint' }],
  // as Anthropic says it
  [529, { kind: 'overload', reason: 'overloaded', scope: 'endpoint' }],
])

/** Endpoints repeat parts of keys when they refuse them. */
const speaksOfKeys = new Set([401, 403])
const unpaid = /^(insufficient_|billing_|credit_balance)/
const longestMessage = 300

const question = 'is the base URL right?'

const broken: StatusMeaning = { kind: 'transient', reason: 'the endpoint failed', scope: 'endpoint' }
const notAccepted: StatusMeaning = { kind: 'final', reason: 'it does not accept the request' }

/** What failures may repeat, and for how long they may ask to wait. */
export interface Discretion {
  /** Texts of which no piece may be quoted. */
  readonly hidden: readonly string[]
  readonly mask: SecretMask
  readonly longest_wait_ms: number
}

/**
 * What a call that brought no answer at all means for its example. Never the original error, which may hold the prompt.
 *
 * @throws DomainError when Assay itself refused the call, which is no failure of the endpoint.
 */
export function fromBrokenCall(error: unknown): PredictionError {
  const chain = causes(error)
  for (const cause of chain) {
    if (DomainError.is(cause)) throw cause
    if (cause instanceof BodyTooLargeError) return new PredictionError('final', cause.message)
    if (cause instanceof UnknownStatusError) {
      return new PredictionError('unreadable', cause.message, { scope: 'endpoint' })
    }
    if (cause.name === 'TimeoutError') {
      return new PredictionError('timeout', 'The endpoint took too long.', { scope: 'endpoint' })
    }
  }
  return (
    networkFailure(chain) ??
    new PredictionError('transient', 'The connection to the endpoint failed.', { scope: 'endpoint' })
  )
}

/** What an answer that is no completion means: its status and a short reason, the endpoint's own where it may be. */
export function fromAnswer(answer: HttpAnswer, saying: Saying | undefined, discretion: Discretion): PredictionError {
  const status = answer.status < 400 ? (saying?.status ?? answer.status) : answer.status
  if (status < 400) return notACompletion(answer, saying, discretion)
  if (saying?.codes.some((code) => unpaid.test(code))) {
    const reason = quote(saying, status, discretion) ?? 'its quota is used up'
    return new PredictionError('final', reason, { status, scope: 'endpoint' })
  }
  return fromStatus(status, { answer, saying, discretion })
}

interface Failed {
  readonly answer: HttpAnswer
  readonly saying: Saying | undefined
  readonly discretion: Discretion
}

function fromStatus(status: number, { answer, saying, discretion }: Failed): PredictionError {
  const isOfPage = status < 500 && isPage(answer)
  const {
    kind,
    reason,
    scope = isOfPage ? 'unclear' : 'example',
  } = meanings.get(status) ?? (status >= 500 ? broken : notAccepted)
  const said = quote(saying, status, discretion) ?? (isOfPage ? `${page}: ${question}` : reason)
  const where = isOfPage || scope === 'address' ? ` (${answer.address})` : ''
  const retry_after_ms = parseRetryAfter(answer.headers.get('retry-after'), new Date())
  if (retry_after_ms !== null && retry_after_ms > discretion.longest_wait_ms) {
    const wait = `it asks to come back in ${inWords(retry_after_ms)}, and outage_seconds allows less`
    return new PredictionError('final', `${said}; ${wait}`, { status, scope: 'endpoint' })
  }
  // who says in words that there is no such model is the endpoint
  const isKnown = scope === 'address' && saying !== undefined && !isOfPage
  return new PredictionError(kind, said + where, { status, retry_after_ms, scope: isKnown ? 'endpoint' : scope })
}

function notACompletion(answer: HttpAnswer, saying: Saying | undefined, discretion: Discretion): PredictionError {
  const { status } = answer
  if (status >= 300) {
    // not where to: a key can hide in a host name, which is in small letters
    const reason = 'it redirects. Name the address that it redirects to.'
    return new PredictionError('final', reason, { status, scope: 'address' })
  }
  const said = quote(saying, status, discretion)
  const stranger = strangerIn(answer)
  if (stranger === undefined && !isPage(answer)) {
    const reason = said ?? 'The answer is not a whole chat completion.'
    return new PredictionError('unreadable', reason, { status, scope: 'endpoint' })
  }
  const what = said ?? discreet(stranger ?? page, discretion) ?? 'the endpoint answered no chat completion'
  const scope = stranger === undefined ? 'endpoint' : 'address'
  return new PredictionError('unreadable', `${what}: ${question} (${answer.address})`, { status, scope })
}

function quote(saying: Saying | undefined, status: number, discretion: Discretion): string | null {
  return saying === undefined || speaksOfKeys.has(status) ? null : discreet(saying.message, discretion)
}

/** A text of the endpoint on one line; null where it is empty or repeats what is hidden. */
function discreet(text: string, { hidden, mask }: Discretion): string | null {
  const message = mask
    .text(text.slice(0, longestMessage * 10))
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  if (message === '' || hidden.some((each) => echoes(message, each))) return null
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage).toWellFormed()}…`
}

function inWords(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000)
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`
}

function causes(error: unknown): Error[] {
  const chain: Error[] = []
  for (let at = error; at instanceof Error && chain.length < 10; at = at.cause) chain.push(at)
  return chain
}
