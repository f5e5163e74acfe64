import type { ErrorBody } from '@assay/schemas'
import { isTRPCClientError } from '@trpc/client'
import { AssayAbortError } from './abort-error.ts'
import { AssayError } from './assay-error.ts'
import { AssayConnectionError } from './connection-error.ts'
import { AssayTimeoutError } from './timeout-error.ts'

/** Statuses that say "later" by themselves, where no error of ours says it. */
const passing = new Set([408, 429, 502, 503, 504])

/** The error that an answer stands for, whoever on the way gave it. */
export function readError({ status, headers }: Response, text: string): AssayError {
  const body = findErrorBody(parse(text))
  const common = { status, retry_after_seconds: readRetryAfter(headers.get('retry-after')) }
  const retryable = body?.retryable === true || passing.has(status)
  if (body) return new AssayError({ ...common, ...factsOf(body), retryable })
  const request_id = headers.get('x-request-id') ?? undefined
  const message = `The server answered with HTTP status ${status}, without an error of Assay's.`
  return new AssayError({ ...common, code: `HTTP_${status}`, message, retryable, data: {}, request_id })
}

/** The error that a stream ended with, in tRPC's envelope. */
export function readStreamError(text: string): AssayError {
  const value = parse(text)
  const body = findErrorBody({ error: value })
  if (!body) return responseInvalid('an event stream ended with an error that is not one of Assay')
  return new AssayError({ ...factsOf(body), status: statusOf(value) })
}

/** The error that a stream ended with, bare as REST sends it. */
export function readErrorEvent(text: string): AssayError {
  const body = findErrorBody(parse(text))
  return body ? new AssayError(factsOf(body)) : responseInvalid('an event stream ended with an error of another kind')
}

/** Whatever answers there is not Assay. */
export function responseInvalid(what: string): AssayError<'RESPONSE_INVALID'> {
  const message = `This is not an answer of Assay: ${what}. Check the address.`
  return new AssayError({ code: 'RESPONSE_INVALID', message, data: {} })
}

/**
 * Turns whatever a call of `client.trpc` threw into an error of this client; all other calls do so themselves.
 *
 * @example
 * const job = await assay.trpc.jobs.get.query({ job_id }).catch((error) => {
 *   throw toAssayError(error)
 * })
 */
export function toAssayError(error: unknown): AssayError {
  if (AssayError.is(error)) return error
  if (!isTRPCClientError(error)) return foreign(error)
  if (AssayError.is(error.cause)) return error.cause
  const body = findErrorBody({ error: error.shape })
  const response = error.meta?.['response']
  if (!body) return foreign(error.cause ?? error)
  const retryAfter = response instanceof Response ? response.headers.get('retry-after') : null
  return new AssayError({
    ...factsOf(body),
    status: statusOf(error.shape),
    retry_after_seconds: readRetryAfter(retryAfter),
  })
}

function foreign(error: unknown): AssayError {
  if (error instanceof Error && error.name === 'AbortError') return new AssayAbortError(error)
  if (error instanceof Error && error.name === 'TimeoutError') return new AssayTimeoutError(error.message)
  return new AssayConnectionError('the given address', error)
}

function factsOf({ code, message, retryable, data, request_id }: ErrorBody) {
  return { code, message, retryable, data, request_id }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The one error body, bare as REST sends it or in tRPC's envelope. */
function findErrorBody(value: unknown): ErrorBody | undefined {
  if (isErrorBody(value)) return value
  const body = field(field(field(value, 'error'), 'data'), 'error')
  return isErrorBody(body) ? body : undefined
}

function isErrorBody(value: unknown): value is ErrorBody {
  return (
    typeof field(value, 'code') === 'string' &&
    typeof field(value, 'message') === 'string' &&
    typeof field(value, 'retryable') === 'boolean' &&
    typeof field(value, 'data') === 'object' &&
    field(value, 'data') !== null
  )
}

function statusOf(shape: unknown): number | undefined {
  const status = field(field(shape, 'data'), 'httpStatus')
  return typeof status === 'number' ? status : undefined
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** Retry-After in seconds: a number, or the time until a date. */
function readRetryAfter(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const until = Date.parse(header) - Date.now()
  return Number.isNaN(until) ? undefined : Math.max(0, until / 1000)
}
