import { expect, it } from 'vitest'
import { list, number } from './wording.ts'

it.each([
  [0, '0.000'],
  [0.0123456, '0.012'],
  [-0.5, '−0.500'],
  [2.345, '2.35'],
  [1234.56, '1234.6'],
  [0.00002, '0.00002'],
])('writes %d as %s', (value, text) => expect(number(value)).toBe(text))

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c', 'd'], 'a, b, c and d'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
])('lists %j as %s', (names, text) => expect(list(names)).toBe(text))
