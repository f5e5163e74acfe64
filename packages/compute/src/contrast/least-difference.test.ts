import { pairedComparison } from '@assay/metrics'
import { expect, it } from 'vitest'
import { leastDifference } from './least-difference.ts'

it.each([
  [30, 0.1308],
  [100, 0.03758],
  [300, 0.01237],
  [1000, 0.003696],
])('is what a comparison of %d examples that differ alike decides from', (units, expected) => {
  const least = leastDifference([0, 1], { units, level: 0.95 }) ?? Number.NaN
  expect(least).toBeCloseTo(expected, 4)
  const p = (difference: number) => {
    const baseline = Array.from({ length: units }, (_, at) => 0.2 + (at % 2) * 1e-6)
    const scores = baseline.map((score, at) => score + difference + (at % 3) * 1e-6)
    return pairedComparison(scores, baseline, { range: [0, 1] }).p_value ?? 1
  }
  expect(p(least * 0.9)).toBeGreaterThan(0.05)
  expect(p(least * 1.1)).toBeLessThan(0.05)
})

it('is as wide as the range, and unknown without one', () => {
  const [percent, fraction] = [100, 1].map((end) => leastDifference([0, end], { units: 50, level: 0.9 }) ?? 0)
  expect(percent).toBeCloseTo((fraction ?? 0) * 100, 9)
  expect(leastDifference([0, null], { units: 50, level: 0.9 })).toBeNull()
  expect(leastDifference([0, 1], { units: 0, level: 0.9 })).toBeNull()
})
