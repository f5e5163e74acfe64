import { expect, it } from 'vitest'
import { familyName } from './table-file.ts'

it.each([
  ['news.csv', 'news'],
  ['news.2026.csv', 'news.2026'],
  ['.csv', 'dataset'],
  ['\u202evsc.csv', 'vsc'],
  ['line\nbreak.csv', 'linebreak'],
  ['\u2066.csv', 'dataset'],
  ['\u200b.csv', 'dataset'],
])('calls a dataset after the file %j, as a name may be', (filename, family) => {
  expect(familyName(filename)).toBe(family)
})
