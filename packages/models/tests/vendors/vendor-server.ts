import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { createModelFetch, type Model, openModel } from '../../src/index.ts'
import { faultsOf, type Said, type VendorContract } from './contract.ts'

/** Writes one answer of a vendor. */
export type VendorReply = (response: ServerResponse, contract: VendorContract) => void

interface Vendor {
  readonly model: Model
  readonly calls: readonly { readonly path: string; readonly headers: object; readonly body: unknown }[]
}

/** A model of a vendor, played by a server that refuses what the vendor would refuse; the n-th call gets a reply. */
export async function openVendor(
  contract: VendorContract,
  reply: (index: number) => VendorReply,
  spec: Readonly<Record<string, unknown>> = {},
): Promise<Vendor> {
  const calls: { path: string; headers: object; body: unknown }[] = []
  const server = createServer(async (request, response) => {
    const call = { path: (request.url ?? '').replace('/base', ''), headers: request.headers, body: await json(request) }
    calls.push(call)
    const faults = faultsOf(contract, call)
    const answer = faults.length === 0 ? reply(calls.length - 1) : failing(400, faults.join('; '))
    answer(response, contract)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const outgoing = createModelFetch({ allow: [], allow_loopback: true })
  onTestFinished(async () => {
    await outgoing[Symbol.asyncDispose]()
    server.closeAllConnections()
    server.close()
  })
  const whole = {
    ...{ provider: contract.provider, model: contract.model, max_output_tokens: 100, temperature: 0 },
    ...{ base_url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/base`, timeout_seconds: 30 },
    ...spec,
  }
  return { model: openModel(whole, { fetch: outgoing.fetch, api_key: 'test-key' }), calls }
}

export function saying(said: Said): VendorReply {
  return (response, { answer }) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(said)))
  }
}

export function failing(status: number, message: string, headers: Record<string, string> = {}): VendorReply {
  return (response, { failure }) => {
    const body = JSON.stringify(failure(status, message))
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }
}

export function writing(text: string): VendorReply {
  return (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(text)
}

/** An answer in pieces. `until`: the connection ends after so many events, without the last ones. */
export function streaming(pieces: readonly string[], until?: number): VendorReply {
  return (response, { streaming: { events } }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const written = events(pieces).slice(0, until)
    for (const event of written) response.write(`data: ${JSON.stringify(event)}\n\n`)
    response.end()
  }
}

/** Pieces, and then a connection that breaks. */
export const breakingOff: VendorReply = (response, { streaming: { events } }) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const written = events(['Half']).slice(0, -2)
  response.write(written.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''), () => response.destroy())
}

/** No answer at all. */
export const silent: VendorReply = () => undefined

/** Half of an answer, then a broken connection. */
export const cutOff: VendorReply = (response, { answer }) => {
  const whole = JSON.stringify(answer({ text: 'a whole answer' }))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length })
  response.write(whole.slice(0, whole.length / 2), () => response.destroy())
}
