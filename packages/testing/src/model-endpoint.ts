import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'

const chat = z.object({ messages: z.array(z.object({ role: z.string(), content: z.unknown() })) })

/** A request as the endpoint saw it. */
export interface SeenRequest {
  /** What the user's message says. */
  readonly prompt: string
  /** How often this prompt was asked before. */
  readonly asked_before: number
  readonly authorization: string | undefined
  /** All messages, as they came. */
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
}

/** What the endpoint does with a request: a text to answer, or a handler of its own. */
export type Behaviour = (
  seen: SeenRequest,
  response: ServerResponse,
) => string | undefined | Promise<string | undefined>

/** A model endpoint that speaks the OpenAI chat protocol over real HTTP. */
export interface ModelEndpoint extends AsyncDisposable {
  /** Ends in /v1. */
  readonly base_url: string
  /** Prompts in order of arrival. */
  readonly prompts: readonly string[]
  /** Resolves when so many requests have arrived in all. */
  seen(count: number): Promise<void>
}

/** Starts an endpoint on loopback. */
export async function startModelEndpoint(behave: Behaviour): Promise<ModelEndpoint> {
  const prompts: string[] = []
  const waiting = new Set<{ count: number; resolve: () => void }>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { messages } = chat.parse(await json(request))
    const prompt = textOf(messages.findLast((message) => message.role === 'user')?.content)
    const asked_before = prompts.filter((earlier) => earlier === prompt).length
    prompts.push(prompt)
    for (const waiter of waiting) if (prompts.length >= waiter.count) waiter.resolve()
    const text = await behave(
      { prompt, asked_before, authorization: request.headers.authorization, messages },
      response,
    )
    if (text === undefined) return
    response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 0,
        model: 'test',
        choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
      }),
    )
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    base_url: `http://127.0.0.1:${port}/v1`,
    prompts,
    seen(count) {
      if (prompts.length >= count) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.add({ count, resolve })
      return promise
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return z
    .array(z.object({ text: z.string() }))
    .parse(content)
    .map((part) => part.text)
    .join('')
}
