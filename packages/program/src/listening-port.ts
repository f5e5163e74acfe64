import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
import { StartError } from './start-error.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** The port: taken before anything else, so that a port in use is noticed at once and early requests get an answer. */
export interface ListeningPort {
  readonly url: string
  open(answer: Answer): void
  /** Takes no more connections and waits for the open ones; after `timeout_ms` it cuts them. */
  close(timeout_ms: number): Promise<void>
}

const starting = JSON.stringify({
  code: 'UNAVAILABLE',
  message: 'Assay is starting. Try again in a second.',
  retryable: true,
  data: { retry_after_seconds: 1 },
  request_id: '',
})

/** Listens, and answers 503 until it is opened. */
export async function listen({ host, port }: { host: string; port: number }): Promise<ListeningPort> {
  let answer: Answer = (_, response) => {
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' }).end(starting)
  }
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(orUnusable(error, { host, port })))
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const taken = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${taken}`,
    open(next) {
      answer = next
    },
    close(timeout_ms) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(() => server.closeAllConnections(), timeout_ms)
      server.close(() => {
        clearTimeout(timer)
        resolve()
      })
      server.closeIdleConnections()
      return promise
    },
  }
}

/** A port that is in use is told elsewhere, where it is known by whom. */
function orUnusable(error: Error, { host, port }: { host: string; port: number }): Error {
  if ('code' in error && error.code === 'EADDRINUSE') return error
  const message = `Assay cannot listen on ${host}, port ${port} (${error.message}). Check ASSAY_HOST and ASSAY_PORT.`
  return new StartError(message, { cause: error })
}
