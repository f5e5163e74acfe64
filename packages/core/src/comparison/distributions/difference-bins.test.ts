import fc from 'fast-check'
import { expect, it } from 'vitest'
import { binDifferences } from './difference-bins.ts'

const middle = 15

it('counts differences from lowest to highest around 0, without examples that one run lacks', () => {
  const a = Float64Array.of(0, 0, 1, Number.NaN, 0.5)
  const b = Float64Array.of(1, 0, 0, 1, 0.5)
  const found = binDifferences(a, b)
  expect(found?.counts.at(0)).toBe(1)
  expect(found?.counts[middle]).toBe(2)
  expect(found?.counts.at(-1)).toBe(1)
  expect(found?.counts).toHaveLength(2 * middle + 1)
})

it('is nothing without a common example', () => {
  expect(binDifferences(Float64Array.of(Number.NaN), Float64Array.of(1))).toBeNull()
})

it('puts every example into one bin, and mirrors when the runs are swapped', () => {
  const scores = fc.array(fc.tuple(fc.double({ noNaN: true, min: -5, max: 5 }), fc.constantFrom(0, 0.5, 1)), {
    minLength: 1,
  })
  fc.assert(
    fc.property(scores, (pairs) => {
      const [a, b] = [0, 1].map((at) => Float64Array.from(pairs, (pair) => pair[at] ?? 0))
      if (!a || !b) return
      const counts = binDifferences(a, b)?.counts ?? []
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(pairs.length)
      const mirrored = binDifferences(b, a)?.counts ?? []
      expect(mirrored.toReversed()[middle]).toBe(counts[middle])
    }),
  )
})
