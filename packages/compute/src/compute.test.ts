import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ComputeOptions, openCompute } from './compute.ts'

const metric = `import { defineMetric } from '@assay/metrics'
import { existsSync, writeFileSync } from 'node:fs'
const died = new URL('died', import.meta.url)
function die(prediction) {
  if (prediction === 'dies') process.exit(1)
  if (prediction !== 'dies once' || existsSync(died)) return
  writeFileSync(died, '')
  process.exit(1)
}
export const stubborn = defineMetric({
  name: 'stubborn', title: 'Stubborn', description: 'A metric of a test.',
  scores: [{ name: 'stubborn', title: 'A', direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }],
  citation: { text: 'A test.', url: 'https://example.org' },
  scorer: { score: ({ prediction }) => { die(prediction); while (prediction === 'stuck'); return { stubborn: 1 } } },
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

it('ends a question that hangs, and says so; a comparison never waits for it', { timeout }, async () => {
  await using compute = open()
  const stuck = Array.from({ length: 3 }, () => compute.statistics.explain(stuckQuestion))
  const ended = Promise.allSettled(stuck)
  const run_ids = ['a', 'b']
  const compared = compute.statistics.contrast({ run_ids, tables: [], level: 0.95, seed: 1, method: 'analytic' })
  expect(await Promise.race([compared, ended])).toEqual([])
  const tooLarge = { code: 'COMPUTATION_TOO_LARGE', retryable: false, data: { limit_seconds: 10 } }
  await expect(stuck[0]).rejects.toMatchObject(tooLarge)
  await compute[Symbol.asyncDispose]()
  await ended
})

it('ends what somebody asked who has left, working or waiting', { timeout }, async () => {
  await using compute = open()
  const leaving = new AbortController()
  const left = compute.statistics.for({ owner: 'a', signal: leaving.signal })
  const asked = Promise.allSettled(Array.from({ length: 3 }, () => left.explain(stuckQuestion)))
  const other = compute.statistics.for({ owner: 'b', signal: new AbortController().signal }).explain(question)
  leaving.abort(new Error('left'))
  expect(await other).toMatchObject({ scores: { stubborn: 1 } })
  for (const outcome of await asked) expect(outcome).toMatchObject({ reason: { message: 'left' } })
})

it('lets others have their turn, however much one user asks', { timeout }, async () => {
  await using compute = open()
  const { signal } = new AbortController()
  const greedy = compute.statistics.for({ owner: 'a', signal })
  const asked = Array.from({ length: 100 }, () => greedy.explain(stuckQuestion))
  const ended = Promise.allSettled(asked)
  await expect(asked.at(-1)).rejects.toMatchObject({ code: 'LIMIT_REACHED', status: 429 })
  expect(await compute.statistics.for({ owner: 'b', signal }).explain(question)).toMatchObject({ reason: null })
  await compute[Symbol.asyncDispose]()
  await ended
})

it('computes again in a fresh thread what killed one by what earlier work had left there', { timeout }, async () => {
  await using compute = open()
  const example = { prediction: 'dies once', references: [] }
  expect(await compute.statistics.explain({ metric: 'stubborn', example })).toMatchObject({ scores: { stubborn: 1 } })
  const always = { prediction: 'dies', references: [] }
  await expect(compute.statistics.explain({ metric: 'stubborn', example: always })).rejects.toMatchObject({
    code: 'COMPUTATION_TOO_LARGE',
    data: { limit_seconds: null },
  })
})
