import { DomainError } from '@assay/schemas'

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** SQLSTATEs of a server that shuts down, starts, or has no connection left. */
const unavailable = new Set(['57P01', '57P02', '57P03', '53300'])

/** SQLSTATEs after which the same transaction may succeed: serialization failure, deadlock. */
const overlapped = new Set(['40001', '40P01'])

/** Messages of the driver that have no code. */
const brokenConnection = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
]

/** Whether Postgres could not be reached, or the connection was lost: the work may succeed later, unchanged. */
export function isConnectionError(error: unknown): boolean {
  // one of ours says itself what it is about, such as a storage that does not answer
  if (!(error instanceof Error) || DomainError.is(error)) return false
  const code = codeOf(error)
  if (code !== undefined && (unreachable.has(code) || unavailable.has(code) || /^08...$/.test(code))) return true
  if (code === 'ENOENT' && 'syscall' in error && error.syscall === 'connect') return true
  return brokenConnection.some((message) => error.message.startsWith(message)) || isConnectionError(error.cause)
}

/** Words of the driver about what the server asks for and does not get, or does not have. */
const refusedConnection = [
  'The server does not support SSL connections',
  'SASL',
  'There was an error establishing an SSL',
]

/** Whether Postgres answered, and does not let us in: by user, password, database, rights or encryption. */
export function isRefusedByDatabase(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error) ?? ''
  const isRefused = /^28...$/.test(code) || code === '3D000' || code === '42501' || /CERT|^ERR_TLS/.test(code)
  return isRefused || refusedConnection.some((message) => error.message.startsWith(message))
}

/** Whether the transaction was undone because others overlapped with it: run it again from its start. */
export function isRetryableTransaction(error: unknown): boolean {
  return hasCode(error, overlapped)
}

export function isDiskFull(error: unknown): boolean {
  return hasCode(error, new Set(['53100', 'ENOSPC']))
}

/** Whether a text holds what Postgres cannot keep: the character NUL, or half a surrogate pair. */
export function isUnstorableText(error: unknown): boolean {
  return hasCode(error, new Set(['22021', '22P05'])) || (hasCode(error, new Set(['22P02'])) && isAboutUnicode(error))
}

function isAboutUnicode(error: unknown): boolean {
  return error instanceof Error && 'detail' in error && String(error.detail).startsWith('Unicode')
}

function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  return (code !== undefined && codes.has(code)) || hasCode(error.cause, codes)
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
