import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { Transform, type TransformCallback } from 'node:stream'

/** What happens to a request on its way; undefined: nothing. */
export type Fault =
  | { readonly answers: number; readonly code: string }
  /** The connection breaks when so many bytes of the body have passed. */
  | { readonly cuts_request_after: number }
  | { readonly cuts_answer_after: number }
  /** One bit of the body is another one. */
  | { readonly alters: 'request' | 'answer' }
  /** The answer is shorter, and says that it is. */
  | { readonly shortens_answer_by: number }
  /** The answer is that to a request for all bytes. */
  | { readonly forgets_range: true }
  /** The answer comes, but only after the connection is gone. */
  | { readonly loses_answer: true }
  | { readonly hangs: true }

export interface ProxiedRequest {
  readonly method: string
  readonly path: string
}

export interface FaultProxy extends AsyncDisposable {
  readonly url: string
  readonly seen: readonly ProxiedRequest[]
  /** What befalls requests from now on. */
  meet(faultOf: (request: ProxiedRequest) => Fault | undefined): void
}

/** Stands between a client and an S3 server. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target)
  const seen: ProxiedRequest[] = []
  let faultOf: (request: ProxiedRequest) => Fault | undefined = () => undefined
  const server = http.createServer((request, response) => {
    const proxied = { method: request.method ?? '', path: request.url ?? '' }
    seen.push(proxied)
    pass({ hostname, port: Number(port) }, { request, response, fault: faultOf(proxied) })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    meet: (next) => {
      faultOf = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly fault: Fault | undefined
}

function pass(target: { readonly hostname: string; readonly port: number }, exchange: Exchange): void {
  const { request, response, fault } = exchange
  if (fault && 'hangs' in fault) return
  if (fault && 'answers' in fault) {
    answer(exchange, fault)
    return
  }
  const { method = 'GET', url = '/', headers } = request
  const onward = http.request({ ...target, method, path: url, headers })
  onward.on('error', () => request.destroy())
  onward.on('response', (answered) => passBack(answered, exchange))
  request.on('close', () => {
    if (!request.complete) onward.destroy()
  })
  response.on('close', () => onward.destroy())
  const cut = fault && 'cuts_request_after' in fault ? fault.cuts_request_after : undefined
  const isAltered = fault !== undefined && 'alters' in fault && fault.alters === 'request'
  request.pipe(through({ cut, isAltered, onCut: () => request.destroy() })).pipe(onward)
}

/** The whole body is taken first, as real stores do. */
function answer({ request, response }: Exchange, { answers, code }: { answers: number; code: string }): void {
  request.resume()
  request.once('end', () => {
    response.writeHead(answers, { 'content-type': 'application/xml' })
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>of the test</Message></Error>`)
  })
}

function passBack(answered: IncomingMessage, { request, response, fault }: Exchange): void {
  const { statusCode = 502, headers } = answered
  if (fault && 'loses_answer' in fault) {
    answered.resume()
    answered.once('end', () => request.socket.destroy())
    return
  }
  if (fault && 'forgets_range' in fault) {
    const { 'content-range': _, ...others } = headers
    response.writeHead(200, others)
    answered.pipe(response)
    return
  }
  const by = fault && 'shortens_answer_by' in fault ? fault.shortens_answer_by : 0
  const length = Number(headers['content-length'] ?? 0) - by
  response.writeHead(statusCode, by > 0 ? { ...headers, 'content-length': length } : headers)
  const cut = fault && 'cuts_answer_after' in fault ? fault.cuts_answer_after : undefined
  const isAltered = fault !== undefined && 'alters' in fault && fault.alters === 'answer'
  if (by > 0) answered.pipe(through({ cut: length, isAltered: false, onCut: () => response.end() })).pipe(response)
  else answered.pipe(through({ cut, isAltered, onCut: () => request.socket.destroy() })).pipe(response)
}

interface Change {
  readonly cut: number | undefined
  readonly isAltered: boolean
  readonly onCut: () => void
}

function through({ cut = Number.POSITIVE_INFINITY, isAltered, onCut }: Change): Transform {
  let passed = 0
  let isUntouched = isAltered
  return new Transform({
    transform(bytes: Buffer, _encoding, done: TransformCallback) {
      const left = Math.max(0, cut - passed)
      passed += bytes.length
      const piece = Buffer.from(bytes.subarray(0, left))
      if (isUntouched && piece.length > 0) {
        piece[piece.length >> 1] = (piece[piece.length >> 1] ?? 0) ^ 1
        isUntouched = false
      }
      done(null, piece)
      if (passed > cut) onCut()
    },
  })
}
