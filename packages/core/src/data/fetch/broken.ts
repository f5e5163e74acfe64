import { UnknownStatusError } from '@assay/outgoing'
import { DomainError } from '@assay/schemas'

const closed = 'it closed the connection.'
const late = 'it took too long.'

/** What may pass by itself, by the codes of the system. */
const passing: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'it refuses connections.'],
  ['ECONNRESET', closed],
  ['EPIPE', closed],
  ['UND_ERR_SOCKET', closed],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'it sent another number of bytes than it said.'],
  ['EAI_AGAIN', 'its name cannot be looked up right now.'],
  ['EHOSTUNREACH', 'it cannot be reached.'],
  ['ENETUNREACH', 'its network cannot be reached.'],
  ['ETIMEDOUT', late],
  ['UND_ERR_CONNECT_TIMEOUT', late],
  ['UND_ERR_HEADERS_TIMEOUT', late],
  ['UND_ERR_BODY_TIMEOUT', 'it fell silent in the middle.'],
])

/** What does not: certificates and the like. */
const lasting = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO)/

/** Why a file did not come, of all that may have broken on the way to it. */
export function brokenFetch(error: unknown, host: string): DomainError {
  for (const cause of causes(error)) {
    if (DomainError.is(cause)) return cause
    if (cause instanceof UnknownStatusError) {
      return new DomainError('FETCH_REFUSED', { host, status: null, reason: cause.message }, { cause: error })
    }
    const code = 'code' in cause ? String(cause.code) : ''
    if (lasting.test(code)) {
      const reason = `its certificate is not trusted, or it does not speak TLS (${code}). Check the address.`
      return new DomainError('FETCH_REFUSED', { host, status: null, reason }, { cause: error })
    }
    const reason = cause.name === 'TimeoutError' ? late : passing.get(code)
    if (reason !== undefined) return new DomainError('FETCH_FAILED', { host, reason }, { cause: error })
  }
  return new DomainError('FETCH_FAILED', { host, reason: 'the connection broke.' }, { cause: error })
}

function causes(error: unknown): Error[] {
  const chain: Error[] = []
  for (let at = error; at instanceof Error && chain.length < 10; at = at.cause) chain.push(at)
  return chain
}
