import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MetricError } from '../../metric-error.ts'
import { drawCounts } from './draw-counts.ts'
import { integerBelow, nextBits, seededRandom, seededState } from './random.ts'

describe('seededRandom', () => {
  it('moves its state as the published generator does', () => {
    const state = Int32Array.from([1, 2, 3, 4])
    const words = Array.from({ length: 7 }, () => nextBits(state))
    expect(words).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034])
  })

  it('gives the same numbers for the same seed, on every machine', () => {
    const random = seededRandom(42)
    expect([random.bits(), random.integer(1000), random.uniform()]).toEqual([2357303435, 770, 0.7696515582571303])
  })

  it('tells seeds apart that differ only above 32 bits', () => {
    expect(seededRandom(1).bits()).not.toBe(seededRandom(1 + 2 ** 32).bits())
  })

  it('stays within its bounds and reaches both ends', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 50 }), (seed, below) => {
        const random = seededRandom(seed)
        const drawn = new Set(Array.from({ length: 600 }, () => random.integer(below)))
        expect(Math.min(...drawn)).toBe(0)
        expect(Math.max(...drawn)).toBe(below - 1)
        expect(random.uniform()).toBeLessThan(1)
      }),
      { numRuns: 30 },
    )
  })

  it('draws many as it draws one', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 300 }), (seed, n) => {
        const [bulk, single] = [seededState(seed), seededState(seed)]
        const [counts, expected] = [new Float64Array(n), new Float64Array(n)]
        drawCounts(bulk, counts)
        for (let i = 0; i < n; i++) {
          const index = integerBelow(single, n)
          expected[index] = (expected[index] ?? 0) + 1
        }
        expect(counts).toEqual(expected)
        expect(bulk).toEqual(single)
      }),
    )
  })

  it('refuses seeds and bounds that it cannot honour', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 60]) expect(() => seededRandom(seed)).toThrow(MetricError)
    for (const below of [0, -1, 1.5, Number.NaN]) expect(() => seededRandom(1).integer(below)).toThrow(MetricError)
  })
})
