import type { ServerResponse } from 'node:http'
import type { CompletionPart } from '@assay/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ModelEndpoint, type Platform, startModelEndpoint, startPlatform } from '../src/index.ts'

const rooms = new AsyncDisposableStack()
const closed = Promise.withResolvers<void>()
let platform: Platform
let endpoint: ModelEndpoint

const usage = { prompt_tokens: 12, completion_tokens: 5 }

function chunks(...deltas: readonly object[]): string {
  return deltas
    .map((delta) => `data: ${JSON.stringify({ model: 'test', choices: [{ index: 0, delta }] })}\n\n`)
    .join('')
}

function ending(finish_reason: string): string {
  const last = { choices: [{ index: 0, delta: {}, finish_reason }] }
  return `data: ${JSON.stringify(last)}\n\ndata: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`
}

/** What the endpoint does, by the prompt; anything else is answered whole, whatever was asked for. */
const scripts: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  pieces: (response) => {
    const thoughts = chunks({ reasoning_content: 'Hm' }, { reasoning_content: '. ' }, { content: '<think>So' })
    response.end(thoughts + chunks({ content: '!</think>\n\nThe ans' }, { content: 'wer.' }) + ending('stop'))
  },
  cut: (response) => response.end(chunks({ content: 'The ans' })),
  filtered: (response) => response.end(chunks({ content: 'The ans' }) + ending('content_filter')),
  error: (response) => response.end(`data: ${JSON.stringify({ error: { message: 'out of memory' } })}\n\n`),
  silent: (response) => {
    response.write(chunks({ content: 'The ans' }))
    response.on('close', () => closed.resolve())
  },
}

beforeAll(async () => {
  platform = rooms.use(await startPlatform())
  endpoint = rooms.use(
    await startModelEndpoint(({ prompt, authorization }, response) => {
      if (prompt === 'key') {
        response.writeHead(401).end(JSON.stringify({ error: { message: `${authorization} is no key` } }))
        return undefined
      }
      const script = scripts[prompt]
      if (!script) return `${prompt}, whole`
      response.setHeader('content-type', 'text/event-stream')
      script(response)
      return undefined
    }),
  )
})
afterAll(() => rooms.disposeAsync())

const model = () => ({
  provider: 'openai-compatible' as const,
  model: 'test',
  base_url: endpoint.base_url,
  price: { input_per_million: 1, output_per_million: 2 },
})

async function partsOf(prompt: string): Promise<CompletionPart[]> {
  const parts: CompletionPart[] = []
  for await (const part of platform.client.models.complete({ model: model(), prompt })) parts.push(part)
  return parts
}

it('tells an answer as it comes, its reasoning apart, and at the end the whole with tokens and cost', async () => {
  const entry = await platform.client.models.put('acme/thinker', { model: model() })
  const parts: CompletionPart[] = []
  const asked = { model: 'acme/thinker', prompt: 'pieces' }
  for await (const part of platform.client.models.complete(asked)) parts.push(part)
  const joined = (type: 'text' | 'reasoning') =>
    parts.flatMap((part) => (part.type === type ? [part.text] : [])).join('')
  expect([joined('text'), joined('reasoning')]).toEqual(['The answer.', 'Hm. So!'])
  expect(parts.filter(({ type }) => type === 'text').length).toBeGreaterThan(1)
  expect(parts.at(-1)).toMatchObject({
    type: 'end',
    completion: {
      output: 'The answer.',
      reasoning: 'Hm. \n\nSo!',
      input_tokens: 12,
      output_tokens: 5,
      cost: 22 / 1e6,
      finish_reason: 'stop',
      served_model: 'test',
      entry: { id: entry.id, name: 'acme/thinker' },
    },
  })
  const { output, cost } = await platform.client.models.complete(asked)
  expect([output, cost]).toEqual(['The answer.', 22 / 1e6])
  expect(await platform.client.models.complete(asked).text()).toBe('The answer.')
})

