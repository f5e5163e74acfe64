import { expect, test } from 'vitest'
import { formatBytes, formatDifference, formatP, formatScore } from './number-format.ts'

test('scores have as many digits as matter', () => {
  expect([0.41234, 4.1234, 412.34, -0.5, null].map(formatScore)).toEqual(['0.412', '4.12', '412.3', '−0.500', '–'])
})

test('differences have a sign', () => {
  expect([0.01, -0.01, 0].map(formatDifference)).toEqual(['+0.010', '−0.010', '0.000'])
})

test('a p-value is never 0', () => {
  expect([0, 0.0009, 0.04567, null].map(formatP)).toEqual(['< 0.001', '< 0.001', '0.046', '–'])
})

test('sizes are in the unit that suits them', () => {
  expect([0, 999, 1000, 1_234_567, 5e9].map(formatBytes)).toEqual(['0 B', '999 B', '1.0 kB', '1.2 MB', '5.0 GB'])
})
