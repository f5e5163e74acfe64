import { expect, it } from 'vitest'
import { startPlatform } from '../src/index.ts'

it('scores one example and says what the scores were made of', async () => {
  await using platform = await startPlatform({ worker: false })
  const { metrics } = platform.client
  const [prediction, reference] = ['The harbour opened again.', 'The harbour was opened.']
  const found = await metrics.explain({ metric: 'rouge1', prediction, references: [reference] })
  expect(found).toMatchObject({ metric: 'rouge', reason: null })
  expect(found.scores['rouge1']).toBeCloseTo(0.75, 9)
  const words = found.explanation.flatMap((part) => ('text' in part && part.score === 'rouge1' ? [part.text] : []))
  expect(words.toSorted()).toEqual(['harbour', 'open', 'the'])

  const edits = await metrics.explain({ metric: 'wer', prediction: 'a c', references: ['a b c'] })
  expect(edits.explanation).toMatchObject([{ kind: 'left_out', wanted: 'b' }])

  // too long for an address: the question goes by POST
  const long = 'word '.repeat(3_500)
  expect((await metrics.explain({ metric: 'exact_match', prediction: long, references: [long] })).scores).toEqual({
    exact_match: 1,
  })
  await expect(metrics.explain({ metric: 'rogue', prediction: '' })).rejects.toMatchObject({ code: 'METRIC_UNKNOWN' })
  await expect(metrics.explain({ metric: 'comet', prediction: '' })).rejects.toMatchObject({
    code: 'METRIC_UNAVAILABLE',
  })
  const none = await metrics.explain({ metric: 'rouge', prediction: 'a' })
  expect(none.scores['rouge1']).toBeNull()
  expect(none.reason).not.toBeNull()
})
