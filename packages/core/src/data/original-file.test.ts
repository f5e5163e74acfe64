import { faultOfPath } from '@assay/schemas'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { originalPaths, pathName } from './original-file.ts'

const id = '0193a1d0-0000-7000-8000-000000000000'

it('is shown by family, version and file name', () => {
  const [path] = originalPaths({ id, name: 'news', version: 3, filename: 'news of today.csv' })
  expect(path).toBe('data/datasets/news/3/news of today.csv')
})

it.each([
  ['a/b\\c', 'a_b_c'],
  ['..', undefined],
  ['%2e%2e', '_2e_2e'],
  ['con.csv', '_con.csv'],
  [' news. ', 'news'],
  ['a\u202eb', 'a_b'],
  ['e\u0301', '\u00e9'],
])('is called %j as %j', (name, expected) => {
  expect(pathName(name)).toBe(expected)
})

it('has a path that is allowed, whatever its names are, and keeps the extension', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 500 }), fc.string({ unit: 'grapheme', maxLength: 500 }))
  fc.assert(
    fc.property(texts, texts, (name, filename) => {
      for (const path of originalPaths({ id, name, version: 1, filename })) expect(faultOfPath(path)).toBeUndefined()
    }),
  )
  expect(pathName(`${'新'.repeat(300)}.csv`)).toMatch(/^新{65,66}\.csv$/)
})
