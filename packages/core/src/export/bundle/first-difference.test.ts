import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { z } from 'zod'
import { firstDifference } from './first-difference.ts'

test.each([
  [{ a: [1, 2] }, { a: [1, 3] }, { path: 'a.1', kept: 2, computed: 3 }],
  [{ a: 0.1 + 0.2 }, { a: 0.3 }, { path: 'a', kept: 0.1 + 0.2, computed: 0.3 }],
  [{ a: 1, b: 2 }, { a: 1 }, { path: 'b', kept: 2, computed: null }],
  [{ a: 1 }, { a: 1, b: { c: 2 } }, { path: 'b', kept: null, computed: { c: 2 } }],
  [[1], { 0: 1 }, { path: '', kept: [1], computed: { 0: 1 } }],
  [{ a: null }, { a: {} }, { path: 'a', kept: null, computed: {} }],
  [
    { z: 1, a: 1 },
    { a: 2, z: 2 },
    { path: 'z', kept: 1, computed: 2 },
  ],
])('between %j and %j it is %j', (kept, computed, found) => {
  expect(firstDifference(kept, computed).first_difference).toEqual(found)
})

it('finds none between equal values, whatever the order of their keys, and counts their numbers', () => {
  expect(firstDifference({ a: [1, { b: 2 }], c: 'x' }, { c: 'x', a: [1, { b: 2 }] })).toEqual({
    numbers: 2,
    first_difference: null,
  })
})

const value = fc.json().map((text) => z.json().parse(JSON.parse(text)))

it('finds one exactly where values are not equal', () => {
  fc.assert(
    fc.property(value, value, (kept, computed) => {
      const same = firstDifference(kept, structuredClone(kept))
      expect(same.first_difference).toBeNull()
      const { first_difference } = firstDifference(kept, computed)
      expect(first_difference === null).toBe(isEqual(kept, computed))
    }),
  )
})

function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b)
    return true
  } catch {
    return false
  }
}
