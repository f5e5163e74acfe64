const reasons = new Map([
  ['ECONNREFUSED', 'The endpoint refused the connection.'],
  ['ECONNRESET', 'The endpoint reset the connection.'],
  ['EPIPE', 'The endpoint closed the connection.'],
  ['UND_ERR_SOCKET', 'The endpoint closed the connection.'],
  ['ENOTFOUND', 'The host name of the endpoint is unknown.'],
  ['EAI_AGAIN', 'The host name of the endpoint cannot be looked up right now.'],
  ['EHOSTUNREACH', 'The host of the endpoint cannot be reached.'],
  ['ENETUNREACH', 'The network of the endpoint cannot be reached.'],
  ['ETIMEDOUT', 'Connecting to the endpoint took too long.'],
  ['UND_ERR_CONNECT_TIMEOUT', 'Connecting to the endpoint took too long.'],
  ['UND_ERR_HEADERS_TIMEOUT', 'The endpoint took too long.'],
  ['UND_ERR_BODY_TIMEOUT', 'The endpoint took too long.'],
])

/** What the system says about a broken connection; `null` when none of the errors is about one. */
export function networkReason(errors: readonly Error[]): string | null {
  for (const error of errors) {
    const reason = 'code' in error ? reasons.get(String(error.code)) : undefined
    if (reason !== undefined) return reason
  }
  return null
}
