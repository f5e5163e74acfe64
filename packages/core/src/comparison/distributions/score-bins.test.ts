import { expect, it } from 'vitest'
import { binScores, scaleOf } from './score-bins.ts'

it('counts scores from end to end of their range, the greatest in the last bin', () => {
  const scale = scaleOf([0, 1], Float64Array.of())
  const counts = binScores(Float64Array.of(0, 0.04, 0.5, 1, Number.NaN), scale)
  expect([counts.length, counts[0], counts[10], counts[19]]).toEqual([20, 2, 1, 1])
})

it('takes the ends from the values where the range has none, and keeps what lies beyond', () => {
  const values = Float64Array.from({ length: 1000 }, (_, at) => at)
  const scale = scaleOf([0, null], values)
  expect(scale.least).toBe(0)
  const counts = binScores(Float64Array.of(...values, 1e9), scale)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1001)
})

it('has a width although all values are the same', () => {
  expect(scaleOf([null, null], Float64Array.of(3, 3)).width).toBeGreaterThan(0)
})
