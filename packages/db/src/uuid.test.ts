import { expect, test } from 'vitest'
import { newId } from './uuid.ts'

test('ids made in one go sort in the order in which they were made', () => {
  const ids = Array.from({ length: 10_000 }, newId)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})
