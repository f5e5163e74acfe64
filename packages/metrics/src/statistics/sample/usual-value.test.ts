import fc from 'fast-check'
import { expect, it } from 'vitest'
import { usualValue } from './usual-value.ts'

it('finds the value that more than half have, and how many have another', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 1 }), (given) => {
      const counts = [...Map.groupBy(given, (value) => value)].map(([value, same]) => ({ value, count: same.length }))
      const [usual] = counts.toSorted((a, b) => b.count - a.count)
      const found = usualValue(Float64Array.from(given), given.length / 2)
      if (usual && usual.count > given.length / 2) {
        expect(found).toEqual({ value: usual.value, others: given.length - usual.count })
      } else expect(found.others).toBeGreaterThanOrEqual(given.length / 2)
    }),
  )
})

it('counts others no further than the limit', () => {
  expect(usualValue(Float64Array.of(1, 1, 1, 1, 1, 1, 2, 3, 4, 5), 2)).toEqual({ value: 1, others: 2 })
})

it('gives 0 without a sign', () => {
  expect(Object.is(usualValue(Float64Array.of(-0, -0), 1).value, 0)).toBe(true)
})
