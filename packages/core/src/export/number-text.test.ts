import { expect, it, test } from 'vitest'
import { decimalsFor, fixed, many, percent, pText, signed } from './number-text.ts'

test.each([
  [[0.41234, null], 3],
  [[3.2, 0.1], 2],
  [[-120], 1],
  [[4000], 0],
  [[0.00042], 5],
  [[0.0000045], 8],
  [[], 3],
])('values %j are shown with %i decimals', (values, decimals) => {
  expect(decimalsFor(values)).toBe(decimals)
})

it('writes numbers as papers do', () => {
  expect([fixed(-0.5, 2), fixed(null, 2), fixed(-0.0001, 2)]).toEqual(['−0.50', '–', '0.00'])
  expect([signed(0.5, 1), signed(-0.5, 1), signed(0, 1)]).toEqual(['+0.5', '−0.5', '0.0'])
  expect([pText(0), pText(0.0123), pText(null)]).toEqual(['< 0.001', '0.012', '–'])
  expect([percent(0.95), percent(0.999)]).toEqual(['95 %', '99.9 %'])
  expect([many(1, 'run'), many(1200, 'run')]).toEqual(['1 run', '1,200 runs'])
})
