import { DomainError } from '@assay/schemas'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createModelFetch, openModel } from '../src/index.ts'
import {
  answering,
  breakingOff,
  failing,
  hangingUp,
  saying,
  silent,
  stalling,
  startModelServer,
} from './model-server.ts'
import { failureOf, open, request } from './open-endpoint.ts'

describe('a call', () => {
  it('answers with output, tokens, cost and latency', async () => {
    const price = { input_per_million: 2, output_per_million: 8 }
    const { model } = await open(answering(), { spec: { price } })
    const { latency_ms, ...rest } = await model.predict(request)
    expect(rest).toEqual({
      output: 'A TEXT',
      input_tokens: 10,
      output_tokens: 5,
      cost: (10 * 2 + 5 * 8) / 1e6,
      finish_reason: 'stop',
      reasoning: null,
      reasoning_tokens: null,
      served_model: 'm',
      system_fingerprint: null,
      adaptations: [],
      answered_at: expect.stringMatching(/Z$/),
    })
    expect(latency_ms).toBeGreaterThan(0)
  })

  it('sends the key, the settings and a prompt that fits the task', async () => {
    const { model, server } = await open(answering(), { api_key: 'sk-1' })
    const task = { type: 'translation', source_language: 'German', target_language: 'English' } as const
    await model.predict({ ...request, task })
    expect(server.calls).toMatchObject([
      { path: '/v1/chat/completions', authorization: 'Bearer sk-1', model: 'm', max_tokens: 100, temperature: 0 },
    ])
    expect(server.calls[0]?.messages[0]?.content).toMatch(/German to English/)
    expect(server.calls[0]?.seed).toBeUndefined()
  })

  it('sends the own prompts of a spec, with the input as it is, and a seed where there is chance', async () => {
    const spec = { system_prompt: 'be terse', prompt: '<{input}>', temperature: 1 }
    const { model, server } = await open(answering(), { spec })
    await model.predict({ ...request, input: "$& $' {input}" })
    expect(server.calls).toMatchObject([{ input: "<$& $' {input}>", seed: 7 }])
    expect(server.calls[0]?.messages[0]).toEqual({ role: 'system', content: 'be terse' })
  })

  it('keeps the query of the base URL', async () => {
    const server = await startModelServer(() => answering())
    onTestFinished(() => server[Symbol.asyncDispose]())
    const { model } = await open(answering(), { spec: { base_url: `${server.base_url}?api-version=2` } })
    await model.predict(request)
    expect(server.calls[0]?.path).toBe('/v1/chat/completions?api-version=2')
  })

  it('says that an answer was cut off', async () => {
    const { model } = await open(answering('half', 'length'))
    expect(await model.predict(request)).toMatchObject({ output: 'half', finish_reason: 'length' })
  })
})

describe('a failed call', () => {
  const kinds = {
    400: 'final',
    401: 'final',
    403: 'final',
    404: 'final',
    422: 'final',
    408: 'transient',
    409: 'transient',
  }
  const more = { 429: 'overload', 503: 'overload', 500: 'transient', 502: 'transient', 504: 'transient' }
  it.each(Object.entries({ ...kinds, ...more }))('with status %s is %s', async (status, kind) => {
    expect(await failureOf(failing(Number(status)))).toMatchObject({ kind, status: Number(status) })
  })

  it.each([
    ['garbage', saying('<html>')],
    ['nothing', saying('')],
    ['an object of another kind', saying('{"error":"x"}')],
    ['no choice', saying('{"choices":[]}')],
    ['a web page', saying('<!doctype html>', 'text/html')],
    ['an empty text', answering(' ')],
    ['no text', answering(null)],
  ])('that answers %s is unreadable', async (_, reply) => {
    expect(await failureOf(reply)).toMatchObject({ kind: 'unreadable' })
  })

  it.each([
    ['before', hangingUp],
    ['in the middle of', breakingOff],
  ])('whose connection breaks %s its answer is transient', async (_, reply) => {
    expect(await failureOf(reply)).toMatchObject({ kind: 'transient', status: null, scope: 'endpoint' })
  })

  it('to nobody is transient', async () => {
    const gone = await startModelServer(() => silent)
    await gone[Symbol.asyncDispose]()
    expect(await failureOf(silent, { spec: { base_url: gone.base_url } })).toMatchObject({
      kind: 'transient',
      reason: 'The endpoint refused the connection.',
    })
  })

  it.each([
    ['to answer', silent],
    ['to end its answer', stalling],
  ])('that takes too long %s is a time-out', async (_, reply) => {
    expect(await failureOf(reply, { spec: { timeout_seconds: 0.05 } })).toMatchObject({
      kind: 'timeout',
      message: 'No answer within 0.05 s.',
    })
  })

  it('whose tokens all went before the answer says what to raise', async () => {
    const failure = await failureOf(answering('', 'length'))
    expect(failure.kind).toBe('final')
    expect(failure.message).toMatch(/max_output_tokens/)
  })

  it('carries how long to wait', async () => {
    const failure = await failureOf(failing(429, { headers: { 'retry-after': '7' } }))
    expect(failure.retry_after_ms).toBe(7000)
  })

  it('quotes the endpoint', async () => {
    expect((await failureOf(failing(400, { message: 'no such field: foo' }))).message).toBe('400: no such field: foo')
  })

  it.each([
    ['a key', 401, 'Incorrect API key provided: sk-secr**************mnop'],
    ['a key in another place', 500, 'upstream rejected sk-secret-abcdefghijklmnop'],
    ['a prompt', 400, 'cannot parse "a text"'],
    ['a default prompt', 400, 'You summarize texts. Answer with'],
  ])('never repeats %s', async (_, status, message) => {
    const failure = await failureOf(failing(status, { message }), { api_key: 'sk-secret-abcdefghijklmnop' })
    expect(failure.message).not.toContain(message.slice(-8))
    expect(failure.message).toContain(String(status))
    expect(failure.cause).toBeUndefined()
  })
})

it.each([
  ['before', silent],
  ['in the middle of', stalling],
])('ends a call %s its answer with the reason of the signal', async (_, reply) => {
  const { model, server } = await open(reply)
  const stop = new AbortController()
  const call = model.predict(request, stop.signal)
  await expect.poll(() => server.calls.length).toBe(1)
  const reason = new Error('stopped by its owner')
  stop.abort(reason)
  await expect(call).rejects.toBe(reason)
})

it('refuses an address that it may not call, for all examples at once', async () => {
  const outgoing = createModelFetch({ allow: [], allow_loopback: false })
  onTestFinished(() => outgoing[Symbol.asyncDispose]())
  const { server } = await open(silent)
  const spec = { provider: 'openai-compatible', model: 'm', base_url: server.base_url } as const
  const model = openModel({ ...spec, temperature: 0, max_output_tokens: 1, timeout_seconds: 5 }, outgoing)
  await expect(model.predict(request)).rejects.toSatisfy((error) => DomainError.is(error, 'URL_REFUSED'))
  expect(server.calls).toEqual([])
})

it.each([
  ['credentials in the base URL', { base_url: 'http://a:b@example.com/v1' }, undefined],
  ['a field that has a name of its own', { parameters: { max_tokens: 5 } }, undefined],
  ['a key that no header can carry', {}, 'sk-1\n'],
])('refuses %s before any call', async (_, spec, api_key) => {
  const setup = { spec, ...(api_key === undefined ? {} : { api_key }) }
  await expect(open(silent, setup)).rejects.toSatisfy((error) => DomainError.is(error, 'INPUT_INVALID'))
})
