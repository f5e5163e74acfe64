import { DomainError } from '@assay/schemas'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type Answer,
  createModelFetch,
  type Example,
  type Inference,
  type InferenceProgress,
  infer,
  openModel,
} from '../src/index.ts'
import { collect } from './collect.ts'
import { createFakeClock } from './fake-clock.ts'
import { createMemoryCache } from './memory-cache.ts'
import {
  answering,
  breakingOff,
  failing,
  type ReceivedCall,
  type Reply,
  saying,
  silent,
  slowly,
  startModelServer,
} from './model-server.ts'

function toExamples(...inputs: string[]): Example[] {
  return inputs.map((input, example) => ({ example, input }))
}

async function setUp(reply: (call: ReceivedCall, index: number) => Reply) {
  const server = await startModelServer(reply)
  const outgoing = createModelFetch({ allow: [], allow_loopback: true })
  onTestFinished(async () => {
    await outgoing[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const clock = createFakeClock()
  const spec = { provider: 'openai-compatible', model: 'm', base_url: server.base_url } as const
  const model = openModel({ ...spec, temperature: 0, max_output_tokens: 50, timeout_seconds: 30 }, outgoing)
  const inference: Omit<Inference, 'examples'> = { model, task: { type: 'text-generation' }, repeat: 0, seed: 0, clock }
  return { server, clock, inference, cache: createMemoryCache() }
}

const outputs = (answers: readonly Answer[]) => answers.map(({ output }) => output)
const inputs = (calls: readonly ReceivedCall[]) => calls.map(({ input }) => input)

describe('answers', () => {
  it('come in the order of the examples, whichever call ends first', async () => {
    const first: { release?: () => void } = {}
    const { inference } = await setUp((call) => (response) => {
      const answer = () => answering()(response, call)
      if (call.input === 'a') first.release = answer
      else answer()
      if (call.input === 'c') first.release?.()
    })
    const answers = await collect(infer({ ...inference, examples: toExamples('a', 'b', 'c') }))
    expect(outputs(answers)).toEqual(['A', 'B', 'C'])
    expect(answers.map(({ example }) => example)).toEqual([0, 1, 2])
  })

  it('say for each example why it has none, and leave the others alone', async () => {
    const { inference } = await setUp(({ input }) => (input === 'b' ? failing(400, { message: 'no' }) : answering()))
    const seen: InferenceProgress[] = []
    const on_progress = (progress: InferenceProgress) => seen.push(progress)
    const answers = await collect(infer({ ...inference, examples: toExamples('a', 'b', ' '), on_progress }))
    expect(answers).toMatchObject([
      { output: 'A', error: null },
      { output: null, error: '400: no', cost: null, cached: false },
      { output: null, error: 'The input is empty.' },
    ])
    expect(seen.at(-1)).toEqual({ done: 3, failed: 2, cached: 0, waiting_for: null })
  })
})

describe('a failing call', () => {
  it.each<[string, Reply]>([
    ['429', failing(429)],
    ['500', failing(500)],
    ['garbage', saying('{')],
    ['nothing', saying('')],
    ['half an answer', breakingOff],
  ])('is repeated after %s', async (_, reply) => {
    const { inference, server } = await setUp((_call, index) => (index < 2 ? reply : answering()))
    const answers = await collect(infer({ ...inference, examples: toExamples('a') }))
    expect(outputs(answers)).toEqual(['A'])
    expect(server.calls).toHaveLength(3)
  })

  it.each<[string, number, Reply]>([
    ['429', 12, failing(429)],
    ['500', 6, failing(500)],
    ['garbage', 3, saying('{')],
    ['404', 1, failing(404)],
  ])('that always answers %s is made %i times', async (_, times, reply) => {
    const { inference, server } = await setUp(({ input }) => (input === 'a' ? reply : answering()))
    const answers = await collect(infer({ ...inference, examples: toExamples('others are answered', 'a') }))
    expect(answers[1]?.output).toBeNull()
    expect(server.calls).toHaveLength(times + 1)
  })

  it('waits a random share of a doubling time', async () => {
    const { inference, clock } = await setUp(({ input }) => (input === 'a' ? failing(500) : answering()))
    const retry = { base_ms: 100, cap_ms: 300, random: () => 0.5 }
    await collect(infer({ ...inference, retry, examples: toExamples('others are answered', 'a') }))
    expect(clock.slept).toEqual([50, 100, 150, 150, 150])
  })

  it('waits as long as the endpoint asks, and says so', async () => {
    const headers = { 'retry-after': '40' }
    const { inference, clock } = await setUp((_, index) => (index === 0 ? failing(429, { headers }) : answering()))
    const waits = new Set<string | null>()
    const on_progress = ({ waiting_for }: InferenceProgress) => waits.add(waiting_for)
    await collect(infer({ ...inference, examples: toExamples('a'), on_progress }))
    expect(Math.max(...clock.slept)).toBe(40_000)
    expect([...waits]).toEqual(['429: it did not work', null])
  })
})

it('makes fewer calls at once where the endpoint says that there are too many, and more again later', async () => {
  const { inference, server } = await setUp((_, index) => slowly(index < 4 ? failing(429) : answering()))
  const examples = Array.from({ length: 200 }, (_, example) => ({ example, input: `text ${example}` }))
  const answers = await collect(infer({ ...inference, examples }))
  expect(answers.every(({ error }) => error === null)).toBe(true)
  expect(server.calls).toHaveLength(204)
  expect(server.mostAtOnce).toBeGreaterThan(4)
  expect(server.mostAtOnce).toBeLessThanOrEqual(64)
})

describe('the cache', () => {
  it('has each answer before it is yielded', async () => {
    const { inference, cache } = await setUp(() => answering())
    for await (const { example } of infer({ ...inference, cache, examples: toExamples('a', 'b', 'c') })) {
      expect(cache.kept.size).toBeGreaterThan(example)
    }
  })

  it('saves an inference that is started again from asking for what it has', async () => {
    const { inference, server, cache } = await setUp(() => answering())
    const examples = Array.from({ length: 300 }, (_, example) => ({ example, input: `text ${example}` }))
    for await (const { example } of infer({ ...inference, cache, examples })) if (example === 99) break
    const paid = cache.kept.size
    expect(paid).toBeGreaterThanOrEqual(100)

    const answers = await collect(infer({ ...inference, cache, examples }))
    expect(outputs(answers)).toEqual(examples.map(({ input }) => input.toUpperCase()))
    const had = answers.filter(({ cached }) => cached).map(({ example }) => `text ${example}`)
    expect(had).toHaveLength(paid)
    expect(had.map((text) => server.calls.filter(({ input }) => input === text).length)).toEqual(had.map(() => 1))
  })

  it('keeps no failure, and tells repeats and seeds apart', async () => {
    const { inference, server, cache } = await setUp((_, index) => (index === 0 ? failing(400) : answering()))
    const examples = toExamples('a')
    for (const changed of [{}, {}, { repeat: 1 }, { seed: 1 }, {}]) {
      await collect(infer({ ...inference, cache, examples, ...changed }))
    }
    expect(server.calls).toHaveLength(4)
  })

  it('gives back what the original call took', async () => {
    const { inference, cache } = await setUp(() => answering())
    const [first] = await collect(infer({ ...inference, cache, examples: toExamples('a') }))
    const [second] = await collect(infer({ ...inference, cache, examples: toExamples('a') }))
    expect(second).toEqual({ ...first, cached: true })
  })

  it('ends the inference when it cannot keep an answer', async () => {
    const { inference, cache } = await setUp(({ input }) => (input === 'a' ? silent : answering()))
    const full = { ...cache, put: () => Promise.reject(new DomainError('STORAGE_FULL', {})) }
    const answers = collect(infer({ ...inference, cache: full, examples: toExamples('a', 'b') }))
    await expect(answers).rejects.toSatisfy((error) => DomainError.is(error, 'STORAGE_FULL'))
  })
})

it('asks for every text once, however often it occurs', async () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(letters, fc.boolean(), async (texts, withCache) => {
      const { inference, server, cache } = await setUp(() => answering())
      const examples = toExamples(...texts)
      const answers = await collect(infer({ ...inference, ...(withCache ? { cache } : {}), examples }))
      expect(outputs(answers)).toEqual(texts.map((text) => text.toUpperCase()))
      if (withCache) expect(inputs(server.calls).toSorted()).toEqual([...new Set(texts)].toSorted())
      expect(answers.filter(({ cached }) => !cached)).toHaveLength(server.calls.length)
    }),
    { numRuns: 20 },
  )
})

it('reads only a bounded number of examples ahead', async () => {
  const { inference } = await setUp(({ input }) => (input === 'text 0' ? silent : answering()))
  const stop = new AbortController()
  let read = 0
  async function* endless() {
    for (;;) yield { example: read, input: `text ${read++}` }
  }
  const on_progress = ({ done }: InferenceProgress) => {
    if (done === 1023) stop.abort(new Error('enough'))
  }
  const answers = collect(infer({ ...inference, examples: endless(), signal: stop.signal, on_progress }))
  await expect(answers).rejects.toThrow('enough')
  expect(read).toBeLessThanOrEqual(1024 + 64)
})

it('holds few characters when examples are long', async () => {
  const { inference } = await setUp(() => silent)
  const stop = new AbortController()
  let read = 0
  async function* endless() {
    for (;;) {
      if (++read === 12) queueMicrotask(() => setImmediate(() => stop.abort(new Error('enough'))))
      yield { example: read, input: `${read}`.padEnd(3_000_000, '.') }
    }
  }
  await expect(collect(infer({ ...inference, examples: endless(), signal: stop.signal }))).rejects.toThrow('enough')
  expect(read).toBe(12)
})

it('ends the calls under way when the loop is left', async () => {
  const { inference, server } = await setUp((_, index) => (index === 0 ? answering() : silent))
  for await (const _ of infer({ ...inference, examples: toExamples('a', 'b', 'c') })) break
  await expect.poll(() => server.openCalls).toBe(0)
})

it('ends with the reason of the signal', async () => {
  const { inference, server } = await setUp(() => silent)
  const stop = new AbortController()
  const answers = collect(infer({ ...inference, signal: stop.signal, examples: toExamples('a', 'b') }))
  await expect.poll(() => server.calls.length).toBe(2)
  stop.abort(new Error('stopped by its owner'))
  await expect(answers).rejects.toThrow('stopped by its owner')
})

it('works for a baseline too, and lets the event loop turn', async () => {
  const model = openModel({ provider: 'baseline', model: 'lead-1', parameters: {} }, { fetch })
  let turns = 0
  const turning = setInterval(() => {
    turns += 1
  }, 0)
  const examples = Array.from({ length: 2000 }, (_, example) => ({
    example,
    input: `Text ${example} is here. And more.`,
  }))
  const answers = await collect(infer({ model, task: { type: 'summarization' }, examples, repeat: 0, seed: 0 }))
  clearInterval(turning)
  expect(answers.at(-1)).toMatchObject({ example: 1999, output: 'Text 1999 is here.', cached: false })
  expect(turns).toBeGreaterThan(1)
})
