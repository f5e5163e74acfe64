import { describe, expect, it } from 'vitest'
import { readReturnPath } from './return-path.ts'

describe(readReturnPath, () => {
  it.each([
    ['/experiments/1?tab=scores#top', '/experiments/1?tab=scores#top'],
    ['/a/../b', '/b'],
    ['/sign-in', '/sign-in'],
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
  ])('of %j is the root', (given) => {
    expect(readReturnPath(given)).toBe('/')
  })
})