it('gives the whole of an endpoint that does not stream, and of a baseline', async () => {
  expect((await partsOf('Everything')).map(({ type }) => type)).toEqual(['end'])
  const prompt = 'The harbour reopens. The ferry sails again. Nobody knows why.'
  expect(await platform.client.models.complete({ model: 'lead-1', prompt }).text()).toBe('The harbour reopens.')
})

it('goes on with a chat', async () => {
  const messages = [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content: 'Hello' },
  ]
  expect(await platform.client.models.complete({ model: model(), messages }).text()).toBe('Hello, whole')
  await expect(platform.client.models.complete({ model: model(), messages, prompt: 'a' })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  })
})

it.each([
  ['cut', 'MODEL_CALL_FAILED', 'broke off'],
  ['error', 'MODEL_CALL_FAILED', 'out of memory'],
  ['filtered', 'COMPLETION_REFUSED', 'content_filter'],
  ['key', 'COMPLETION_REFUSED', 'API key is missing or wrong'],
])('says why there is no answer: %s', async (prompt, code, reason) => {
  await platform.client.secrets.put('door', 'sesame-open')
  const asked = { model: { ...model(), secret: 'door' }, prompt }
  const error = await Promise.resolve(platform.client.models.complete(asked)).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code, message: expect.stringContaining(reason) })
  expect(JSON.stringify(error)).not.toContain('sesame')
})

it('ends the call when nobody reads on', async () => {
  for await (const part of platform.client.models.complete({ model: model(), prompt: 'silent' })) {
    expect(part).toEqual({ type: 'text', text: 'The ans' })
    break
  }
  await closed.promise
})

it('answers over REST, whole or piece by piece, and takes up nothing that broke off', async () => {
  const headers = { authorization: `Bearer ${platform.user.key}`, 'content-type': 'application/json' }
  const send = (path: string, prompt: string, more: object = {}) =>
    fetch(`${platform.url}/api/v1/models/${path}`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: JSON.stringify({ model: model(), prompt }),
    })
  const whole = await send('complete', 'Everything')
  expect([whole.status, await whole.json()]).toMatchObject([200, { output: 'Everything, whole', output_tokens: 5 }])
  const streamed = await send('stream', 'pieces')
  expect(streamed.headers.get('content-type')).toBe('text/event-stream')
  const text = await streamed.text()
  expect(text).toContain('data: {"type":"text","text":"The ans"}')
  expect(text.trim().endsWith('event: end\ndata: {}')).toBe(true)
  const again = await send('stream', 'pieces', { 'last-event-id': '1' })
  expect([again.status, await again.json()]).toMatchObject([409, { code: 'COMPLETION_BROKEN' }])
})

it('answers several texts of an entry by its name or its id, and says why one has no answer', async () => {
  const { id } = await platform.client.models.put('acme/deployed', { model: model() })
  const texts = ['one', 'key', 'two']
  const { items } = await platform.client.models.generate({ model: id ?? '', texts })
  expect(items).toMatchObject([
    { output: 'one, whole', error: null, input_tokens: 10, cost: 20 / 1e6 },
    { output: null, error: expect.stringContaining('API key') },
    { output: 'two, whole', error: null },
  ])
})

it('refuses more calls of one user than may wait, and answers others', async () => {
  const greedy = await platform.addUser()
  const leaving = new AbortController()
  const asking = Array.from({ length: 40 }, () =>
    Promise.resolve(greedy.client.models.complete({ model: model(), prompt: 'silent' }, { signal: leaving.signal })),
  )
  const refused = await Promise.any(asking.map((asked) => asked.then(() => undefined, wanted('LIMIT_REACHED'))))
  expect(refused).toBe('LIMIT_REACHED')
  expect(await platform.client.models.complete({ model: model(), prompt: 'other' }).text()).toBe('other, whole')
  leaving.abort()
  await Promise.allSettled(asking)
})

function wanted(code: string): (error: { readonly code?: string }) => string {
  return (error) => {
    if (error.code !== code) throw error
    return code
  }
}
