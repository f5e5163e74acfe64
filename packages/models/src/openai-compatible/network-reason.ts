import { PredictionError } from '../prediction-error.ts'

/** Reasons that may pass by themselves. */
const passing = new Map([
  ['ECONNREFUSED', 'The endpoint refused the connection.'],
  ['ECONNRESET', 'The endpoint reset the connection.'],
  ['EPIPE', 'The endpoint closed the connection.'],
  ['UND_ERR_SOCKET', 'The endpoint closed the connection.'],
  ['EAI_AGAIN', 'The host name of the endpoint cannot be looked up right now.'],
  ['EHOSTUNREACH', 'The host of the endpoint cannot be reached.'],
  ['ENETUNREACH', 'The network of the endpoint cannot be reached.'],
  ['ETIMEDOUT', 'Connecting to the endpoint took too long.'],
  ['UND_ERR_CONNECT_TIMEOUT', 'Connecting to the endpoint took too long.'],
  ['UND_ERR_HEADERS_TIMEOUT', 'The endpoint took too long.'],
  ['UND_ERR_BODY_TIMEOUT', 'The endpoint took too long.'],
  ['UND_ERR_PRX_CONN', 'The proxy closed the connection (ASSAY_PROXY, HTTPS_PROXY).'],
])

const untrusted =
  'The certificate of the endpoint is not trusted. Have the operator name the file of its authority in ' +
  'NODE_EXTRA_CA_CERTS and start Assay again.'
const noTls = 'The endpoint does not speak TLS there: is it http, or another port?'

/** Reasons that somebody must do something about. */
const lasting = new Map([
  ['ENOTFOUND', 'The host name of the endpoint is unknown. Where only a proxy knows it, see ASSAY_PROXY.'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', untrusted],
  ['SELF_SIGNED_CERT_IN_CHAIN', untrusted],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', untrusted],
  ['UNABLE_TO_GET_ISSUER_CERT', untrusted],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', untrusted],
  ['CERT_UNTRUSTED', untrusted],
  ['CERT_SIGNATURE_FAILURE', untrusted],
  ['CERT_HAS_EXPIRED', 'The certificate of the endpoint has expired.'],
  ['CERT_NOT_YET_VALID', 'The certificate of the endpoint is not valid yet: is the clock of the server right?'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate of the endpoint is for another host name.'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', noTls],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', noTls],
  ['EPROTO', noTls],
])

/** What the system says about a broken connection; undefined when none of the errors is about one. */
export function networkFailure(errors: readonly Error[]): PredictionError | undefined {
  for (const error of errors) {
    const proxyStatus = /^Proxy response \((\d+)\)/.exec(error.message)?.[1]
    if (proxyStatus !== undefined) return refusedByProxy(Number(proxyStatus))
    const code = 'code' in error ? String(error.code) : ''
    const last = lasting.get(code)
    if (last !== undefined) return new PredictionError('final', last, { scope: 'endpoint' })
    if (error.name === 'HTTPParserError') {
      return new PredictionError('transient', 'The endpoint does not speak HTTP there.', { scope: 'address' })
    }
    const reason = passing.get(code)
    if (reason !== undefined) return new PredictionError('transient', reason, { scope: 'endpoint' })
  }
  return undefined
}

function refusedByProxy(status: number): PredictionError {
  const reason = `The proxy does not connect to the endpoint: it answers ${status} (ASSAY_PROXY, HTTPS_PROXY).`
  return new PredictionError(status >= 500 ? 'transient' : 'final', reason, { scope: 'endpoint' })
}
