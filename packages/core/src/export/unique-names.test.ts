import fc from 'fast-check'
import { expect, it } from 'vitest'
import { uniqueNames } from './unique-names.ts'

it('numbers names that are there already', () => {
  expect(uniqueNames(['a', 'b', 'a', 'A', 'a (2)'])).toEqual(['a', 'b', 'a (2)', 'A (3)', 'a (2) (2)'])
})

it('leaves no two names the same, and those alone that were', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'A', 'b', 'a (2)', 'A (2)', 'a (3)')), (names) => {
      const unique = uniqueNames(names)
      expect(new Set(unique.map((name) => name.toLowerCase())).size).toBe(names.length)
      expect(unique[0]).toBe(names[0])
    }),
  )
})
