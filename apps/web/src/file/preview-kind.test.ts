import { expect, it } from 'vitest'
import { previewKind, readFields } from './preview-kind.ts'

it('shows files by their names and media types, and no page or script', () => {
  expect(previewKind('a.csv', 'text/csv')).toBe('table')
  expect(previewKind('README.md', 'application/octet-stream')).toBe('markdown')
  expect(previewKind('a.png', 'image/png')).toBe('image')
  expect(previewKind('a.svg', 'image/svg+xml')).toBe('text')
  expect(previewKind('a.bin', 'application/octet-stream')).toBeUndefined()
})

it('reads fields between quotes, with delimiters, quotes and line breaks in them', () => {
  expect(readFields('a,b\n"x,1","say ""hi""\nthere"\n', ',')).toEqual([
    ['a', 'b'],
    ['x,1', 'say "hi"\nthere'],
  ])
})
