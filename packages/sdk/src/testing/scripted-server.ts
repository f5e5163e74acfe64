import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { ErrorBody } from '@assay/schemas'
import { Assay } from '../client.ts'
import type { AssayOptions } from '../options.ts'
import { collect } from './collect.ts'

/** A request as it arrived. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly input: unknown
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What the server does with one request. */
export type Reply = (response: ServerResponse, received: Received) => void

/** A server that follows a script: for `METHOD /path`, what it does with the first request, the second, … */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
  client(options?: AssayOptions): Assay
}

/** Starts a server that follows a script; whatever the script does not foresee is answered with 501. */
export async function startScriptedServer(script: Readonly<Record<string, readonly Reply[]>>): Promise<ScriptedServer> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const one = await receive(request).catch(() => undefined)
    if (!one) return
    const route = `${one.method} ${one.path}`
    const at = received.filter((earlier) => `${earlier.method} ${earlier.path}` === route).length
    received.push(one)
    const reply = script[route]?.[at] ?? status(501)
    reply(response, one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${address instanceof Object ? address.port : 0}`
  return {
    url,
    received,
    client: (options) => new Assay({ url, apiKey: 'assay_key', retryDelay: 1, ...options }),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function receive(request: IncomingMessage): Promise<Received> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://server')
  const body = Buffer.concat(await collect<Buffer>(request))
  const isJson = request.headers['content-type']?.includes('json') === true
  const text = searchParams.get('input') ?? (isJson ? body.toString() : '')
  return {
    method: request.method ?? '',
    path: pathname,
    input: text === '' ? undefined : JSON.parse(text),
    headers: request.headers,
    body,
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** What tRPC answers. */
export function result(data: unknown): Reply {
  return (response) => send(response, 200, { result: { data } })
}

/** What a plain route answers. */
export function json(body: unknown): Reply {
  return (response) => send(response, 200, body)
}

/** The one error body. */
export function errorBody(code: string, facts: Partial<ErrorBody> = {}): ErrorBody {
  return { code, message: `It is ${code}.`, retryable: false, data: {}, request_id: 'req_1', ...facts }
}

/** An error as tRPC sends it. */
export function rpcError(status: number, body: ErrorBody, headers?: Record<string, string>): Reply {
  const error = { message: body.message, code: -32000, data: { code: 'X', httpStatus: status, error: body } }
  return (response) => send(response, status, { error }, headers)
}

/** An error as REST sends it. */
export function restError(status: number, body: ErrorBody): Reply {
  return (response) => send(response, status, body)
}

/** A status without anything of ours, as a proxy gives it. */
export function status(code: number, headers: Record<string, string> = {}): Reply {
  return (response) => response.writeHead(code, { 'content-type': 'text/html', ...headers }).end('<html></html>')
}

/** The connection breaks before an answer. */
export const hangUp: Reply = (response) => response.destroy()

/** No answer ever comes. */
export const silence: Reply = () => undefined

/** Part of an event stream; `broken` ends the connection instead of the stream. */
export function stream(messages: readonly string[], end: 'ended' | 'broken'): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(['event: connected\ndata: {}\n\n', ...messages].join(''), () => {
      if (end === 'ended') response.end('event: return\ndata: \n\n')
      else response.destroy()
    })
  }
}

/** A tracked message of an event stream. */
export function message(id: number, data: unknown): string {
  return `data: ${JSON.stringify(data)}\nid: ${id}\n\n`
}
