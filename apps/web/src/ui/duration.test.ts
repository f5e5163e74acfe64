import { expect, it } from 'vitest'
import { durationText } from './duration.ts'

it.each([
  [0, '0.0 s'],
  [-5, '0.0 s'],
  [420, '0.4 s'],
  [12_900, '12 s'],
  [61_000, '1 min 1 s'],
  [3_900_000, '1 h 5 min'],
  [90_000_000, '1 d 1 h'],
])('says %i milliseconds as %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text)
})
