import fc from 'fast-check'
import { expect, it } from 'vitest'
import { linearScale } from './scale.ts'

const drawn = { from: 0, to: 100, ticks: 5 }

it('has ticks at round numbers', () => {
  const { ticks, decimals } = linearScale([0.21, 0.48], drawn)
  expect(ticks.map((tick) => tick.toFixed(decimals))).toEqual(['0.2', '0.3', '0.4'])
  expect(linearScale([0, 12], drawn).ticks[0]).toBe(0)
  expect(linearScale([], drawn).ticks.length).toBeGreaterThan(1)
})

it('draws values that only rounding tells apart as a single one', () => {
  for (const values of [
    [5e-324, 1e-323],
    [0.3, 0.1 + 0.2],
    [1e6, 1e6 + 1e-9],
  ]) {
    const { place, ticks } = linearScale(values, drawn)
    expect(ticks.length).toBeGreaterThan(1)
    for (const value of values) expect(place(value)).toBeCloseTo(50, 3)
  }
})

it('keeps all values on the drawing and in their order, and its ticks too', () => {
  const value = fc.double({ noNaN: true, min: -1e6, max: 1e6 })
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const { place, ticks } = linearScale(values, drawn)
      const places = [...values, ...ticks].map(place)
      expect(Math.min(...places)).toBeGreaterThanOrEqual(-1e-6)
      expect(Math.max(...places)).toBeLessThanOrEqual(100 + 1e-6)
      expect(ticks.length).toBeLessThanOrEqual(12)
      const [low, high] = [Math.min(...values), Math.max(...values)]
      expect(place(low)).toBeLessThanOrEqual(place(high))
    }),
  )
})
