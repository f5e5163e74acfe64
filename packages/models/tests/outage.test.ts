import { describe, expect, it, onTestFinished } from 'vitest'
import { createModelFetch, type Inference, type InferenceProgress, infer, openModel } from '../src/index.ts'
import { collect } from './collect.ts'
import { createFakeClock } from './fake-clock.ts'
import { createMemoryCache } from './memory-cache.ts'
import {
  answering,
  failing,
  hangingUp,
  type ReceivedCall,
  type Reply,
  replying,
  saying,
  silent,
  startModelServer,
} from './model-server.ts'

const examples = (count: number) =>
  Array.from({ length: count }, (_, example) => ({ example, input: `text ${example}` }))

interface Setup {
  /** What the server says to a call; told the time by the client's clock. */
  readonly reply: (call: ReceivedCall, now_ms: number) => Reply
  readonly outage_seconds?: number
  readonly timeout_seconds?: number
}

async function setUp({ reply, outage_seconds, timeout_seconds = 30 }: Setup) {
  const clock = createFakeClock()
  const server = await startModelServer((call) => reply(call, clock.now()))
  const outgoing = createModelFetch({ allow: [], allow_loopback: true })
  onTestFinished(async () => {
    await outgoing[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const spec = { provider: 'openai-compatible', model: 'm', base_url: server.base_url } as const
  const patience = outage_seconds === undefined ? {} : { outage_seconds }
  const model = openModel({ ...spec, temperature: 0, max_output_tokens: 5, timeout_seconds, ...patience }, outgoing)
  const waits: (string | null)[] = []
  const on_progress = ({ waiting_for }: InferenceProgress) => {
    if (waits.at(-1) !== waiting_for) waits.push(waiting_for)
  }
  const inference: Omit<Inference, 'examples'> = {
    ...{ model, task: { type: 'text-generation' }, repeat: 0, seed: 0, clock, on_progress },
  }
  return { server, clock, waits, inference }
}

const rubbish = saying('<html>', 'text/plain')

describe('an endpoint that is away for 20 s', () => {
  it.each<[string, Reply]>([
    ['hangs up', hangingUp],
    ['answers 502', failing(502)],
    ['answers 503', failing(503)],
    ['answers rubbish', rubbish],
  ])('at first, and %s, costs no example and few calls', async (_, away) => {
    const { inference, server, waits } = await setUp({ reply: (_call, now) => (now < 20_000 ? away : answering()) })
    const answers = await collect(infer({ ...inference, examples: examples(300) }))
    expect(answers.filter(({ error }) => error !== null)).toEqual([])
    expect(server.calls.length).toBeLessThanOrEqual(300 + 20)
    expect(waits.filter((reason) => reason !== null)).not.toEqual([])
    expect(waits.at(-1)).toBeNull()
  })

  it('in the middle costs no example, and each call under way once', async () => {
    let asked = 0
    const { inference, server } = await setUp({
      reply: (_call, now) => {
        asked += 1
        return asked > 100 && now < 20_000 ? failing(502) : answering()
      },
    })
    const answers = await collect(infer({ ...inference, examples: examples(300) }))
    expect(answers.filter(({ error }) => error !== null)).toEqual([])
    expect(server.calls.length).toBeLessThanOrEqual(300 + 64 + 10)
  })
})

it('is given up after the time that its spec allows, and says what it said', async () => {
  let asked = 0
  const { inference, server, clock } = await setUp({
    reply: () => {
      asked += 1
      return asked > 50 ? failing(502, { message: 'reloading' }) : answering()
    },
    outage_seconds: 240,
  })
  const answers = await collect(infer({ ...inference, examples: examples(300) }))
  expect(answers.filter(({ error }) => error === null).length).toBeGreaterThanOrEqual(50)
  expect(answers.at(-1)?.error).toMatch(/^502: reloading\. Nothing else was heard for 2\d\d s\.$/)
  expect(clock.now()).toBeGreaterThanOrEqual(240_000)
  expect(server.calls.length).toBeLessThan(50 + 64 + 40)
})

it('is not waited for where the spec says so', async () => {
  const { inference, server } = await setUp({ reply: () => failing(502), outage_seconds: 0 })
  const answers = await collect(infer({ ...inference, examples: examples(300) }))
  expect(answers.every(({ error }) => error !== null)).toBe(true)
  expect(server.calls.length).toBeLessThan(20)
})

const page = saying('<!doctype html><title>Sign in</title>', 'text/html; charset=utf-8')
const strangers: [string, Reply, RegExp][] = [
  ['a page', page, /web page \(text\/html\).*base URL/],
  ['JSON about something else', replying(200, { status: 'ok' }), /JSON with "status".*base URL/],
  ['a detail', replying(200, { detail: 'Not authenticated' }), /Not authenticated.*base URL/],
  ['nothing', saying(''), /answered nothing.*base URL/],
  ['nothing, and says so', (response) => response.writeHead(204).end(), /^204: .*answered nothing.*base URL/],
  ['a redirection to a sign-in', (response) => response.writeHead(302, { location: '/login' }).end(), /redirects/],
  ['404', (response) => response.writeHead(404).end('404 page not found'), /^404: .*\/v1\/chat\/completions/],
  ['405', replying(405, { detail: 'Method Not Allowed' }), /^405: .*\/v1\/chat\/completions/],
  ['401', failing(401), /^401: the API key/],
  ['403', failing(403), /^403: the API key/],
  ['403 as a page', (response) => response.writeHead(403, { 'content-type': 'text/html' }).end('<p>'), /web page/],
]

describe.each(strangers)('an address where nobody but a stranger answers, with %s,', (_, reply, said) => {
  it('is given up at once', async () => {
    const { inference, server, clock, waits } = await setUp({ reply: () => reply })
    const answers = await collect(infer({ ...inference, examples: examples(300) }))
    expect(answers.map(({ error }) => error)).toEqual(Array(300).fill(expect.stringMatching(said)))
    expect(server.calls.length).toBeLessThan(20)
    expect(clock.now()).toBeLessThan(5_000)
    expect(waits.filter((reason) => reason !== null)).toEqual([])
  })

  it('is given up at once where there are two examples', async () => {
    const { inference, clock } = await setUp({ reply: () => reply })
    const answers = await collect(infer({ ...inference, examples: examples(2) }))
    expect(answers.map(({ error }) => error)).toEqual(Array(2).fill(expect.stringMatching(said)))
    expect(clock.now()).toBeLessThan(5_000)
  })
})

it('is given up where it refused connections at first, and then a stranger answers', async () => {
  const { inference, clock } = await setUp({ reply: (_call, now) => (now < 3_000 ? hangingUp : page) })
  const answers = await collect(infer({ ...inference, examples: examples(300) }))
  expect(answers.at(-1)?.error).toMatch(/web page/)
  expect(clock.now()).toBeLessThan(40_000)
})

describe('an endpoint that has answered, and in whose place for 8 s a stranger answers', () => {
  it.each(strangers.filter(([name]) => !/detail|405|401|403/.test(name)))('with %s, goes on', async (_, reply) => {
    let asked = 0
    const { inference, server } = await setUp({
      reply: (_call, now) => {
        asked += 1
        return asked > 20 && now < 8_000 ? reply : answering()
      },
    })
    const answers = await collect(infer({ ...inference, examples: examples(300) }))
    expect(answers.filter(({ error }) => error !== null)).toEqual([])
    expect(server.calls.length).toBeLessThanOrEqual(300 + 64 + 10)
  })

  it('although an earlier attempt heard the answers', async () => {
    const cache = createMemoryCache()
    const { inference } = await setUp({ reply: (_call, now) => (now > 0 && now < 8_000 ? page : answering()) })
    await collect(infer({ ...inference, cache, examples: examples(3) }))
    await inference.clock?.sleep(1, new AbortController().signal)
    const answers = await collect(infer({ ...inference, cache, examples: examples(100) }))
    expect(answers.filter(({ error }) => error !== null)).toEqual([])
  })
})

it('is asked a few times where it wants another key, and not 300 times', async () => {
  const { inference, server } = await setUp({ reply: () => failing(401) })
  const answers = await collect(infer({ ...inference, examples: examples(300) }))
  expect(answers.at(-1)?.error).toBe('401: the API key is missing or wrong')
  expect(server.calls.length).toBeLessThan(12)
})

it('is there where single questions fail, each of which fails after its own calls', async () => {
  const isBad = ({ input }: ReceivedCall) => Number(input.slice(5)) % 10 === 3
  const { inference, server, clock } = await setUp({ reply: (call) => (isBad(call) ? failing(500) : answering()) })
  const answers = await collect(infer({ ...inference, examples: examples(200) }))
  expect(answers.filter(({ error }) => error !== null).map(({ example }) => example % 10)).toEqual(Array(20).fill(3))
  expect(clock.now()).toBeLessThan(60_000)
  expect(server.calls.length).toBeLessThan(180 + 20 * 6 + 30)
})

it('is asked no more once it never answers at all', async () => {
  const { inference, server } = await setUp({ reply: () => silent, timeout_seconds: 0.05 })
  const answers = await collect(infer({ ...inference, examples: examples(300) }))
  expect(answers.at(-1)?.error).toMatch(/^No answer within 0\.05 s\. Nothing else was heard/)
  expect(server.calls.length).toBeLessThan(30)
})

it('is left alone when the inference is stopped while it waits', async () => {
  const { inference, server } = await setUp({ reply: () => failing(502) })
  const stop = new AbortController()
  const on_progress = ({ waiting_for }: InferenceProgress) => {
    if (waiting_for !== null) stop.abort(new Error('stopped by its owner'))
  }
  const answers = collect(infer({ ...inference, on_progress, signal: stop.signal, examples: examples(300) }))
  await expect(answers).rejects.toThrow('stopped by its owner')
  expect(server.calls.length).toBeLessThan(12)
})
