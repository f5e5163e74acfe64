import { modelSpec } from '@assay/schemas'
import { expect, it } from 'vitest'
import { estimateModel, measureTexts } from './estimate-model.ts'

const roles = { input: 'examples', reference: 'ground_truth', prediction: 'predictions' }
const endpoint = { provider: 'openai-compatible', model: 'm', base_url: 'http://localhost/v1' }
const price = { input_per_million: 1, output_per_million: 10 }

function estimateOf(spec: object, text = 'x'.repeat(400)) {
  const texts = measureTexts([
    { example: 0, examples: text, ground_truth: 'a', topic: 'b'.repeat(40) },
    { example: 1, examples: text, ground_truth: null, topic: 'b'.repeat(40) },
  ])
  return estimateModel({ name: 'm', spec: modelSpec.parse(spec) }, { roles, texts, calls: 10 })
}

it('holds between its ends the tokens of texts of any language', () => {
  const english = estimateOf(endpoint).input_tokens
  expect(english.low).toBeLessThan(10 * 90)
  expect(english.high).toBeGreaterThan(10 * 130)
  // 100 characters of Japanese are 80 to 130 tokens of today's models
  const japanese = estimateOf(endpoint, 'あ'.repeat(100)).input_tokens
  expect([japanese.low <= 10 * 80, japanese.high >= 10 * 130]).toEqual([true, true])
})

it('counts what the prompt takes of other columns, and what it says itself', () => {
  const plain = estimateOf(endpoint).input_tokens.high
  const wordy = estimateOf({ ...endpoint, system_prompt: 'y'.repeat(200) }).input_tokens.high
  expect(wordy - plain).toBe(10 * 100)
  const other = estimateOf({ ...endpoint, prompt: '{topic}' }).input_tokens.high
  expect(other).toBeLessThan(plain)
})

it('costs what the prices say, up to the longest answers', () => {
  const { input_tokens, output_tokens, cost, seconds } = estimateOf({ ...endpoint, price, max_output_tokens: 100 })
  expect(output_tokens).toEqual({ low: 10, high: 1000 })
  expect(cost?.high).toBeCloseTo((input_tokens.high + 10 * 1000) / 1e6, 12)
  expect(cost?.low).toBeLessThan(cost?.high ?? 0)
  expect(seconds?.high).toBeGreaterThan(seconds?.low ?? 0)
})

it('knows no cost without a price, and none at all of what is computed here', () => {
  expect(estimateOf(endpoint).cost).toBeNull()
  expect(estimateOf({ provider: 'baseline', model: 'lead-3' })).toMatchObject({
    calls: 10,
    cost: { low: 0, high: 0 },
    seconds: null,
  })
  expect(estimateOf({ provider: 'dataset' })).toMatchObject({ calls: 0, cost: { low: 0, high: 0 } })
})
