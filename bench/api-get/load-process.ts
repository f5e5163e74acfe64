import autocannon from 'autocannon'

/** Asks one address over and over on so many connections, and says how it went. */
const [url = '', authorization = '', connections = '32', seconds = '5'] = process.argv.slice(2)
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  headers: { authorization },
})
process.send?.({
  requests_per_second: result.requests.average,
  p50_ms: result.latency.p50,
  p99_ms: result.latency.p99,
  failed: result.non2xx + result.errors + result.timeouts,
})
process.disconnect()
