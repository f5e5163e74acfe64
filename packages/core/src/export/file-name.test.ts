import { expect, it } from 'vitest'
import { fileName } from './file-name.ts'

it.each([
  ['news', 'news.csv'],
  ['../../etc/passwd', '-..-etc-passwd.csv'],
  ['C:\\news', 'C-news.csv'],
  ['a\r\nSet-Cookie: b', 'a-Set-Cookie- b.csv'],
  ['.hidden', 'hidden.csv'],
  ['naïve 新聞', 'naïve 新聞.csv'],
  ['\u202egpj', '-gpj.csv'],
  ['...', 'comparison.csv'],
  ['🙂'.repeat(200), `${'🙂'.repeat(100)}.csv`],
])('makes of %j the name %j', (stem, name) => {
  expect(fileName(stem, 'csv')).toBe(name)
})
