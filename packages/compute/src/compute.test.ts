import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ComputeOptions, openCompute } from './compute.ts'

const metric = `import { defineMetric } from '@assay/metrics'
export const stubborn = defineMetric({
  name: 'stubborn', title: 'Stubborn', description: 'A metric of a test.',
  scores: [{ name: 'stubborn', title: 'A', direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }],
  citation: { text: 'A test.', url: 'https://example.org' },
  scorer: { score: ({ prediction }) => { while (prediction === 'stuck'); return { stubborn: 1 } } },
})
`

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(fileURLToPath(new URL('.metrics-', import.meta.url)))
  await writeFile(join(directory, 'stubborn.ts'), metric)
})
afterAll(() => rm(directory, { recursive: true }))

function open(options?: Pick<ComputeOptions, 'metric_seconds'>) {
  const modules = [pathToFileURL(join(directory, 'stubborn.ts')).href]
  return openCompute({ threads: 2, metrics: { modules }, log: { info() {}, warn() {}, error() {} }, ...options })
}

const batch = (prediction: string) => ({
  metrics: ['stubborn'],
  texts: [{ example: 7, text: { prediction, references: [] } }],
})
const question = { metric: 'stubborn', example: { prediction: 'fine', references: [] } }
const stuckQuestion = { metric: 'stubborn', example: { prediction: 'stuck', references: [] } }
const timeout = 60_000

it('answers a question while batches hang and more of them wait', { timeout }, async () => {
  await using compute = open()
  const job = new AbortController()
  const waiting = Array.from({ length: 20 }, () => compute.scoring.score(batch('stuck'), job.signal))
  const ended = Promise.allSettled(waiting)
  const { scores } = await Promise.race([compute.statistics.explain(question), ended.then(() => ({ scores: null }))])
  expect(scores).toEqual({ stubborn: 1 })
  job.abort(new Error('stopped'))
  expect((await ended).map(({ status }) => status)).toEqual(waiting.map(() => 'rejected'))
})

it('scores a batch while questions hang and more of them wait', { timeout }, async () => {
  const compute = open()
  const waiting = Array.from({ length: 20 }, () => compute.statistics.explain(stuckQuestion))
  const ended = Promise.allSettled(waiting)
  const { signal } = new AbortController()
  const scored = await Promise.race([compute.scoring.score(batch('fine'), signal), ended.then(() => ({ scores: {} }))])
  expect(scored.scores).toEqual({ stubborn: Float64Array.of(1) })
  await compute[Symbol.asyncDispose]()
  expect((await waiting[0]?.catch((error: unknown) => error)) instanceof Error).toBe(true)
})

it('kills a thread that takes too long over a batch; whoever waited for it has its whole time', {
  timeout,
}, async () => {
  await using compute = open({ metric_seconds: 2 })
  const { signal } = new AbortController()
  const batches = ['stuck', 'fine', 'stuck', 'fine'].map((text) => compute.scoring.score(batch(text), signal))
  const slow = { code: 'METRIC_TOO_SLOW', data: { metric: 'stubborn', example: 7, limit_seconds: 2 } }
  expect(await Promise.allSettled(batches)).toMatchObject([
    { status: 'rejected', reason: slow },
    { status: 'fulfilled', value: { scores: { stubborn: Float64Array.of(1) } } },
    { status: 'rejected', reason: slow },
    { status: 'fulfilled', value: { scores: { stubborn: Float64Array.of(1) } } },
  ])
})
