import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactInterval } from '../interval/intervals.ts'
import { seededRandom } from '../random/random.ts'
import { boundedMean } from './bounded-mean.ts'
import { boundedUnits } from './bounded-units.ts'
import { lowerBound, lowerP } from './lower-bound.ts'

const bounds = { least: -1, greatest: 1 }
const value = fc.double({ min: -1, max: 1, noNaN: true })
const values = fc.array(value, { minLength: 2, maxLength: 300 }).map((given) => Float64Array.from(given))

describe('the bound of a mean by its range', () => {
  it.each([
    [1, 10],
    [3, 10],
    [2, 30],
    [30, 100],
    [500, 1000],
  ])('is the exact one of a proportion, but for about 1 %%: %d of %d', (ones, n) => {
    const scores = Float64Array.from({ length: n }, (_, i) => Number(i < ones))
    const { low, high } = boundedMean({ values: scores, least: 0, greatest: 1 }).interval(0.95)
    const exact = exactInterval(ones, n, 0.95)
    expect(Math.abs(low / exact.low - 1)).toBeLessThan(0.03)
    expect(Math.abs((1 - high) / (1 - exact.high) - 1)).toBeLessThan(0.03)
  })

  it('is the probability of randomly weighted means, which draws find too', () => {
    const random = seededRandom(3)
    const sample = Float64Array.of(0.1, 0.3, 0.25, 0.02, 0.4, 0.15, -0.05, 0.35)
    const draws = 100_000
    let below = 0
    for (let draw = 0; draw < draws; draw++) {
      let sum = Math.log(1 - random.uniform())
      for (const entry of sample) sum -= entry * Math.log(1 - random.uniform())
      if (sum <= 0) below++
    }
    expect(lowerP(boundedUnits(sample, bounds).fromBelow, 0)).toBeCloseTo(below / draws, 2)
  })

  it('never has p and interval contradict each other, whatever the values, and turns around with them', () => {
    fc.assert(
      fc.property(values, value, fc.constantFrom(0.8, 0.95, 0.99), (sample, mean, level) => {
        const found = boundedMean({ values: sample, ...bounds })
        const { low, high } = found.interval(level)
        expect(low).toBeGreaterThanOrEqual(-1)
        expect(high).toBeLessThanOrEqual(1)
        if (Math.min(Math.abs(mean - low), Math.abs(mean - high)) > 1e-6) {
          expect(found.p(mean) > 1 - level).toBe(low <= mean && mean <= high)
        }
        const turned = boundedMean({ values: sample.map((entry) => -entry), ...bounds }).interval(level)
        expect([-turned.high, -turned.low]).toEqual([expect.closeTo(low, 9), expect.closeTo(high, 9)])
      }),
    )
  })

  it('is the same from sums of powers as from all values', () => {
    const random = seededRandom(5)
    for (let n = 100; n < 2000; n += 97) {
      const sample = Float64Array.from(
        { length: n },
        () => (random.uniform() < 0.2 ? 1 : 0.1) * (random.uniform() - 0.45),
      )
      const { fromBelow } = boundedUnits(sample, bounds)
      const apart = { ...fromBelow, powers: null }
      expect(lowerBound(fromBelow, 0.025)).toBeCloseTo(lowerBound(apart, 0.025), 8)
      expect(lowerP(fromBelow, 0)).toBeCloseTo(lowerP(apart, 0), 8)
    }
  })

  it('takes examples that share a source for one', () => {
    const sample = Float64Array.from({ length: 40 }, (_, i) => ((i * 7) % 10) / 20)
    const fourfold = Float64Array.from({ length: 160 }, (_, i) => sample[i >> 2] ?? 0)
    const clusters = Array.from(fourfold, (_, i) => i >> 2)
    const once = boundedMean({ values: sample, ...bounds }).interval(0.95)
    const grouped = boundedMean({ values: fourfold, ...bounds, clusters }).interval(0.95)
    expect([grouped.low, grouped.high]).toEqual([expect.closeTo(once.low, 8), expect.closeTo(once.high, 8)])
  })
})
