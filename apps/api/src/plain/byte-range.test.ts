import { DomainError } from '@assay/schemas'
import { describe, expect, it, test } from 'vitest'
import { readRange } from './byte-range.ts'

describe(readRange, () => {
  test.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=2-5', { start: 2, end: 5 }],
    ['bytes=2-', { start: 2, end: 9 }],
    ['bytes=2-99', { start: 2, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-99', { start: 0, end: 9 }],
  ])('%s of ten bytes is %o', (header, range) => {
    expect(readRange(header, 10)).toEqual(range)
  })

  test.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=0-1,4-5', 'bytes=10-,a', 'rows=0-1', 'bytes=a-b'])(
    '%s asks for no single range, so all bytes are meant',
    (header) => {
      expect(readRange(header, 10)).toBeUndefined()
    },
  )

  test.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s of ten bytes is refused with their number', (header) => {
    expect(() => readRange(header, 10)).toThrow(new DomainError('RANGE_INVALID', { size_bytes: 10 }))
  })

  it('refuses every range of nothing', () => {
    expect(() => readRange('bytes=0-', 0)).toThrow(new DomainError('RANGE_INVALID', { size_bytes: 0 }))
    expect(() => readRange('bytes=-1', 0)).toThrow(new DomainError('RANGE_INVALID', { size_bytes: 0 }))
  })
})
