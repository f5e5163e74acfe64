import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const now = new Date('2026-01-01T00:00:00Z')

describe(parseRetryAfter, () => {
  it.each([
    ['7', 7000],
    [' 0 ', 0],
    ['1.5', 1500],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['999999', 999_999_000],
    ['Fri, 01 Jan 2027 00:00:00 GMT', 31_536_000_000],
    ['-5', null],
    ['soon', null],
    ['2026-01-01', null],
    ['', null],
    [null, null],
  ])('reads %j as %s ms', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected)
  })
})
