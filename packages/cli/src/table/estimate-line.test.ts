import { expect, test } from 'vitest'
import { estimateLine } from './estimate-line.ts'

const tokens = { input_tokens: { low: 1000, high: 3000 }, output_tokens: { low: 10, high: 10_240 } }
const priced = { name: 'a', calls: 10, ...tokens, cost: { low: 0.00123, high: 0.0456 }, seconds: { low: 1, high: 9 } }
const unpriced = { ...priced, name: 'b', cost: null }
const local = { ...priced, name: 'lead-3', cost: { low: 0, high: 0 }, seconds: null }
const whole = { examples: 10, calls: 10, ...tokens, cost: priced.cost }

test('an estimate is one line with its ends', () => {
  expect(estimateLine({ ...whole, models: [priced], unpriced: [] })).toBe(
    'Estimate: up to 10 calls, 1,000 to 3,000 tokens in, 10 to 10,240 out, cost 0.0012 to 0.046.',
  )
})

test('what has no price is named, and what is computed here takes nothing', () => {
  expect(estimateLine({ ...whole, models: [priced, unpriced], unpriced: ['b'] })).toContain('0.046 without b.')
  expect(estimateLine({ ...whole, models: [unpriced], unpriced: ['b'] })).toContain('cost not known (--price)')
  expect(estimateLine({ ...whole, models: [local], unpriced: [] })).toBeUndefined()
})
