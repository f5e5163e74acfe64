import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A call as it arrived. */
export interface ReceivedCall {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The header webhook-id. */
  readonly id: string
}

/** What the receiver answers: a status; undefined where it has answered itself, or never will. */
export type Reception = (call: ReceivedCall, response: ServerResponse) => number | undefined

/** Something that webhooks call, over real HTTP. */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string
  /** Every call in order of arrival. */
  readonly calls: readonly ReceivedCall[]
  /** The first call that nobody has asked for yet; waits until it comes. */
  next(path?: string): Promise<ReceivedCall>
}

/** Starts a receiver on loopback. */
export async function startWebhookReceiver(receive: Reception = () => 204): Promise<WebhookReceiver> {
  const calls: ReceivedCall[] = []
  const taken = new Set<ReceivedCall>()
  let arrived = Promise.withResolvers<void>()

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers, url: path = '' } = request
    const call = { path, headers, body: await text(request), id: String(headers['webhook-id']) }
    calls.push(call)
    arrived.resolve()
    arrived = Promise.withResolvers()
    const status = receive(call, response)
    if (status !== undefined) response.writeHead(status).end()
  }

  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    async next(path) {
      for (;;) {
        const found = calls.find((call) => !taken.has(call) && (path === undefined || call.path === path))
        if (found) {
          taken.add(found)
          return found
        }
        await arrived.promise
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
