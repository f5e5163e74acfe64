import autocannon from 'autocannon'
import { csvForm, texts } from './csv-form.ts'

/** Uploads files of 100 rows over and over, each under a name of its own, and says how it went. */
const [url = '', authorization = '', connections = '8', seconds = '5'] = process.argv.slice(2)
let uploads = 0
const { type } = csvForm('', '')
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  requests: [
    {
      method: 'POST',
      headers: { authorization, 'content-type': type },
      setupRequest: (request) => {
        uploads += 1
        return { ...request, body: csvForm(`${process.pid}-${uploads}.csv`, texts(100)).body }
      },
    },
  ],
})
process.send?.({
  requests_per_second: result.requests.average,
  p50_ms: result.latency.p50,
  p99_ms: result.latency.p99,
  failed: result.non2xx + result.errors + result.timeouts,
})
process.disconnect()
