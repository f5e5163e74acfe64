import { describe, expect, it } from 'vitest'
import { readReturnPath } from './return-path.ts'

describe(readReturnPath, () => {
  it.each([
    ['/experiments/1?tab=scores#top', '/experiments/1?tab=scores#top'],
    ['/a/../b', '/b'],
    ['/', '/'],
  ])('of %s is %s', (given, path) => {
    expect(readReturnPath(given)).toBe(path)
  })

  it.each([
    undefined,
    '',
    'experiments',
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    '/\t/elsewhere.example/',
    '/.//elsewhere.example/',
    '/x/..//elsewhere.example',
    ' //elsewhere.example/',
    'javascript:alert(1)',
  ])('of %j is the page of the account', (given) => {
    expect(readReturnPath(given)).toBe('/sign-in')
  })
})
