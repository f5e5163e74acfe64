import { createRegistry, defineMetric, MetricError, type Scorer } from '@assay/metrics'
import { expect, it } from 'vitest'
import { createPlace, whereIs } from './place.ts'
import { Scorers } from './scorers.ts'

function scoring(scorer: Scorer | (() => Promise<Scorer>)): Scorers {
  const score = { direction: 'higher', range: [0, null], unit: 'points', margin: 1 } as const
  const metric = defineMetric({
    name: 'length',
    title: 'Length',
    description: 'A metric of a test.',
    scores: [
      { ...score, name: 'length', title: 'Length' },
      { ...score, name: 'half', title: 'Half' },
    ],
    citation: { text: 'A test.', url: 'https://example.org' },
    scorer,
  })
  return new Scorers(createRegistry([metric]))
}

function task(...predictions: string[]) {
  const texts = predictions.map((prediction, example) => ({ example, text: { prediction, references: [] } }))
  return { metrics: ['length'], texts }
}

it('gives each score a column, NaN where it has no value, with the reason of the metric', async () => {
  const own = scoring({
    score: ({ prediction: { length } }) => ({ length, half: length % 2 === 0 ? length / 2 : null }),
    reason: () => 'The length is odd.',
  })
  const { scores, unscored } = await own.score(task('ab', 'abc', 'abcd'), createPlace())
  expect(scores).toEqual({ length: Float64Array.of(2, 3, 4), half: Float64Array.of(1, Number.NaN, 2) })
  expect(unscored).toEqual({ length: [{ position: 1, reason: 'The length is odd.' }] })
})

it('gives what corpus scores are made of, a row for each text that has a score', async () => {
  const own = scoring({
    score: ({ prediction: { length } }) => (length === 0 ? { length: null, half: null } : { length, half: length / 2 }),
    corpus: {
      statistics: ['letters', 'texts'],
      of: ({ prediction }) => [prediction.length, 1],
      value: () => ({}),
    },
  })
  const { summands } = await own.score(task('a', '', 'ccc'), createPlace())
  expect(summands).toEqual({ length: Float64Array.of(1, 1, Number.NaN, Number.NaN, 3, 1) })
})

it('has no score for a text of which a metric counts wrongly, so that it spoils no corpus score', async () => {
  const corpus = { statistics: ['a', 'b'], value: () => ({}) }
  for (const row of [[1], [1, Number.NaN]]) {
    const own = scoring({ score: () => ({ length: 1, half: 1 }), corpus: { ...corpus, of: () => row } })
    const { scores, unscored, summands } = await own.score(task('a'), createPlace())
    expect(scores['length']).toEqual(Float64Array.of(Number.NaN))
    expect(summands['length']).toEqual(Float64Array.of(Number.NaN, Number.NaN))
    expect(unscored['length']?.[0]?.reason).toMatch(/^The metric failed: it gave . statistics/)
  }
})

it('says for texts that throw, and for values that are none, what happened', async () => {
  const own = scoring({
    score: ({ prediction }) => {
      if (prediction === 'throws') throw new Error('x'.repeat(1_000))
      return { length: Number.POSITIVE_INFINITY, half: 1 }
    },
  })
  const { scores, unscored } = await own.score(task('throws', 'answers'), createPlace())
  expect(scores).toEqual({ length: Float64Array.of(Number.NaN, Number.NaN), half: Float64Array.of(Number.NaN, 1) })
  expect(unscored['length']?.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^The metric failed: x{280}…$/),
    'The metric gave Infinity as "length", which is no score.',
  ])
})

it.for(['METRIC_UNAVAILABLE', 'EMBEDDING_FAILED'] as const)('fails altogether on %s', async (code) => {
  const own = scoring({
    score: () => {
      throw new MetricError(code, 'The model is gone.')
    },
  })
  const place = createPlace()
  await expect(own.score(task('a', 'b'), place)).rejects.toMatchObject({
    name: 'MetricFailure',
    metric: 'length',
    message: 'The model is gone.',
    is_unavailable: code === 'METRIC_UNAVAILABLE',
  })
  expect(whereIs(place)).toEqual({ metric: 0, text: 0 })
})

it('loads a scorer again after it could not be loaded', async () => {
  let loads = 0
  const own = scoring(async () => {
    loads += 1
    if (loads === 1) throw new MetricError('METRIC_UNAVAILABLE', 'Not yet.')
    return { score: () => ({ length: 1, half: 1 }) }
  })
  await expect(own.score(task('a'), createPlace())).rejects.toMatchObject({ is_unavailable: true })
  expect((await own.score(task('a'), createPlace())).scores['length']).toEqual(Float64Array.of(1))
  await own.score(task('a'), createPlace())
  expect(loads).toBe(2)
})

it('names a metric that it does not know', async () => {
  const own = new Scorers(createRegistry())
  await expect(own.score({ ...task('a'), metrics: ['nobody'] }, createPlace())).rejects.toMatchObject({
    metric: 'nobody',
    message: expect.stringContaining('ASSAY_METRICS'),
  })
})
