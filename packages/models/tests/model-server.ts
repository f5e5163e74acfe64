import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { z } from 'zod'

const completionRequest = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
  temperature: z.number().optional(),
  seed: z.number().optional(),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
})

/** A chat completion request as it arrived. */
export interface ReceivedCall extends z.infer<typeof completionRequest> {
  readonly path: string
  readonly authorization: string | undefined
  /** Content of the user's message. */
  readonly input: string
}

/** Writes one answer. */
export type Reply = (response: ServerResponse, call: ReceivedCall) => void

/** A chat completion server on loopback that answers as told and keeps what it was asked. */
export interface ModelServer extends AsyncDisposable {
  readonly base_url: string
  readonly calls: readonly ReceivedCall[]
  /** Calls without an answer so far. */
  readonly openCalls: number
  /** Most calls that were open at once. */
  readonly mostAtOnce: number
}

/** Starts a server whose n-th call (from 0) gets the n-th reply. */
export async function startModelServer(reply: (call: ReceivedCall, index: number) => Reply): Promise<ModelServer> {
  const calls: ReceivedCall[] = []
  let open = 0
  let mostAtOnce = 0

  const server = createServer(async (request, response) => {
    open += 1
    mostAtOnce = Math.max(mostAtOnce, open)
    response.once('close', () => {
      open -= 1
    })
    const call = await receive(request)
    calls.push(call)
    reply(call, calls.length - 1)(response, call)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined

  return {
    base_url: `http://127.0.0.1:${port}/v1`,
    calls,
    get openCalls() {
      return open
    },
    get mostAtOnce() {
      return mostAtOnce
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function receive(request: IncomingMessage): Promise<ReceivedCall> {
  const body = completionRequest.parse(await json(request))
  const said = body.messages.findLast(({ role }) => role === 'user')?.content
  const input = typeof said === 'string' ? said : JSON.stringify(said ?? '')
  return { ...body, path: request.url ?? '', authorization: request.headers.authorization, input }
}

function completion(content: string | null, finish_reason = 'stop'): string {
  return JSON.stringify({
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  })
}

/** A proper answer: the input in upper case, unless told otherwise. */
export function answering(content?: string | null, finish_reason?: string): Reply {
  return (response, { input }) => {
    const text = content === undefined ? input.toUpperCase() : content
    response.writeHead(200, { 'content-type': 'application/json' }).end(completion(text, finish_reason))
  }
}

/** An error of the endpoint. */
export function failing(status: number, options: { message?: string; headers?: Record<string, string> } = {}): Reply {
  const body = JSON.stringify({ error: { message: options.message ?? 'it did not work', type: 'server_error' } })
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...options.headers }).end(body)
  }
}

/** A success whose body is this text. */
export function saying(body: string, content_type = 'application/json'): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': content_type }).end(body)
  }
}

/** A chat completion with this message, and whatever else is given. */
export function completing(
  message: object,
  { finish_reason = 'stop', ...further }: Record<string, unknown> = {},
): Reply {
  return saying(JSON.stringify({ choices: [{ index: 0, message, finish_reason }], ...further }))
}

/** An answer with any status and body. */
export function replying(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}

/** Half of an answer, then a broken connection. */
export const breakingOff: Reply = (response, { input }) => {
  const whole = completion(input)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length })
  response.write(whole.slice(0, whole.length / 2), () => response.destroy())
}

/** The start of an answer, and no more until the caller leaves. */
export const stalling: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{')
}

/** A connection closed without a word. */
export const hangingUp: Reply = (response) => {
  response.destroy()
}

/** No answer at all, until the caller leaves. */
export const silent: Reply = () => undefined

/** The same answer a few milliseconds later. */
export function slowly(reply: Reply): Reply {
  return (response, call) => {
    setTimeout(() => reply(response, call), 5)
  }
}
