import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { createModelFetch, infer, openModel, PredictionError } from '../src/index.ts'
import { collect } from './collect.ts'
import { createFakeClock } from './fake-clock.ts'
import { createMemoryCache } from './memory-cache.ts'
import { startModelServer } from './model-server.ts'

const odd = fc.oneof(
  fc.constantFrom('9007199254740993', '1e308', '-1', '-0', '1e999', '0.1', '""', '"10"', 'null', 'true', '[]', '{}'),
  fc.json(),
)
const field = (name: string, values: fc.Arbitrary<string>) =>
  fc.option(
    values.map((value) => `${JSON.stringify(name)}:${value}`),
    { nil: '', freq: 6 },
  )

function object(...fields: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...fields).map((texts) => `{${texts.filter((text) => text !== '').join(',')}}`)
}

const text = fc.oneof(
  fc.constantFrom('"yes"', '"\\u0000"', '"\\ud800"', '"<think>"', '"</think>"', '"<think>a</think>b"', 'null', '" "'),
  fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value)),
  fc.constantFrom('[{"type":"text","text":"yes"}]', '[{"type":"thinking","thinking":[{}]}]', '[1]', '[null]', '[[]]'),
  odd,
)
const message = fc.oneof(
  { weight: 6, arbitrary: object(field('content', text), field('reasoning_content', text), field('refusal', text)) },
  odd,
)
const choice = fc.oneof({ weight: 6, arbitrary: object(field('message', message), field('finish_reason', odd)) }, odd)
const usage = object(field('prompt_tokens', odd), field('completion_tokens', odd), field('total_tokens', odd))
const fault = object(field('message', text), field('code', odd), field('type', odd), field('param', odd))
const body = fc.oneof(
  {
    weight: 5,
    arbitrary: object(
      field('choices', fc.oneof({ weight: 6, arbitrary: choice.map((one) => `[${one}]`) }, odd)),
      field('usage', fc.oneof(usage, odd)),
      ...['created', 'model', 'id', 'system_fingerprint', 'object', '__proto__'].map((name) => field(name, odd)),
    ),
  },
  { weight: 2, arbitrary: object(field('error', fc.oneof(fault, odd)), field('detail', odd), field('object', odd)) },
  odd,
  fc.string({ unit: 'binary' }),
  fc.nat(5000).map((depth) => '['.repeat(depth)),
)
const header = fc.constantFrom(
  {},
  { 'retry-after': '86400' },
  { 'retry-after': '9'.repeat(400) },
  { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' },
  { 'content-type': 'text/html' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'x-nothing' },
  { location: 'http://127.0.0.1:1/' },
  { 'x-odd': '\u00ff' },
)
const status = fc.oneof(
  { weight: 8, arbitrary: fc.constant(200) },
  fc.constantFrom(100, 101, 103, 199, 201, 204, 205, 206, 299, 300, 301, 304, 307, 399),
  fc.constantFrom(400, 401, 402, 404, 408, 413, 422, 429, 451, 499, 500, 502, 503, 529, 599, 600, 999),
)
const answer = fc.record({ status, header, body, isZipped: fc.boolean(), isCut: fc.boolean() })
type OddAnswer = typeof answer extends fc.Arbitrary<infer Value> ? Value : never

/** Past the server's own checks, which allow less than a socket carries. */
function write(response: ServerResponse, { status: code, header: more, body: said, isZipped, isCut }: OddAnswer): void {
  const bytes = isZipped ? gzipSync(said) : Buffer.from(said)
  const headers = { 'content-type': 'application/json', ...more, 'content-length': bytes.length }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const { socket } = response
  socket?.write(Buffer.from([`HTTP/1.1 ${code} Odd`, ...lines, '', ''].join('\r\n'), 'latin1'))
  socket?.end(isCut ? bytes.subarray(0, bytes.length / 2) : bytes)
}

it('ends every example as an answer or a failure, whatever the endpoint answers', async () => {
  const next: { answer?: OddAnswer } = {}
  const server = await startModelServer(() => (response) => next.answer && write(response, next.answer))
  const outgoing = createModelFetch({ allow: [], allow_loopback: true })
  onTestFinished(async () => {
    await outgoing[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const price = { input_per_million: 1e9, output_per_million: 1e9 }
  const spec = {
    provider: 'openai-compatible',
    model: 'm',
    base_url: server.base_url,
    price,
    outage_seconds: 5,
  } as const
  const model = openModel({ ...spec, temperature: 1, max_output_tokens: 5, timeout_seconds: 2 }, outgoing)
  const task = { type: 'text-generation' } as const

  await fc.assert(
    fc.asyncProperty(answer, async (odd) => {
      next.answer = odd
      const clock = createFakeClock()
      const examples = [{ example: 0, input: 'what?' }]
      const cache = createMemoryCache()
      const answers = await collect(infer({ model, task, examples, repeat: 0, seed: 0, cache, clock }))
      expect(answers).toHaveLength(1)
      const [{ output, error, input_tokens, output_tokens, cost }] = answers as [(typeof answers)[0] & object]
      expect([typeof output, typeof error].toSorted()).toEqual(['object', 'string'])
      for (const count of [input_tokens, output_tokens])
        expect(count === null || Number.isSafeInteger(count)).toBe(true)
      expect(cost === null || Number.isFinite(cost)).toBe(true)
      expect(JSON.stringify(answers).isWellFormed()).toBe(true)
    }),
    { numRuns: 300, seed: 20261130 },
  )
}, 120_000)

it('never throws anything else of one call', async () => {
  const next: { answer?: OddAnswer } = {}
  const server = await startModelServer(() => (response) => next.answer && write(response, next.answer))
  const outgoing = createModelFetch({ allow: [], allow_loopback: true })
  onTestFinished(async () => {
    await outgoing[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const spec = { provider: 'openai-compatible', model: 'm', base_url: server.base_url } as const
  const model = openModel({ ...spec, temperature: 0, max_output_tokens: 5, timeout_seconds: 2 }, outgoing)
  const request = { input: 'what?', task: { type: 'text-generation' }, repeat: 0, seed: 0 } as const
  await fc.assert(
    fc.asyncProperty(answer, async (odd) => {
      next.answer = odd
      const failure = await model.predict(request).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (failure !== undefined) expect(failure).toBeInstanceOf(PredictionError)
    }),
    { numRuns: 600, seed: 1130 },
  )
}, 120_000)
